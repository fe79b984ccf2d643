"""A log for any rulebook, made from its own windows and conditions, with what should come of every duty.

Kept duties, late ones, near misses that fail one condition, breaches by absence, and noise. The verdicts expected of it
come from the reference evaluator, never from the engine that is to be tried with them.
"""
