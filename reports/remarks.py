"""The quality of the log in words, Chinese and English: what `Audit.quality` holds, for the terminal and for files."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping

from zhiben.engine.audit import Audit
from zhiben.engine.quality import Remark
from zhiben.reports.catalogue import all_rules
from zhiben.reports.filling import fill
from zhiben.reports.remark_words import HEADINGS, TEXTS
from zhiben.reports.safe import visible
from zhiben.reports.text import paint
from zhiben.reports.words import LANGS, Lang
from zhiben.rules.wording.names import Names

SHOWN = 10  # on a terminal
_OF_ONE_CODE = 2
_COLOURS = {"warning": "yellow", "note": "dim"}
_NAMED = 6  # names in one sentence
_OF_KINDS = {"no-bearer", "no-entity", "does-not-apply"}


def remark_text(audit: Audit, remark: Remark, lang: Lang) -> str:
    """One remark as a sentence; long lists are cut, with their number beside them."""
    which = LANGS.index(lang)
    names = Names(audit.rulebook.vocabulary, lang, audit.rulebook.timezone)
    keys = (remark.reason, f"{remark.code}:{remark.reason}", remark.code)
    template = next(TEXTS[key] for key in keys if key in TEXTS)
    fields = audit.rulebook.vocabulary.event_fields() | audit.rulebook.vocabulary.entity_fields()
    said = {
        "type": _type(names, remark.type),
        "kind": names.entity(remark.attribute if remark.code == "silent-among-peers" else remark.type),
        "attribute": names.field(remark.attribute, fields),
        "subject": remark.subject,
        "rule": _title(audit, remark.rule, lang),
        "count": remark.count,
        "total": remark.total,
        "part": f"{100 * remark.count / remark.total:.0f}" if remark.total else "",
        "when": _when(names, remark),
        "entered": _day(names, remark.entered),
        "names": _some(_named(audit, remark, names), lang),
        "rules": _some([_title(audit, rule, lang) for rule in remark.rules], lang),
        "rule_count": len(remark.rules),
        "code": remark.code,
        **remark.numbers,
    }
    text = fill(template[which], **said)
    if remark.code == "met-on-late-evidence":
        text += fill(TEXTS["entered-on-one-day" if remark.entered else "entered-on-several-days"][which], **said)
    return text


def quality_lines(audit: Audit, lang: Lang, is_coloured: bool = False) -> list[str]:
    """The section of the summary: a heading that says what this is not, then the first remarks, warnings first."""
    if not audit.quality:
        return []
    which = LANGS.index(lang)
    warnings = sum(remark.level == "warning" for remark in audit.quality)
    head = HEADINGS["quality"][which].format(warnings=warnings, notes=len(audit.quality) - warnings)
    shown = first_remarks(audit)
    lines = [paint(head, "bold", is_coloured)]
    for remark in shown:
        mark = paint(f"{HEADINGS[remark.level][which]}[{remark.code}]", _COLOURS[remark.level], is_coloured)
        where = f" {remark.places[0]}" if remark.places else ""
        lines.append(f"- {mark} {visible(remark_text(audit, remark, lang))}{paint(visible(where), 'dim', is_coloured)}")
    rest = len(audit.quality) - len(shown)
    return [*lines, HEADINGS["more"][which].format(count=rest)] if rest else lines


def first_remarks(audit: Audit) -> list[Remark]:
    """Those for a terminal: a few warnings of each code; notes only where there is no warning."""
    level = "warning" if any(remark.level == "warning" for remark in audit.quality) else "note"
    seen: Counter[str] = Counter()
    found = []
    for remark in audit.quality:
        seen[remark.code] += 1
        if remark.level == level and seen[remark.code] <= _OF_ONE_CODE:
            found.append(remark)
    return found[:SHOWN]


def remark_object(audit: Audit, remark: Remark, names: Mapping[str, str]) -> dict[str, object]:
    """One remark as findings.json has it."""
    return {
        "code": remark.code,
        "level": remark.level,
        "reason": remark.reason or None,
        "type": remark.type or None,
        "attribute": remark.attribute or None,
        "subject": remark.subject or None,
        "rule": remark.rule or None,
        "count": remark.count,
        "total": remark.total,
        "numbers": dict(remark.numbers),
        **{name: _iso(getattr(remark, name)) for name in ("first", "last", "entered")},
        "names": list(remark.names),
        "rules": list(remark.rules),
        "duties": list(remark.duties),
        "places": [
            {"file": names.get(place.file, place.file), "sheet": place.sheet, "line": place.line}
            for place in remark.places
        ],
        **{lang: remark_text(audit, remark, lang) for lang in LANGS},
    }


def _named(audit: Audit, remark: Remark, names: Names) -> list[str]:
    if remark.code == "rule-never-raised":
        return [names.entity(n) if remark.reason in _OF_KINDS else names.events((n,)) for n in remark.names]
    if remark.code in ("type-never-seen", "entered-together"):
        return [names.events((name,)) for name in remark.names]
    if remark.code == "value-never-seen":
        kind = audit.rulebook.vocabulary.events.get(remark.type)
        field = kind.fields.get(remark.attribute) if kind else None
        return [names.value(value, field) for value in remark.names]
    return list(remark.names)


def _type(names: Names, name: str) -> str:
    return names.events((name,)) if name in names.vocabulary.events else name


def _title(audit: Audit, name: str, lang: Lang) -> str:
    return next((rule.title.text(lang, rule.id) for rule in all_rules(audit.rulebook) if rule.id == name), name)


def _day(names: Names, day: dt.date | None) -> str:
    return "" if day is None else names.day(day)


def _when(names: Names, remark: Remark) -> str:
    first, last = _day(names, remark.first), _day(names, remark.last)
    return first if first == last else names.say(f"{first}至{last}", f"{first} to {last}")


def _iso(day: dt.date | None) -> str | None:
    return None if day is None else day.isoformat()


def _some(words: list[str], lang: Lang) -> str:
    joint = "、" if lang == "zh" else ", "
    return joint.join(words[:_NAMED]) + (" …" if len(words) > _NAMED else "")
