"""Judgement: rules and events in, the duty ledger out."""
