"""The rule language: loading with source spans, checks, explanations, JSON Schema, and the shipped rulebooks."""
