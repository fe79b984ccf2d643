"""What the monitor holds from one step to the next, in memory and on disk: events, duties, decided duties."""
