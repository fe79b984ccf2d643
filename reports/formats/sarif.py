"""`sarif`: findings for code-scanning services and viewers, SARIF 2.1.0 (OASIS, errata 01).

One result for each finding, and for what is no finding but must not pass for kept: `unknown` duties are results of kind
`open`, waived ones are suppressed results. Rejected rows are results too; warnings and notes are notifications.
Every result has the duty's id as its fingerprint, so a service knows it again when lines have moved. With a baseline
its findings that are none any more are results too, `absent` ones.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from zhiben import __version__
from zhiben.engine.ledger import VERDICTS
from zhiben.events.problem import Problem
from zhiben.reports.catalogue import all_rules
from zhiben.reports.contents import Contents
from zhiben.reports.located import RULEBOOK, Place, problem_place, rule_place
from zhiben.reports.manifest import sha256 as file_sha256
from zhiben.reports.safe import visible
from zhiben.reports.sarif.objects import DATA, LEVEL, Json, artifact, location, message, written
from zhiben.reports.sarif.results import absent_results, duty_results, rejected_results
from zhiben.reports.values import problem_text
from zhiben.reports.words import LANGS, Lang, note_text
from zhiben.rules.explain import explain
from zhiben.rules.model import Rule, Rulebook
from zhiben.rules.titles import TITLES

FILE = "findings.sarif"
SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LANGUAGE = {"zh": "zh-CN", "en": "en"}


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
    index |= {DATA + code: len(rules) + number for number, code in enumerate(codes)}
    notified = [_notification(p, lang, contents.names) for p in audit.problems if p.level != "error"]
    notes = [
        {"level": "note", "descriptor": {"id": n.code}, "message": message(note_text(lang, n.code, n.about, n.count))}
        for n in audit.notes
    ]
    run = _run(lang, [*(_rule(audit.rulebook, r, lang) for r in rules), *(_code(code, lang) for code in codes)])
    run["invocations"] = [_invocation(contents.exit_code, toolExecutionNotifications=[*notes, *notified])]
    run["originalUriBaseIds"] = {RULEBOOK: {"description": message(f"rulebook {audit.rulebook.name}")}}
    run["artifacts"] = [
        {
            "location": artifact(Place(contents.names.get(file, file))),
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
    results = (
        rejected_results(errors, index, contents),
        duty_results(contents, index, places),
        absent_results(contents, index, places),
    )
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


def _notification(problem: Problem, lang: Lang, names: Mapping[str, str]) -> Json:
    found: Json = {
        "level": problem.level,
        "descriptor": {"id": problem.code},
        "message": message(problem_text(problem, lang)),
    }
    spans = [] if problem.span is None else [problem.span, *problem.also]
    return found | ({"locations": [location(problem_place(span, names)) for span in spans]} if spans else {})


def _rule(book: Rulebook, rule: Rule, lang: Lang) -> Json:
    both = "\n".join(explain(book, rule, each).strip() for each in LANGS)
    return {
        "id": rule.id,
        "shortDescription": message(rule.title.text(lang, rule.id)),
        "help": {"text": "\n".join(written(visible(line)) for line in both.splitlines())},
        "defaultConfiguration": {"level": LEVEL[rule.severity]},
        "properties": {
            "severity": rule.severity,
            "clauses": [visible(clause) for clause in rule.clauses],
            "title": {each: visible(rule.title.text(each, rule.id)) for each in LANGS},
            "tags": [visible(word) for word in dict.fromkeys(rule.label)],
        },
    }


def _code(code: str, lang: Lang) -> Json:
    title = TITLES.get(code, code) if lang == "zh" else code.replace("-", " ")
    return {"id": DATA + code, "shortDescription": message(title), "defaultConfiguration": {"level": "error"}}
