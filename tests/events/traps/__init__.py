"""Registers as people really write them: what is accepted of each, what is reported, and where."""
