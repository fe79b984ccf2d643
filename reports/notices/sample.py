"""A made-up notice with every placeholder there is: templates are tried out with it before anything is judged."""

from __future__ import annotations

from typing import Any

_DUTY = {
    "number": 1,
    "duty": "0123456789abcdef",
    "rule": "rule",
    "title": "title",
    "clause": "1.1",
    "key": "",
    "opens": "2024-01-01",
    "due": "2024-03-31",
}
SAMPLE: dict[str, Any] = {
    "number": "20241231-001",
    "addressee": "示例",
    "rulebook": {"name": "name", "version": "1", "title": "title", "document": "document", "issuer": "", "issued": ""},
    "as_of": "2024-12-31",
    "known_at": "",
    "timezone": "Asia/Shanghai",
    "notes": ["note"],
    "clauses": [{"id": "1.1", "title": "title"}],
    "findings_count": 2,
    "breached_count": 1,
    "late_count": 1,
    "unknown_count": 1,
    "findings": [
        {
            **_DUTY,
            "severity": "high",
            "verdict": "breached",
            "owed": "owed",
            "required": "at_least 1",
            "observed": "0",
            "sentence": "sentence",
            "miss": "",
            "todo": "todo",
            "raised_at": "",
            "evidence": "log.csv:2",
        }
    ],
    "findings_left_out": 1,
    "unknowns": [{**_DUTY, "reason": "reason"}],
    "unknowns_left_out": 1,
}
