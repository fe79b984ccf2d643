"""The command line. Command modules import click alone; what a command works with is imported when it runs."""
