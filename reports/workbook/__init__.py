"""workbook.xlsx: the audit for people who work in spreadsheets.

`sheets` writes cells that are what they say and nothing else; each other module is one kind of worksheet.
"""
