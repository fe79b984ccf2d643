"""How fast the live monitor judges, how long a decision takes, and what it keeps in memory: `python -m bench.live`."""
