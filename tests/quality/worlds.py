"""A small rulebook, a log of a few lines, and what is said of that log."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from zhiben.engine.audit import Audit, audit
from zhiben.engine.quality import Remark

BOOK = """\
rulebook: small
timezone: Asia/Shanghai
holidays: CN
in_force: {from: 2024-01-01, through: 2026-12-31}
"""
WORDS = """\
entities:
  org: {label: {zh: 单位, en: Unit}, fields: {high_risk: {type: flag}, staff: {type: integer}}}
  site: {label: {zh: 场所, en: Site}, fields: {old: {type: flag}}}
events:
  check: {label: {zh: 检查, en: Check}, fields: {led_by: {type: category, values: [principal, deputy]}, topics: {type: category, many: true, values: [fire, traffic]}}}
  hazard: {label: {zh: 隐患, en: Hazard}, fields: {number: {type: text}, level: {type: category, values: [major, minor]}, due: {type: date}}}
  closed: {label: {zh: 销号, en: Closing}, fields: {number: {type: text}}}
  mishap: {label: {zh: 未遂, en: Near miss}, fields: {number: {type: text}}}
"""
MONTHLY = "{event: check, at_least: 1, every: month}"
COLUMNS = "id,type,subject,time,recordedtime,source,led_by,topics,number,level,due"


def audited(
    folder: Path,
    rows: Sequence[str],
    *duties: str,
    entities: str | None = "id,kind\n甲,org\n",
    as_of: str = "2024-12-31",
    known_at: str | None = None,
    extra: str = "",
) -> Audit:
    """Rules `r1`, `r2` … with these duties, judged over rows of `COLUMNS` whose ids are made up here."""
    book = folder / "book"
    (book / "tasks").mkdir(parents=True)
    (book / "rulebook.yaml").write_text(BOOK, encoding="utf-8")
    (book / "vocabulary.yaml").write_text(WORDS, encoding="utf-8")
    rules = (f"- {{id: r{n}, bearer: org, duty: {duty}{extra}}}\n" for n, duty in enumerate(duties or (MONTHLY,), 1))
    (book / "tasks" / "a.yaml").write_text("".join(rules), encoding="utf-8")
    width = COLUMNS.count(",")
    lines = [f"e{n:05},{row}{',' * (width - 1 - row.count(','))}" for n, row in enumerate(rows)]
    (folder / "log.csv").write_text("\n".join([COLUMNS, *lines]) + "\n", encoding="utf-8")
    given = None
    if entities is not None:
        (given := folder / "entities.csv").write_text(entities, encoding="utf-8")
    found = audit(folder / "log.csv", book, entities=given, as_of=as_of, known_at=known_at)
    assert not found.log.account.rejected, found.log.problems
    return found


def of(found: Audit, code: str) -> list[Remark]:
    """The remarks of one code."""
    return [remark for remark in found.quality if remark.code == code]


def check(time: str, recorded: str = "", subject: str = "甲", source: str = "", more: str = "") -> str:
    """A row for a check."""
    return f"check,{subject},{time},{recorded},{source},{more}"
