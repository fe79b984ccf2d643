"""The hostile audit is hostile: what the tests of each format rest on is really in it."""

from __future__ import annotations

from pathlib import Path

from tests.reports.hostile import TEXTS, UNSEEN, hostile_audit
from zhiben.reports.contents import Contents


def test_every_text_reaches_every_place_and_every_verdict_is_there(tmp_path: Path) -> None:
    found = hostile_audit(tmp_path)
    assert set(TEXTS.values()) <= set(found.ledger["bearer"].to_pylist())
    assert {f"{text}0" for text in TEXTS.values()} <= set(found.ledger["key"].to_pylist())
    assert {"met", "late", "breached", "pending", "unknown"} <= set(found.ledger["verdict"].to_pylist())
    assert len(found.rejected) == 3 * len(TEXTS)
    assert set(TEXTS.values()) <= {problem.value for problem in found.rejected}
    assert set(UNSEEN) - {"\x00"} <= set("".join(TEXTS.values()))
    findings = Contents.of(found, "en").findings
    titles, sentences = set(findings["title_en"]), "".join(findings["sentence_en"])
    for text in (TEXTS["a script"], TEXTS["a command of a spreadsheet"], TEXTS["a link of Markdown"]):
        assert text in titles
        assert text in sentences
