"""Zhiben checks obligations against event logs: who owed what by when, was it done, by what evidence."""
