"""What became of duties in OSCAL: findings by rule and bearer, observations and risks by duty."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from zhiben.engine.ledger import FINDINGS
from zhiben.reports.contents import Contents
from zhiben.reports.oscal.objects import Json, as_of_text, bearer_name, line, party, prop, token, uuid_of
from zhiben.reports.safe import visible
from zhiben.reports.values import finding_text
from zhiben.reports.words import Lang, say
from zhiben.rules.model import Rule

NOT_MET = (*FINDINGS, "unknown", "waived")
RISK = {"breached": "open", "late": "closed", "waived": "deviation-approved"}
_SHOWN = (
    "duty", "verdict", "severity", "key", "opens", "due", "decided", "cured", "required", "reason", "waiver", "status",
)  # fmt: skip


def findings(contents: Contents, rules: dict[str, Rule]) -> Iterable[Json]:
    """One for every rule and bearer with a decided duty, in order of the ledger; `satisfied` only where all are met."""
    decided = pl.DataFrame(contents.audit.ledger.select(["duty", "rule", "bearer", "verdict"])).filter(
        pl.col("verdict") != "pending"
    )
    for (name, bearer), duties in decided.group_by("rule", "bearer", maintain_order=True):
        rule = rules[str(name)]
        verdicts = set(duties["verdict"])
        missed = duties.filter(pl.col("verdict").is_in(NOT_MET))
        state, reason = "satisfied", "pass"
        if verdicts != {"met"}:
            state, reason = "not-satisfied", "fail" if verdicts & set(FINDINGS) else "other"
        counts = {verdict: duties.filter(pl.col("verdict") == verdict).height for verdict in sorted(verdicts)}
        said = ", ".join(f"{say(contents.lang, 'verdict', verdict)} {count}" for verdict, count in counts.items())
        who = bearer_name(str(bearer), contents.lang)
        found: Json = {
            "uuid": uuid_of("finding", contents.audit.rulebook.name, rule.id, str(bearer)),
            "title": line(f"{who}: {rule.title.text(contents.lang, rule.id)}"),
            "description": said,
            "props": [prop("rule", rule.id), prop("bearer", str(bearer))]
            + [prop(v, str(n)) for v, n in counts.items()],
            "target": {
                "type": "objective-id",
                "target-id": token("objective", rule.id),
                "status": {"state": state, "reason": reason},
            },
        }
        risky = missed.filter(pl.col("verdict").is_in(list(RISK)))
        if missed.height:
            found["related-observations"] = [
                {"observation-uuid": uuid_of("observation", duty)} for duty in missed["duty"]
            ]
        if risky.height:
            found["related-risks"] = [{"risk-uuid": uuid_of("risk", duty)} for duty in risky["duty"]]
        yield found


def observation(row: Json, contents: Contents) -> Json:
    """One for every duty that is not met, with its evidence."""
    lang = contents.lang
    subject = {"subject-uuid": party(row["bearer"]), "type": "party", "title": line(bearer_name(row["bearer"], lang))}
    found: Json = {
        "uuid": uuid_of("observation", row["duty"]),
        "title": line(row[f"title_{lang}"]),
        "description": visible(finding_text(row, lang)),
        "props": [prop(name, row[name]) for name in _SHOWN if row[name]],
        "methods": ["EXAMINE"],
        "types": ["finding"],
        "subjects": [subject],
        "collected": as_of_text(contents),
    }
    seen = [item for item in row["evidence"] if item["place"]]
    if seen:
        found["relevant-evidence"] = [
            {"description": visible(f"{item['place']} ({item['id']})"), "props": [prop("event", item["id"])]}
            for item in seen
        ]
    return found


def risk(row: Json, lang: Lang) -> Json:
    """One for every duty that is breached, late or waived."""
    sentence = visible(finding_text(row, lang))
    return {
        "uuid": uuid_of("risk", row["duty"]),
        "title": line(row[f"title_{lang}"]),
        "description": sentence,
        "statement": sentence,
        "props": [prop(name, row[name]) for name in ("severity", "waiver", "status") if row[name]],
        "status": RISK[row["verdict"]],
        "related-observations": [{"observation-uuid": uuid_of("observation", row["duty"])}],
    }
