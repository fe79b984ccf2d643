"""Rectification notices (整改通知书): one DOCX per enterprise with findings, from a template that its user can replace.

`content` says what a notice holds, `template` reads a template and fills it in, `default` makes the shipped templates,
`names` names the files, `archive` gives the same notice the same bytes.
"""
