"""Blank CSV files: one per event type, with a column for the type, and the instructions as text."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from zhiben.reports.blank.columns import Column
from zhiben.reports.blank.instructions import note, rules_of_filling
from zhiben.reports.words import Lang


def write_headings(path: Path, columns: Sequence[Column]) -> None:
    """A file with headings only; the mark in front tells spreadsheets that it is UTF-8."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, lineterminator="\r\n").writerow([column.heading for column in columns])


def write_instructions(
    path: Path, title: str, files: Sequence[tuple[str, Sequence[Column]]], command: str, lang: Lang
) -> None:
    """How to fill in the files, and what each column of each file holds."""
    lines = [title, "", *(f"{number}. {text}" for number, text in enumerate(rules_of_filling(lang), 1)), "", command]
    for name, columns in files:
        lines += ["", name, *(f"  {column.heading}: {_with_words(column, lang)}" for column in columns)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8-sig", newline="\r\n")


def _with_words(column: Column, lang: Lang) -> str:
    text = note(column, lang)
    if column.choices and column.cell != "list":
        text += ("：" if lang == "zh" else ": ") + ("、" if lang == "zh" else ", ").join(column.choices)
    return text
