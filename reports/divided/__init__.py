"""The report of a log that does not fit into memory: its parts are judged and worded one by one, then put in order."""
