"""`oscal`: the audit as OSCAL assessment results (NIST, Open Security Controls Assessment Language).

A clause is a control, a rule an assessment objective for it, a bearer a party. There is one finding for every rule and
bearer with a decided duty: `satisfied` only where every one of them is met. Each duty that is not met is an observation
with its evidence, and each one that is breached, late or waived a risk. Ids follow from the duties, and the only time
is the as-of instant, so the same audit gives the same bytes.

There is no assessment plan to import: the rulebook stands in its place, as a resource of the back matter.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

import polars as pl

from zhiben import __version__
from zhiben.engine.ledger import FINDINGS, AsOf
from zhiben.events.civil import calendar
from zhiben.reports.contents import Contents
from zhiben.reports.safe import visible
from zhiben.reports.values import finding_text
from zhiben.reports.words import LANGS, Lang, note_text, say
from zhiben.rules.model import Rule, Rulebook

FILE = "assessment-results.json"
VERSION = "1.1.3"  # of OSCAL; nothing here needs a later one
_NAMESPACE = UUID("6f0c1d2e-5b0a-5f43-9a59-6d4f1c8f4b7a")
_NS = "urn:zhiben"
_NOT_MET = (*FINDINGS, "unknown", "waived")
_RISK = {"breached": "open", "late": "closed", "waived": "deviation-approved"}
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_WORDS = {
    "title": ("义务履行审计：{title}", "Audit of obligations: {title}"),
    "plan": (
        "未另行编制评估计划，以规则库代之。",
        "There is no assessment plan of its own: the rulebook stands in its place.",
    ),
    "none": ("未注明条款的规则", "Rules that cite no clause"),
}
_SHOWN = (
    "duty",
    "verdict",
    "severity",
    "key",
    "opens",
    "due",
    "decided",
    "cured",
    "required",
    "reason",
    "waiver",
    "status",
)
Json = dict[str, Any]


def write(contents: Contents, path: Path) -> None:
    """Write assessment-results.json."""
    path.write_bytes((json.dumps(_document(contents), ensure_ascii=False, indent=1) + "\n").encode())


def _document(contents: Contents) -> Json:
    audit, lang = contents.audit, contents.lang
    book = audit.rulebook
    whole = "\0".join((book.digest, audit.as_of.isoformat(), str(audit.known_at), *audit.ledger["duty"].to_pylist()))
    title = _line(_say("title", lang).format(title=book.title.text(lang, book.name)))
    plan = _id("rulebook", book.name, book.digest)
    bearers = [name for name, _ in contents.summary.bearers]
    metadata: Json = {
        "title": title,
        "last-modified": _as_of(contents),
        "version": _line(book.version or book.digest[:12]),
        "oscal-version": VERSION,
        "props": [
            _prop("zhiben-version", __version__),
            _prop("rulebook", book.name),
            _prop("rulebook-sha256", book.digest),
        ],
    }
    if bearers:
        metadata["parties"] = [
            {"uuid": _party(name), "type": "organization", "name": _line(_bearer(name, lang))}
            for name in sorted(bearers)
        ]
    return {
        "assessment-results": {
            "uuid": _id("assessment", whole),
            "metadata": metadata,
            "import-ap": {"href": f"#{plan}", "remarks": _say("plan", lang)},
            "local-definitions": {"objectives-and-methods": _objectives(contents)},
            "results": [_result(contents, whole, title)],
            "back-matter": {"resources": [_rulebook(book, plan, lang)]},
        }
    }


def _result(contents: Contents, whole: str, title: str) -> Json:
    audit, lang = contents.audit, contents.lang
    rows = contents.of_verdicts(*_NOT_MET)
    rules = {rule.id: rule for rule, _ in contents.summary.rules}
    counts = ", ".join(
        f"{say(lang, 'verdict', v)} {contents.summary.total.of(v)}" for v in (*_NOT_MET, "met", "pending")
    )
    found: Json = {
        "uuid": _id("result", whole),
        "title": title,
        "description": counts,
        "start": _as_of(contents),
        "end": _as_of(contents),
        "reviewed-controls": {
            "control-selections": [{"include-controls": [{"control-id": c} for c in _controls(contents)]}]
        },
    }
    observations = [_observation(row, contents) for row in rows.iter_rows(named=True)]
    risks = [_risk(row, lang) for row in rows.iter_rows(named=True) if row["verdict"] in _RISK]
    findings = list(_findings(contents, rules))
    # Lists of OSCAL have at least one item, or are not there.
    found |= {
        name: items
        for name, items in (("observations", observations), ("risks", risks), ("findings", findings))
        if items
    }
    notes = [note_text(lang, n.code, n.about, n.count) for n in audit.notes]
    return found | ({"remarks": "\n\n".join(map(visible, notes))} if notes else {})


def _findings(contents: Contents, rules: dict[str, Rule]) -> Iterable[Json]:
    decided = pl.DataFrame(contents.audit.ledger.select(["duty", "rule", "bearer", "verdict"])).filter(
        pl.col("verdict") != "pending"
    )
    for (name, bearer), duties in decided.group_by("rule", "bearer", maintain_order=True):
        rule = rules[str(name)]
        verdicts = set(duties["verdict"])
        missed = duties.filter(pl.col("verdict").is_in(_NOT_MET))
        state, reason = "satisfied", "pass"
        if verdicts != {"met"}:
            state, reason = "not-satisfied", "fail" if verdicts & set(FINDINGS) else "other"
        counts = {verdict: duties.filter(pl.col("verdict") == verdict).height for verdict in sorted(verdicts)}
        said = ", ".join(f"{say(contents.lang, 'verdict', verdict)} {count}" for verdict, count in counts.items())
        who = _bearer(str(bearer), contents.lang)
        found: Json = {
            "uuid": _id("finding", contents.audit.rulebook.name, rule.id, str(bearer)),
            "title": _line(f"{who}: {rule.title.text(contents.lang, rule.id)}"),
            "description": said,
            "props": [_prop("rule", rule.id), _prop("bearer", str(bearer))]
            + [_prop(v, str(n)) for v, n in counts.items()],
            "target": {
                "type": "objective-id",
                "target-id": _token("objective", rule.id),
                "status": {"state": state, "reason": reason},
            },
        }
        risky = missed.filter(pl.col("verdict").is_in(list(_RISK)))
        if missed.height:
            found["related-observations"] = [{"observation-uuid": _id("observation", duty)} for duty in missed["duty"]]
        if risky.height:
            found["related-risks"] = [{"risk-uuid": _id("risk", duty)} for duty in risky["duty"]]
        yield found


def _observation(row: Json, contents: Contents) -> Json:
    lang = contents.lang
    subject = {"subject-uuid": _party(row["bearer"]), "type": "party", "title": _line(_bearer(row["bearer"], lang))}
    found: Json = {
        "uuid": _id("observation", row["duty"]),
        "title": _line(row[f"title_{lang}"]),
        "description": visible(finding_text(row, lang)),
        "props": [
            *(_prop(name, row[name]) for name in _SHOWN if row[name]),
        ],
        "methods": ["EXAMINE"],
        "types": ["finding"],
        "subjects": [subject],
        "collected": _as_of(contents),
    }  # fmt: skip
    seen = [item for item in row["evidence"] if item["place"]]
    if seen:
        found["relevant-evidence"] = [
            {"description": visible(f"{item['place']} ({item['id']})"), "props": [_prop("event", item["id"])]}
            for item in seen
        ]
    return found


def _risk(row: Json, lang: Lang) -> Json:
    sentence = visible(finding_text(row, lang))
    return {
        "uuid": _id("risk", row["duty"]),
        "title": _line(row[f"title_{lang}"]),
        "description": sentence,
        "statement": sentence,
        "props": [_prop(name, row[name]) for name in ("severity", "waiver", "status") if row[name]],
        "status": _RISK[row["verdict"]],
        "related-observations": [{"observation-uuid": _id("observation", row["duty"])}],
    }


def _objectives(contents: Contents) -> list[Json]:
    """Every control with the rules that assess it."""
    from zhiben.rules.explain import describe_duty

    book, lang = contents.audit.rulebook, contents.lang
    titles = {clause.id: clause.title.text(lang, clause.id) for clause in book.clauses}
    by_control: dict[str, Json] = {}
    for rule, _ in contents.summary.rules:
        part = {
            "id": _token("objective", rule.id),
            "name": "assessment-objective",
            "title": _line(rule.title.text(lang, rule.id)),
            "prose": visible(describe_duty(book, rule, "", lang)) or "-",
        }
        # An id stands once in a document: under the first of the clauses that a rule cites, the others are links to it.
        clauses = rule.clauses or ("",)
        for clause in clauses:
            control = _control(clause)
            told = titles.get(clause, clause) or _say("none", lang)
            entry = by_control.setdefault(
                control, {"control-id": control, "description": visible(told) or "-", "parts": []}
            )
            same = {"name": "assessment-objective", "links": [{"href": f"#{part['id']}", "rel": "related"}]}
            entry["parts"].append(part if clause == clauses[0] else same)
    return list(by_control.values())


def _controls(contents: Contents) -> list[str]:
    cited = (clause for rule, _ in contents.summary.rules for clause in rule.clauses or ("",))
    return list(dict.fromkeys(map(_control, cited)))


def _control(clause: str) -> str:
    return _token("clause", clause) if clause else "no-clause"


def _rulebook(book: Rulebook, plan: str, lang: Lang) -> Json:
    said = "; ".join(f"{name}: {value}" for name, value in book.source.items())
    return {
        "uuid": plan,
        "title": _line(f"{book.name} {book.version}"),
        "description": visible(book.title.text(lang, book.name)) or "-",
        "props": [_prop("sha256", book.digest)],
    } | ({"citation": {"text": visible(said)}} if said else {})


def _as_of(contents: Contents) -> str:
    """The instant at which the clock stands, in the rulebook's zone."""
    zone = contents.audit.rulebook.timezone
    clock = AsOf.at(contents.audit.as_of, calendar(zone)).clock
    return (_EPOCH + dt.timedelta(microseconds=clock)).astimezone(ZoneInfo(zone)).isoformat()


def _prop(name: str, value: str) -> Json:
    return {"name": name, "ns": _NS, "value": _line(value)}


def _party(bearer: str) -> str:
    return _id("party", bearer)


def _bearer(bearer: str, lang: Lang) -> str:
    return say(lang, "label", "whole_log") if bearer == "*" else bearer


def _id(kind: str, *parts: str) -> str:
    """A UUID that follows from what it is for (RFC 4122, version 5)."""
    return str(uuid5(_NAMESPACE, "\0".join((kind, *parts)).encode("utf-8", "backslashreplace").decode()))


def _token(kind: str, word: str) -> str:
    """A name as OSCAL allows it, different for different words: letters, digits, `.`, `-` and `_`."""
    plain = re.sub(r"[^A-Za-z0-9._-]", "-", word)
    return "-".join((kind, plain) if plain == word else (kind, plain[:60], _id("token", word)[:8]))


def _line(said: str) -> str:
    """One line without blanks around it, never empty."""
    return visible(said).strip() or "-"


def _say(word: str, lang: Lang) -> str:
    return _WORDS[word][LANGS.index(lang)]
