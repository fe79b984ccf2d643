"""Clauses as controls of OSCAL, and rules as objectives by which they are assessed."""

from __future__ import annotations

from zhiben.reports.contents import Contents
from zhiben.reports.oscal.objects import Json, line, say_here, token
from zhiben.reports.safe import visible


def objectives(contents: Contents) -> list[Json]:
    """Every control with the rules that assess it."""
    from zhiben.rules.explain import describe_duty

    book, lang = contents.audit.rulebook, contents.lang
    titles = {clause.id: clause.title.text(lang, clause.id) for clause in book.clauses}
    by_control: dict[str, Json] = {}
    for rule, _ in contents.summary.rules:
        part = {
            "id": token("objective", rule.id),
            "name": "assessment-objective",
            "title": line(rule.title.text(lang, rule.id)),
            "prose": visible(describe_duty(book, rule, "", lang)) or "-",
        }
        # An id stands once in a document: under the first of the clauses that a rule cites, the others are links to it.
        clauses = rule.clauses or ("",)
        for clause in clauses:
            control = _control(clause)
            told = titles.get(clause, clause) or say_here("none", lang)
            entry = by_control.setdefault(
                control, {"control-id": control, "description": visible(told) or "-", "parts": []}
            )
            same = {"name": "assessment-objective", "links": [{"href": f"#{part['id']}", "rel": "related"}]}
            entry["parts"].append(part if clause == clauses[0] else same)
    return list(by_control.values())


def controls(contents: Contents) -> list[str]:
    """Ids of the clauses that rules cite, in order of the rules."""
    cited = (clause for rule, _ in contents.summary.rules for clause in rule.clauses or ("",))
    return list(dict.fromkeys(map(_control, cited)))


def _control(clause: str) -> str:
    return token("clause", clause) if clause else "no-clause"
