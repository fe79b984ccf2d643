"""What is still to be done, for calendars: duties with their titles, sentences and civil due dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
from msgspec import Struct

from zhiben.engine.audit import Audit
from zhiben.reports.catalogue import all_rules
from zhiben.reports.figures import ends_a_day, moment_text
from zhiben.reports.filling import fill
from zhiben.reports.safe import visible
from zhiben.reports.sentences import sentences
from zhiben.reports.text import columns
from zhiben.reports.words import LANGS, Lang, note_text, say

_COLUMNS = (
    "duty", "due", "opens", "state", "severity", "rule", "clause", "bearer", "key", "title_zh", "title_en",
    "sentence_zh", "sentence_en",
)  # fmt: skip
_HEADINGS = {
    "due": ("期限", "due"), "opens": ("起始", "opens"), "state": ("状态", "state"),
    "severity": ("严重程度", "severity"),
    "bearer": ("责任主体", "bearer"), "title": ("事项", "what"), "ahead": ("尚未开始", "ahead"),
    "undated": ("期限不明", "no date"),
}  # fmt: skip
_SAID = {
    "span": (
        "截至 {as_of}，{first} 至 {last}：{count} 项义务。由今后的事件或违反引起的义务不在其中。",
        "As of {as_of}, {first} to {last}: {count} {count:duty|duties}. What later events or breaches would raise is "
        "left out.",
    ),
    "undated": (
        "其中 {count} 项没有可知的期限。",
        "{count} of them {count:has|have} no due date that can be told.",
    ),
    "no_log": (
        "未提供记录：不知道哪些已经履行，所有未到期的都列出。",
        "No log was given: what was already done is not known, so all that is open is listed.",
    ),
}


class Agenda(Struct, frozen=True):
    """Duties of an audit, or of its time ahead, on their way into a calendar.

    Attributes:
        duties: rows of the ledger's schema, whose verdict is `pending`, `unknown` or `ahead`.
    """

    audit: Audit
    duties: pa.Table

    @classmethod
    def of(cls, audit: Audit) -> Agenda:
        """What is pending in an audit."""
        return cls(audit, audit.ledger.filter(pc.equal(audit.ledger["verdict"], "pending")))

    def rows(self) -> pl.DataFrame:
        """The duties in their order, with `title_*` and `sentence_*`, civil `due_text` and `opens_text` and `is_day`.

        `is_day`: the last instant is the end of a civil day, so that the date alone says it all.
        """
        book, frame = self.audit.rulebook, pl.DataFrame(self.duties)
        titles = {rule.id: rule.title for rule in all_rules(book)}
        zone = book.timezone
        said = {f"sentence_{lang}": sentences(book, frame, lang, self.audit.log) for lang in LANGS}
        named = {
            f"title_{lang}": pl.col("rule").replace_strict(
                {name: title.text(lang, name) for name, title in titles.items()}, return_dtype=pl.String
            )
            for lang in LANGS
        }
        return frame.with_columns(
            **said,
            **named,
            due_text=moment_text(pl.col("due"), zone, is_end=True),
            opens_text=moment_text(pl.col("opens"), zone, is_end=True),
            is_day=ends_a_day(pl.col("due"), zone),
        )


def agenda_table(agenda: Agenda, lang: Lang) -> str:
    """One line for each duty, the earliest due date first."""
    names = ("due", "opens", "state", "severity", "bearer", "title")
    rows = [[_heading(name, lang) for name in names]]
    for row in agenda.rows().iter_rows(named=True):
        bearer = say(lang, "label", "whole_log") if row["bearer"] == "*" else row["bearer"]
        rows.append(
            [
                row["due_text"] or _heading("undated", lang),
                row["opens_text"] or "",
                state_text(row["verdict"], lang),
                say(lang, "severity", row["severity"]),
                " ".join(filter(None, (bearer, row["key"]))),
                row[f"title_{lang}"],
            ]
        )
    return "\n".join(columns(rows, [False] * len(names))) + "\n"


def agenda_csv(agenda: Agenda) -> bytes:
    """The same for spreadsheets and programs, both languages, as findings.csv is written."""
    from io import BytesIO

    from zhiben.reports.safe import spreadsheet_column, visible_column

    zone = agenda.audit.rulebook.timezone
    times = [pl.col(n).dt.convert_time_zone(zone).dt.to_string("%Y-%m-%dT%H:%M:%S%.6f%:z") for n in ("due", "opens")]
    frame = agenda.rows().with_columns(times).rename({"verdict": "state"}).select(_COLUMNS)
    text = [name for name in _COLUMNS if frame[name].dtype == pl.String]
    frame = frame.with_columns(visible_column(pl.col(name)) for name in text)
    frame = frame.with_columns(spreadsheet_column(pl.col(name)) for name in text)
    stream = BytesIO()
    frame.write_csv(stream, include_bom=True)
    return stream.getvalue()


def state_text(verdict: str, lang: Lang) -> str:
    """Pending, cannot be judged, or not begun yet, in words."""
    return _heading("ahead", lang) if verdict == "ahead" else say(lang, "verdict", verdict)


def said(agenda: Agenda, first: dt.date, last: dt.date, has_log: bool, lang: Lang) -> Iterator[str]:
    """As of when and how far was looked, what cannot be dated, and what is not known without a log."""
    undated = agenda.duties["due"].null_count
    told = {"as_of": agenda.audit.as_of, "first": first, "last": last, "count": agenda.duties.num_rows}
    yield fill(_SAID["span"][LANGS.index(lang)], **told)
    if undated:
        yield fill(_SAID["undated"][LANGS.index(lang)], count=undated)
    if not has_log:
        yield _SAID["no_log"][LANGS.index(lang)]
    for note in agenda.audit.notes:
        if note.code != "log-taken-as-complete":
            yield visible(note_text(lang, note.code, note.about, note.count))


def _heading(name: str, lang: Lang) -> str:
    return visible(_HEADINGS[name][LANGS.index(lang)] if name in _HEADINGS else name)
