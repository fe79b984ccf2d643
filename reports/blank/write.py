"""A directory of blank files for the submitters of one rulebook."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from zhiben.reports.blank.columns import Column, called, coverage_columns, entity_columns, event_columns, type_column
from zhiben.reports.blank.text_files import write_headings, write_instructions
from zhiben.reports.blank.workbook import sheet_name, write_workbook
from zhiben.reports.bundle import replaced
from zhiben.reports.words import Lang
from zhiben.rules.event_reads import asked_fields
from zhiben.rules.model import Rulebook

Format = Literal["xlsx", "csv"]


def write_template(rulebook: Rulebook, name: str, out: Path, form: Format, lang: Lang) -> list[str]:
    """Write blank files for a log, its entities and its coverage into a new directory, whole or not at all.

    Args:
        name: how the rulebook is called on the command line.
        out: a directory that does not exist yet, or is empty.

    Returns:
        Names of the files.

    Raises:
        Unusable: `out` cannot be written, or holds something.
    """
    with replaced(out) as directory:
        if form == "xlsx":
            _workbooks(rulebook, name, directory, lang)
        else:
            _text_files(rulebook, name, directory, lang)
        return sorted(file.name for file in directory.iterdir())


def _workbooks(rulebook: Rulebook, name: str, directory: Path, lang: Lang) -> None:
    vocabulary, asked = rulebook.vocabulary, asked_fields(rulebook)
    taken = {"填表说明", "选项", "instructions", "lists"}
    sheets = [
        (sheet_name(called(kind, lang), kind.name, taken), event_columns(kind, vocabulary, asked[kind.name], lang))
        for kind in vocabulary.events.values()
    ]
    title = rulebook.title.text(lang, rulebook.name)
    write_workbook(directory / "log.xlsx", title, sheets, _command("log.xlsx", name, "xlsx"), lang)
    for file, columns in (
        ("entities", entity_columns(vocabulary, lang)),
        ("coverage", coverage_columns(vocabulary, lang)),
    ):
        command = _command("log.xlsx", name, "xlsx")
        write_workbook(directory / f"{file}.xlsx", title, [(_about(file, lang), columns)], command, lang)


def _text_files(rulebook: Rulebook, name: str, directory: Path, lang: Lang) -> None:
    vocabulary, asked = rulebook.vocabulary, asked_fields(rulebook)
    files: list[tuple[str, list[Column]]] = []
    for kind in vocabulary.events.values():
        columns = event_columns(kind, vocabulary, asked[kind.name], lang)
        files.append((f"{kind.name}.csv", [type_column(kind, vocabulary, lang), *columns]))
    files.append(("entities.csv", entity_columns(vocabulary, lang)))
    files.append(("coverage.csv", coverage_columns(vocabulary, lang)))
    for file, columns in files:
        write_headings(directory / file, columns)
    title = rulebook.title.text(lang, rulebook.name)
    command = _command(" ".join(file for file, _ in files[:-2]), name, "csv")
    write_instructions(directory / "README.txt", title, files, command, lang)


def _command(log: str, name: str, suffix: str) -> str:
    return f"zhiben check {log} --rulebook {name} --entities entities.{suffix}"


def _about(file: str, lang: Lang) -> str:
    return {"entities": ("单位清单", "Entities"), "coverage": ("完整性申报", "Coverage")}[file][lang != "zh"]
