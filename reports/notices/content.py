"""What the notice to each enterprise holds: whom it addresses, what it rests on, what was found, what cannot be judged.

Nothing in it asserts more than the ledger does: a duty that cannot be judged stands in a list of its own, and what the
record does not say is left for a person to write.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from zhiben.reports.catalogue import SEVERITIES, all_rules
from zhiben.reports.contents import Contents
from zhiben.reports.figures import moment_text, number_text
from zhiben.reports.notices.asked import asked
from zhiben.reports.notices.remarks import remarks, spoken
from zhiben.reports.rows import explained
from zhiben.reports.safe import visible
from zhiben.reports.sentences import duty_of
from zhiben.reports.words import Lang, say
from zhiben.rules.explain import describe_duty

SHOWN = 300  # findings of one notice, the gravest first; how many more there are is said in it
SHOWN_UNKNOWN = 100
LONGEST = 2_000  # characters of one value
_PLACES = 5  # of evidence
_Owed = Mapping[tuple[str, str], tuple[str, str]]


def notices(contents: Contents) -> Iterator[tuple[str, dict[str, Any]]]:
    """(bearer, what a template's placeholders stand for) of every bearer with findings, in order of their names."""
    audit, lang = contents.audit, contents.lang
    bearers = sorted(audit.findings["bearer"].unique().to_pylist())
    if not bearers:
        return
    findings = _prepared(audit.findings, contents.findings, audit.rulebook.timezone)
    unknowns = _unknown(contents, bearers)
    counts = dict(contents.summary.bearers)
    shared, owed = _shared(contents), _owed(contents)
    for number, bearer in enumerate(bearers, 1):
        mine = findings.get(bearer, [])
        unsure = unknowns.get(bearer, [])
        counted = counts[bearer]
        yield bearer, _inert({
            **shared,
            "number": f"{audit.as_of:%Y%m%d}-{number:03}",
            "addressee": say(lang, "label", "whole_log") if bearer == "*" else bearer,
            "notes": remarks(contents, bearer),
            "clauses": _clauses(contents, mine),
            "findings_count": counted.findings,
            "breached_count": counted.of("breached"),
            "late_count": counted.of("late"),
            "unknown_count": counted.of("unknown"),
            "findings": [_finding(contents, owed, row, place) for place, row in enumerate(mine[:SHOWN], 1)],
            "findings_left_out": max(counted.findings - SHOWN, 0),
            "unknowns": [_unsure(contents, row, place) for place, row in enumerate(unsure, 1)],
            "unknowns_left_out": counted.of("unknown") - len(unsure),
        })  # fmt: skip


def _shared(contents: Contents) -> dict[str, Any]:
    audit, lang = contents.audit, contents.lang
    book = audit.rulebook
    return {
        "rulebook": {
            "name": book.name,
            "version": book.version,
            "title": book.title.text(lang, book.name),
            "document": book.source.get("document", ""),
            "issuer": book.source.get("issuer", ""),
            "issued": str(book.source.get("issued", "")),
        },
        "as_of": spoken(audit.as_of, lang),
        "known_at": spoken(audit.known_at, lang) if audit.known_at else "",
        "timezone": book.timezone,
    }


def _prepared(duties: pa.Table, rows: pl.DataFrame, zone: str) -> dict[str, list[dict[str, Any]]]:
    """Rows by bearer, the gravest first, otherwise by due date; `due_text` is the date as people say it."""
    spoken = pl.DataFrame(duties.select(["opens", "due", "observed"])).select(
        opens_text=moment_text(pl.col("opens"), zone),
        due_text=moment_text(pl.col("due"), zone, is_end=True),
        observed_text=number_text(pl.col("observed")),
    )
    table = pl.concat([rows, spoken], how="horizontal").sort(
        pl.col("severity").cast(pl.Enum(SEVERITIES)), "due", maintain_order=True, nulls_last=True
    )
    return {
        str(bearer): list(group.head(SHOWN).iter_rows(named=True))
        for (bearer,), group in table.group_by("bearer", maintain_order=True)
    }


def _unknown(contents: Contents, bearers: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    """The first duties that cannot be judged of every bearer with findings."""
    ledger = contents.audit.ledger
    is_mine = pc.and_(pc.equal(ledger["verdict"], "unknown"), pc.is_in(ledger["bearer"], value_set=pa.array(bearers)))
    rows = pc.indices_nonzero(is_mine)
    turn = pl.DataFrame({"row": rows, "bearer": ledger["bearer"].take(rows)})
    first = turn.filter(pl.int_range(pl.len()).over("bearer") < SHOWN_UNKNOWN)["row"].to_numpy()
    if not len(first):
        return {}
    duties = ledger.take(first)
    shown = explained(contents.audit, duties, dict(contents.names), (contents.lang,))
    return _prepared(duties, shown, contents.audit.rulebook.timezone)


def _clauses(contents: Contents, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """The clauses that the findings rest on, in the order of the document's outline."""
    cited = dict.fromkeys(clause for row in rows for clause in row["clause"].split(";") if clause)
    outline = {clause.id: clause.title.text(contents.lang, "") for clause in contents.audit.rulebook.clauses}
    order = {clause: place for place, clause in enumerate(outline)}
    return [
        {"id": clause, "title": outline.get(clause, "")}
        for clause in sorted(cited, key=lambda clause: (order.get(clause, len(order)), clause))
    ]


def _finding(contents: Contents, owed: _Owed, row: Mapping[str, Any], place: int) -> dict[str, Any]:
    lang = contents.lang
    said, measure = owed[row["rule"], row["variant"]]
    places = [item["place"] for item in row["evidence"] if item["place"]]
    return {
        **_duty(contents, row, place),
        "severity": say(lang, "severity", row["severity"]),
        "verdict": say(lang, "verdict", row["verdict"]),
        "owed": said,
        "required": row["required"],
        "observed": row["observed_text"] or "",
        "sentence": row[f"sentence_{lang}"],
        "miss": row.get(f"miss_{lang}") or "",
        "todo": asked(row, measure, lang),
        "raised_at": row["raised_at"] or "",
        "evidence": _listed(places, row["evidence_count"], lang),
    }


def _unsure(contents: Contents, row: Mapping[str, Any], place: int) -> dict[str, Any]:
    return {**_duty(contents, row, place), "reason": say(contents.lang, "reason", row["reason"])}


def _duty(contents: Contents, row: Mapping[str, Any], place: int) -> dict[str, Any]:
    return {
        "number": place,
        "duty": row["duty"],
        "rule": row["rule"],
        "title": row[f"title_{contents.lang}"],
        "clause": row["clause"].replace(";", "、" if contents.lang == "zh" else ", "),
        "key": row["key"],
        "opens": row["opens_text"] or "",
        "due": row["due_text"] or "",
    }


def _owed(contents: Contents) -> _Owed:
    """Of every (rule, variant) with findings what is owed, in one clause, and the name of the measure."""
    book, lang = contents.audit.rulebook, contents.lang
    rules = {rule.id: rule for rule in all_rules(book)}
    pairs = contents.findings.select("rule", "variant").unique().iter_rows()
    return {
        (rule, name): (
            describe_duty(book, rules[rule], name, lang).strip().rstrip("。."),
            duty_of(rules[rule], name).measure.name,
        )
        for rule, name in pairs
    }


def _listed(places: list[str], count: int, lang: Lang) -> str:
    """The first places, and how many there are in all where that is more."""
    joint = "；" if lang == "zh" else "; "
    told = joint.join(places[:_PLACES])
    if count <= min(len(places), _PLACES):
        return told
    return told + (f" 等共 {count} 条" if lang == "zh" else f" ({count} in all)")


def _inert(value: Any) -> Any:
    """The value with all text in it made visible and of a bearable length."""
    if isinstance(value, dict):
        return {name: _inert(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_inert(part) for part in value]
    if not isinstance(value, str):
        return value
    shown = visible(value)
    return shown if len(shown) <= LONGEST else shown[: LONGEST - 1] + "…"
