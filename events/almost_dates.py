"""Texts that are nearly dates: what is missing of each, so that somebody can write it, and nobody guesses it."""

from __future__ import annotations

import re

_RANGE = re.compile(r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?\s*(?:-|~|—|–|至|到|、)\s*\d")
_MONTH = re.compile(r"\d{4}(?:[-/.]\d{1,2}|年\d{1,2}月(?:份|底|初|中旬|上旬|下旬|末)?)\Z")
_TWO_DIGITS = re.compile(r"'?\d{2}(?:([-/.])\d{1,2}\1\d{1,2}|年\d{1,2}月\d{1,2}[日号])\Z")
_YEARLESS = re.compile(r"(?:\d{1,2}月\d{1,2}[日号]?|\d{1,2}[-/.]\d{1,2})\Z")
_MONTH_ONLY = re.compile(r"\d{1,2}月(?:份|底|初|中旬|上旬|下旬|末)?\Z")
_YEAR = re.compile(r"\d{4}年?度?\Z")
_COMPACT = re.compile(r"(?:19|20)\d\d[01]\d[0-3]\d\Z")
_WORDS = re.compile(r"[^\d]+\Z")


def fault_of(text: str) -> str | None:
    """What is wrong with a text that is nearly a date, in full-width forms already folded; None = no idea."""
    if _RANGE.match(text):
        return "these are several days; an event has one: write the first or the last, or a row for each"
    if _MONTH.match(text):
        return "the day is missing; a month alone is not guessed at"
    if _TWO_DIGITS.match(text):
        return "the year has two digits; write all four"
    if _MONTH_ONLY.match(text):
        return "the year and the day are missing"
    if _YEARLESS.match(text):
        return "the year is missing; it is not guessed at"
    if _YEAR.match(text):
        return "this is a year; month and day are missing"
    if _COMPACT.match(text):
        return 'this is a date without separators; a log map reads it by `format: "%Y%m%d"`'
    if _WORDS.match(text):
        return "these are words, not a date"
    return None
