"""The reference evaluator: the design's sections 4 and 5 read aloud, one duty at a time, slow and obvious.

It is the oracle of the tests and shares nothing with the fast engine but the ledger's columns. Its parts are imported
by their names: what explains a duty needs one of them and not all.
"""
