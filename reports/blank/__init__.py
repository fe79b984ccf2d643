"""Blank files for submitters: what a person fills in there is read without a log map.

`columns` says which columns an event type, the entities and the coverage have; `workbook` and `text_files` write them;
`instructions` is the page that says how to fill them in.
"""
