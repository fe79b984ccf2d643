"""The results of a SARIF run: findings, duties that cannot be judged or are waived, what is gone, rejected rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256

import pyarrow as pa

from zhiben.engine.audit import Audit
from zhiben.engine.ledger import FINDINGS
from zhiben.events.problem import Problem
from zhiben.reports.changes import gone_text
from zhiben.reports.contents import Contents
from zhiben.reports.located import Located, Place, located, problem_place
from zhiben.reports.safe import visible
from zhiben.reports.sarif.objects import DATA, LEVEL, Json, location, message, shown
from zhiben.reports.values import finding_text, problem_text
from zhiben.reports.waiving import waiver_text
from zhiben.reports.words import LANGS, Lang, say
from zhiben.rules.waivers import Waiver

_SHOWN = (*FINDINGS, "unknown", "waived")  # verdicts of which a run has results
# What an absent result is now, so that whoever does not look at `baselineState` takes none of them for a failure.
_NOW = {"met": "pass", "pending": "open", "": "notApplicable"}
_COLUMNS = ("verdict", "severity", "bearer", "key", "clause", "opens", "due", "cured", "required", "observed", "reason")


def duty_results(contents: Contents, index: Mapping[str, int], places: Mapping[str, Place | None]) -> Iterator[Json]:
    """Findings, then duties that cannot be judged, then waived ones.

    Args:
        index: place of each rule among those of the run.
        places: where each rule stands in its file.
    """
    audit = contents.audit
    was = {} if audit.comparison is None else dict(zip(*map(pa.Array.to_pylist, _compared(audit)), strict=True))
    excuses = {one.id: one for one in audit.waivers.items} if audit.waivers else {}
    for rows in (contents.findings, contents.of_verdicts("unknown"), contents.waived):
        at = located(audit, rows, contents.names)
        for row, where in zip(rows.iter_rows(named=True), at, strict=True):
            found = _result(row, where, index[row["rule"]], places[row["rule"]], contents.lang)
            if audit.comparison is not None:
                found["baselineState"] = _state(row, was[row["duty"]])
            if row["verdict"] == "waived":
                found["suppressions"] = [_suppression(row["waiver"], excuses.get(row["waiver"]), contents.lang)]
            yield found


def _result(row: Json, where: Located, index: int, rule: Place | None, lang: Lang) -> Json:
    is_open = row["verdict"] == "unknown"
    first = where.first or rule
    found: Json = {
        "ruleId": row["rule"],
        "ruleIndex": index,
        "kind": "open" if is_open else "fail",
        "level": "none" if is_open else LEVEL[row["severity"]],
        "message": message(finding_text(row, lang)),
        # The second is the one by which GitHub tells alerts apart; a hash of the line would merge two duties on one.
        "partialFingerprints": {"zhibenDuty/v1": row["duty"], "primaryLocationLineHash": row["duty"]},
        "locations": [] if first is None else [location(first)],
        "relatedLocations": _related(where, first, rule, lang),
        "properties": {
            "duty": row["duty"],
            **{name: shown(row[name]) for name in _COLUMNS if row[name] not in (None, "")},
            "sentence": {each: visible(finding_text(row, each)) for each in LANGS},
        },
    }
    if row["status"]:
        found["properties"]["status"] = row["status"]
    return found


def _compared(audit: Audit) -> tuple[pa.Array, pa.Array]:
    assert audit.comparison is not None
    return audit.ledger["duty"].combine_chunks(), audit.comparison.was


def _state(row: Json, was: str | None) -> str:
    """What a result is against the baseline. SARIF has no word for what is there again: it is new to who compares."""
    if row["status"] in ("new", "reopened") or was not in _SHOWN:
        return "new"
    return "unchanged" if row["verdict"] == was else "updated"


def _suppression(id_: str, waiver: Waiver | None, lang: Lang) -> Json:
    """Why a result does not count: reason, approver and days of its waiver."""
    found: Json = {"kind": "external", "status": "accepted", "justification": visible(id_)}
    if waiver is not None:
        told = {"waiver": id_, "reason": waiver.reason, "approvedBy": waiver.approved_by}
        days = {"from": waiver.start.isoformat(), "through": waiver.end.isoformat()}
        found["justification"] = visible(waiver_text(waiver, lang))
        found["properties"] = {name: visible(said) for name, said in told.items()} | days
    return found


def absent_results(contents: Contents, index: Mapping[str, int], places: Mapping[str, Place | None]) -> Iterator[Json]:
    """Findings of the baseline of which this run has no result."""
    if contents.gone is None:
        return
    for row in contents.gone.iter_rows(named=True):
        if row["now"] in _SHOWN:
            continue
        rule = places.get(row["rule"])
        told = {name: shown(row[name]) for name in ("duty", "bearer", "key", "was", "outcome", "reason") if row[name]}
        yield {
            "ruleId": row["rule"],
            **({"ruleIndex": index[row["rule"]]} if row["rule"] in index else {}),
            "kind": _NOW[row["now"]],
            "level": "none",
            "baselineState": "absent",
            "message": message(gone_text(row, contents.lang)),
            "partialFingerprints": {"zhibenDuty/v1": row["duty"], "primaryLocationLineHash": row["duty"]},
            "locations": [] if rule is None else [location(rule)],
            "properties": told,
        }


def _related(where: Located, first: Place | None, rule: Place | None, lang: Lang) -> list[Json]:
    told: list[tuple[str, str, Place]] = [("evidence", id_, place) for id_, place in where.evidence[1:]]
    if where.trigger is not None and where.trigger != first:
        told.append(("raised_by", "", where.trigger))
    if where.entity is not None and where.entity != first:
        told.append(("bearer", "", where.entity))
    if rule is not None:
        told.append(("rule", "", rule))
    found = []
    for number, (word, detail, place) in enumerate(told, start=1):
        label = say(lang, "label", word)
        found.append({"id": number, **location(place), "message": message(f"{label} {detail}".strip())})
    return found


def rejected_results(errors: Iterable[Problem], index: Mapping[str, int], contents: Contents) -> Iterator[Json]:
    """Problems that cost a row: findings about the data, kept apart from those about duties by their names."""
    for problem in errors:
        place = problem_place(problem.span, contents.names) if problem.span else None
        file = "" if place is None else place.file
        what = "\0".join((problem.code, file, problem.field, problem.value, problem.message))
        same = sha256(what.encode("utf-8", "backslashreplace")).hexdigest()[:16]
        yield {
            "ruleId": DATA + problem.code,
            "ruleIndex": index[DATA + problem.code],
            "kind": "fail",
            "level": "error",
            "message": message(problem_text(problem, contents.lang)),
            "partialFingerprints": {"zhibenProblem/v1": same},
            "locations": [] if place is None else [location(place)],
        }
