"""How little is judged again: which of a bearer's past events and windows can still change a verdict."""
