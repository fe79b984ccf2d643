"""`sarif`: findings for code-scanning services and viewers, SARIF 2.1.0 (OASIS, errata 01).

One result for each finding, and for what is no finding but must not pass for kept: `unknown` duties are results of kind
`open`, waived ones are suppressed results. Rejected rows are results too; warnings and notes are notifications.
Every result has the duty's id as its fingerprint, so a service knows it again when lines have moved. With a baseline
its findings that are none any more are results too, `absent` ones.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pyarrow as pa

from zhiben import __version__
from zhiben.engine.audit import Audit
from zhiben.engine.ledger import FINDINGS, VERDICTS
from zhiben.events.problem import Problem
from zhiben.reports.catalogue import all_rules
from zhiben.reports.changes import gone_text
from zhiben.reports.contents import Contents
from zhiben.reports.located import RULEBOOK, Located, Place, located, problem_place, rule_place
from zhiben.reports.manifest import sha256 as file_sha256
from zhiben.reports.safe import visible
from zhiben.reports.values import finding_text, problem_text
from zhiben.reports.waiving import waiver_text
from zhiben.reports.words import LANGS, Lang, note_text, say
from zhiben.rules.explain import explain
from zhiben.rules.model import Rule, Rulebook
from zhiben.rules.titles import TITLES
from zhiben.rules.waivers import Waiver

FILE = "findings.sarif"
SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVEL = {"critical": "error", "high": "error", "medium": "warning", "low": "note"}
_DATA = "data/"  # before the code of a problem, which could otherwise be the name of a rule
_SHOWN = (*FINDINGS, "unknown", "waived")  # verdicts of which a run has results
# What an absent result is now, so that whoever does not look at `baselineState` takes none of them for a failure.
_NOW = {"met": "pass", "pending": "open", "": "notApplicable"}
_LANGUAGE = {"zh": "zh-CN", "en": "en"}
_COLUMNS = ("verdict", "severity", "bearer", "key", "clause", "opens", "due", "cured", "required", "observed", "reason")
Json = dict[str, Any]


def write(contents: Contents, path: Path) -> None:
    """Write findings.sarif."""
    path.write_bytes(text(contents).encode("utf-8", "backslashreplace"))


def text(contents: Contents) -> str:
    """The whole log file."""
    audit, lang = contents.audit, contents.lang
    errors = [problem for problem in audit.problems if problem.level == "error"]
    rules = list(all_rules(audit.rulebook))
    codes = dict.fromkeys(problem.code for problem in errors)
    index = {rule.id: number for number, rule in enumerate(rules)}
    index |= {_DATA + code: len(rules) + number for number, code in enumerate(codes)}
    notified = [_notification(p, lang, contents.names) for p in audit.problems if p.level != "error"]
    notes = [
        {"level": "note", "descriptor": {"id": n.code}, "message": _message(note_text(lang, n.code, n.about, n.count))}
        for n in audit.notes
    ]
    run = _run(lang, [*(_rule(audit.rulebook, r, lang) for r in rules), *(_code(code, lang) for code in codes)])
    run["invocations"] = [_invocation(contents.exit_code, toolExecutionNotifications=[*notes, *notified])]
    run["originalUriBaseIds"] = {RULEBOOK: {"description": _message(f"rulebook {audit.rulebook.name}")}}
    run["artifacts"] = [
        {
            "location": _artifact(Place(contents.names.get(file, file))),
            "roles": ["analysisTarget" if role == "log" else "userSpecifiedConfiguration"],
            "hashes": {"sha-256": file_sha256(Path(file))},
        }
        for role, file in audit.inputs
    ]
    run["automationDetails"] = {"id": f"zhiben/{visible(audit.rulebook.name)}/"}
    run["properties"] = {
        "rulebook": {"name": audit.rulebook.name, "version": audit.rulebook.version, "sha256": audit.rulebook.digest},
        "asOf": audit.as_of.isoformat(),
        "counts": {verdict: contents.summary.total.of(verdict) for verdict in VERDICTS},
    }
    places = {rule.id: rule_place(rule) for rule in rules}
    results = (_rejected(errors, index, contents), _results(contents, index, places), _absent(contents, index, places))
    run["results"] = [result for part in results for result in part]
    return _file(run)


def refusal(problems: Sequence[Problem], lang: Lang) -> str:
    """A run that did not succeed: no results, every problem a notification of it."""
    run = _run(lang, [])
    told = [_notification(problem, lang, {}) for problem in problems]
    run["invocations"] = [_invocation(2, is_successful=False, toolConfigurationNotifications=told)]
    return _file(run)


def _file(run: Json) -> str:
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=1) + "\n"


def _run(lang: Lang, rules: list[Json]) -> Json:
    driver = {"name": "Zhiben", "semanticVersion": __version__, "language": _LANGUAGE[lang], "rules": rules}
    return {"tool": {"driver": driver}, "language": _LANGUAGE[lang], "columnKind": "unicodeCodePoints", "results": []}


def _invocation(exit_code: int | None, *, is_successful: bool = True, **told: list[Json]) -> Json:
    code = {} if exit_code is None else {"exitCode": exit_code}
    return {"executionSuccessful": is_successful, **code, **told}


def _results(contents: Contents, index: Mapping[str, int], places: Mapping[str, Place | None]) -> Iterator[Json]:
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
        "level": "none" if is_open else _LEVEL[row["severity"]],
        "message": _message(finding_text(row, lang)),
        # The second is the one by which GitHub tells alerts apart; a hash of the line would merge two duties on one.
        "partialFingerprints": {"zhibenDuty/v1": row["duty"], "primaryLocationLineHash": row["duty"]},
        "locations": [] if first is None else [_location(first)],
        "relatedLocations": _related(where, first, rule, lang),
        "properties": {
            "duty": row["duty"],
            **{name: _shown(row[name]) for name in _COLUMNS if row[name] not in (None, "")},
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


def _absent(contents: Contents, index: Mapping[str, int], places: Mapping[str, Place | None]) -> Iterator[Json]:
    """Findings of the baseline of which this run has no result."""
    if contents.gone is None:
        return
    for row in contents.gone.iter_rows(named=True):
        if row["now"] in _SHOWN:
            continue
        rule = places.get(row["rule"])
        told = {name: _shown(row[name]) for name in ("duty", "bearer", "key", "was", "outcome", "reason") if row[name]}
        yield {
            "ruleId": row["rule"],
            **({"ruleIndex": index[row["rule"]]} if row["rule"] in index else {}),
            "kind": _NOW[row["now"]],
            "level": "none",
            "baselineState": "absent",
            "message": _message(gone_text(row, contents.lang)),
            "partialFingerprints": {"zhibenDuty/v1": row["duty"], "primaryLocationLineHash": row["duty"]},
            "locations": [] if rule is None else [_location(rule)],
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
        found.append({"id": number, **_location(place), "message": _message(f"{label} {detail}".strip())})
    return found


def _rejected(errors: Iterable[Problem], index: Mapping[str, int], contents: Contents) -> Iterator[Json]:
    """Problems that cost a row: findings about the data, kept apart from those about duties by their names."""
    for problem in errors:
        place = problem_place(problem.span, contents.names) if problem.span else None
        file = "" if place is None else place.file
        what = "\0".join((problem.code, file, problem.field, problem.value, problem.message))
        same = sha256(what.encode("utf-8", "backslashreplace")).hexdigest()[:16]
        yield {
            "ruleId": _DATA + problem.code,
            "ruleIndex": index[_DATA + problem.code],
            "kind": "fail",
            "level": "error",
            "message": _message(problem_text(problem, contents.lang)),
            "partialFingerprints": {"zhibenProblem/v1": same},
            "locations": [] if place is None else [_location(place)],
        }


def _notification(problem: Problem, lang: Lang, names: Mapping[str, str]) -> Json:
    found: Json = {
        "level": problem.level,
        "descriptor": {"id": problem.code},
        "message": _message(problem_text(problem, lang)),
    }
    spans = [] if problem.span is None else [problem.span, *problem.also]
    return found | ({"locations": [_location(problem_place(span, names)) for span in spans]} if spans else {})


def _rule(book: Rulebook, rule: Rule, lang: Lang) -> Json:
    both = "\n".join(explain(book, rule, each).strip() for each in LANGS)
    return {
        "id": rule.id,
        "shortDescription": _message(rule.title.text(lang, rule.id)),
        "help": {"text": "\n".join(_written(visible(line)) for line in both.splitlines())},
        "defaultConfiguration": {"level": _LEVEL[rule.severity]},
        "properties": {
            "severity": rule.severity,
            "clauses": [visible(clause) for clause in rule.clauses],
            "title": {each: visible(rule.title.text(each, rule.id)) for each in LANGS},
            "tags": [visible(word) for word in dict.fromkeys(rule.label)],
        },
    }


def _code(code: str, lang: Lang) -> Json:
    title = TITLES.get(code, code) if lang == "zh" else code.replace("-", " ")
    return {"id": _DATA + code, "shortDescription": _message(title), "defaultConfiguration": {"level": "error"}}


def _location(place: Place) -> Json:
    physical: Json = {"artifactLocation": _artifact(place)}
    if place.sheet is None:
        if place.line:
            physical["region"] = {"startLine": place.line} | ({"startColumn": place.column} if place.column else {})
        return {"physicalLocation": physical}
    # A workbook has no lines: a region of it would mark a line of its compressed bytes.
    row = f"!{place.line}" if place.line else ""
    sheet = {"name": visible(place.sheet), "fullyQualifiedName": visible(f"[{place.sheet}]{row}"), "kind": "element"}
    return {"physicalLocation": physical, "logicalLocations": [sheet]}


def _artifact(place: Place) -> Json:
    uri = quote(place.file.encode("utf-8", "surrogateescape"), safe="/")
    if ":" in uri.partition("/")[0]:  # a first part with a colon would be read as a scheme
        uri = "./" + uri
    return {"uri": uri} | ({"uriBaseId": place.base} if place.base else {})


def _shown(value: Any) -> Any:
    return visible(value) if isinstance(value, str) else value


def _message(said: str) -> Json:
    return {"text": _written(visible(said))}


def _written(said: str) -> str:
    """Text as message strings hold it: braces would be placeholders, brackets links (SARIF 2.1.0, 3.11.5, 3.11.6)."""
    doubled = said.replace("{", "{{").replace("}", "}}")
    return doubled.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")
