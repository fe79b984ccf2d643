"""What a notice says about the limits of the check: only what concerns the enterprise that it goes to."""

from __future__ import annotations

import datetime as dt

from zhiben.reports.contents import Contents
from zhiben.reports.words import LANGS, Lang, note_text

_COMPLETE = (
    "未申报记录的完整性：截至该时点记录视为完整，没有记录的视为没有发生。",
    "No coverage was declared: the record counts as complete up to then, and what is not in it as not done.",
)
_UNSEEN = (
    "贵单位的“{event}”记录未申报完整，由其触发的义务可能未列出。",
    "The record of `{event}` is not declared complete, so duties that such events raise may be missing here.",
)


def remarks(contents: Contents, bearer: str) -> list[str]:
    """Sentences for one notice; what concerns other enterprises stands in none of them."""
    lang, place = contents.lang, LANGS.index(contents.lang)
    events = contents.audit.rulebook.vocabulary.events
    said: list[str] = []
    for note in contents.audit.notes:
        if note.code == "log-taken-as-complete":
            said.append(_COMPLETE[place])
        elif note.code == "triggers-unseen" and bearer in note.about[1:]:
            event = note.about[0]
            label = events[event].label.text(lang, event) if event in events else event
            said.append(_UNSEEN[place].format(event=label))
        elif note.code == "some-rules-only":
            said.append(note_text(lang, note.code, note.about, note.count))
    return said


def spoken(moment: dt.date, lang: Lang) -> str:
    """A date as a letter writes it; of an instant the time of day too."""
    day = f"{moment.year}年{moment.month}月{moment.day}日" if lang == "zh" else f"{moment.day} {moment:%B %Y}"
    if not isinstance(moment, dt.datetime):
        return day
    return f"{day} {moment.time().isoformat()}"
