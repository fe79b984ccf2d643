"""The worksheets of waivers: each with who approved it, why and what became of it; then every duty that is excused."""

from __future__ import annotations

from zhiben.reports.contents import Contents
from zhiben.reports.waiving import use_text
from zhiben.reports.words import say
from zhiben.reports.workbook.sheets import Book, Column
from zhiben.reports.workbook.words import word

_WAIVERS = {"waiver": 28, "approved_by": 28, "why": 50, "from": 12, "through": 12, "excused": 10, "became": 60}
_WAIVED = {"duty": 20, "rule": 30, "title": 40, "clause": 16, "bearer": 30, "key": 24, "waiver": 28, "sentence": 90}


def write_waivers(book: Book, contents: Contents) -> None:
    """Both worksheets, where waivers were given."""
    audit, lang = contents.audit, contents.lang
    if audit.waivers is None:
        return
    rows = [
        (one.id, one.approved_by, one.reason, one.start.isoformat(), one.end.isoformat(), use.excused,
         use_text(use, lang).rpartition(" — ")[2])
        for use in audit.waiver_uses
        for one in (use.waiver,)
    ]  # fmt: skip
    book.table(word("waivers", lang), _columns(contents, _WAIVERS), rows, len(rows))
    whole = say(lang, "label", "whole_log")
    waived = [
        (row["duty"], row["rule"], row[f"title_{lang}"], row["clause"],
         whole if row["bearer"] == "*" else row["bearer"], row["key"], row["waiver"], row[f"sentence_{lang}"])
        for row in contents.waived.iter_rows(named=True)
    ]  # fmt: skip
    book.table(word("waived", lang), _columns(contents, _WAIVED), waived, len(waived))


def _columns(contents: Contents, widths: dict[str, int]) -> list[Column]:
    return [
        Column(
            say(contents.lang, "label", name) if name == "sentence" else word(name, contents.lang),
            width,
            "number" if name == "excused" else "wrapped" if width > 30 else "text",
        )
        for name, width in widths.items()
    ]
