"""`oscal`: the audit as OSCAL assessment results (NIST, Open Security Controls Assessment Language).

A clause is a control, a rule an assessment objective for it, a bearer a party. There is one finding for every rule and
bearer with a decided duty: `satisfied` only where every one of them is met. Each duty that is not met is an observation
with its evidence, and each one that is breached, late or waived a risk. Ids follow from the duties, and the only time
is the as-of instant, so the same audit gives the same bytes.

There is no assessment plan to import: the rulebook stands in its place, as a resource of the back matter.
"""

from __future__ import annotations

import json
from pathlib import Path

from zhiben import __version__
from zhiben.reports.contents import Contents
from zhiben.reports.oscal.controls import controls, objectives
from zhiben.reports.oscal.judged import NOT_MET, RISK, findings, observation, risk
from zhiben.reports.oscal.objects import Json, as_of_text, bearer_name, line, party, prop, say_here, uuid_of
from zhiben.reports.safe import visible
from zhiben.reports.words import Lang, note_text, say
from zhiben.rules.model import Rulebook

FILE = "assessment-results.json"
VERSION = "1.1.3"  # of OSCAL; nothing here needs a later one


def write(contents: Contents, path: Path) -> None:
    """Write assessment-results.json."""
    path.write_bytes((json.dumps(_document(contents), ensure_ascii=False, indent=1) + "\n").encode())


def _document(contents: Contents) -> Json:
    audit, lang = contents.audit, contents.lang
    book = audit.rulebook
    whole = "\0".join((book.digest, audit.as_of.isoformat(), str(audit.known_at), *audit.ledger["duty"].to_pylist()))
    title = line(say_here("title", lang).format(title=book.title.text(lang, book.name)))
    plan = uuid_of("rulebook", book.name, book.digest)
    bearers = [name for name, _ in contents.summary.bearers]
    metadata: Json = {
        "title": title,
        "last-modified": as_of_text(contents),
        "version": line(book.version or book.digest[:12]),
        "oscal-version": VERSION,
        "props": [
            prop("zhiben-version", __version__),
            prop("rulebook", book.name),
            prop("rulebook-sha256", book.digest),
        ],
    }
    if bearers:
        metadata["parties"] = [
            {"uuid": party(name), "type": "organization", "name": line(bearer_name(name, lang))}
            for name in sorted(bearers)
        ]
    return {
        "assessment-results": {
            "uuid": uuid_of("assessment", whole),
            "metadata": metadata,
            "import-ap": {"href": f"#{plan}", "remarks": say_here("plan", lang)},
            "local-definitions": {"objectives-and-methods": objectives(contents)},
            "results": [_result(contents, whole, title)],
            "back-matter": {"resources": [_rulebook(book, plan, lang)]},
        }
    }


def _result(contents: Contents, whole: str, title: str) -> Json:
    audit, lang = contents.audit, contents.lang
    rows = contents.of_verdicts(*NOT_MET)
    rules = {rule.id: rule for rule, _ in contents.summary.rules}
    counts = ", ".join(
        f"{say(lang, 'verdict', v)} {contents.summary.total.of(v)}" for v in (*NOT_MET, "met", "pending")
    )
    found: Json = {
        "uuid": uuid_of("result", whole),
        "title": title,
        "description": counts,
        "start": as_of_text(contents),
        "end": as_of_text(contents),
        "reviewed-controls": {
            "control-selections": [{"include-controls": [{"control-id": c} for c in controls(contents)]}]
        },
    }
    observations = [observation(row, contents) for row in rows.iter_rows(named=True)]
    risks = [risk(row, lang) for row in rows.iter_rows(named=True) if row["verdict"] in RISK]
    named = (("observations", observations), ("risks", risks), ("findings", list(findings(contents, rules))))
    # Lists of OSCAL have at least one item, or are not there.
    found |= {name: items for name, items in named if items}
    notes = [note_text(lang, n.code, n.about, n.count) for n in audit.notes]
    return found | ({"remarks": "\n\n".join(map(visible, notes))} if notes else {})


def _rulebook(book: Rulebook, plan: str, lang: Lang) -> Json:
    said = "; ".join(f"{name}: {value}" for name, value in book.source.items())
    return {
        "uuid": plan,
        "title": line(f"{book.name} {book.version}"),
        "description": visible(book.title.text(lang, book.name)) or "-",
        "props": [prop("sha256", book.digest)],
    } | ({"citation": {"text": visible(said)}} if said else {})
