"""Rectification notices: to whom, about what, from which template, and under what name."""

from __future__ import annotations

import io
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest
from docxtpl import DocxTemplate

from tests.cli.running import Zhiben
from tests.reports.worlds import DEMO, demo, judged
from zhiben.engine.audit import audit
from zhiben.events.problem import Unusable
from zhiben.reports.contents import Contents
from zhiben.reports.formats import docx as format_docx
from zhiben.reports.notices import content, default
from zhiben.reports.notices.asked import asked
from zhiben.reports.notices.names import file_names
from zhiben.reports.notices.sample import SAMPLE
from zhiben.reports.notices.template import NoticeTemplate
from zhiben.reports.report import write_report
from zhiben.reports.words import LANGS, Lang

ROOT = Path(__file__).resolve().parents[2]


def words(file: Path | bytes) -> str:
    """All text of a document, tables included."""
    document = docx.Document(io.BytesIO(file) if isinstance(file, bytes) else str(file))
    return "\n".join("".join(t.text or "" for t in p.iter() if t.tag.endswith("}t")) for p in document.element.body.iter()
                     if p.tag.endswith("}p"))  # fmt: skip


def own_template(folder: Path, *paragraphs: str) -> Path:
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    document.save(str(folder / "own.docx"))
    return folder / "own.docx"


def test_everybody_with_findings_gets_one_and_nobody_else(tmp_path: Path) -> None:
    write_report(demo(), tmp_path / "out", lang="zh", formats=["docx"])
    guilty = set(demo().findings["bearer"].to_pylist())
    assert guilty <= set(demo().ledger["bearer"].to_pylist())
    files = {file.name for file in (tmp_path / "out" / "notices").iterdir()}
    assert files == {f"整改通知书-{bearer}.docx" for bearer in guilty}
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert {f"notices/{name}" for name in files} <= set(manifest["files"])


@pytest.mark.parametrize("lang", LANGS)
def test_a_notice_holds_every_finding_of_its_enterprise_and_nothing_of_others(tmp_path: Path, lang: Lang) -> None:
    contents = Contents.of(demo(), lang)
    format_docx.write(contents, tmp_path / "notices")
    bearers = set(demo().ledger["bearer"].to_pylist())
    names = file_names(bearers, lang)
    for bearer in set(demo().findings["bearer"].to_pylist()):
        text = words(tmp_path / "notices" / names[bearer])
        for row in contents.findings.iter_rows(named=True):
            assert (row[f"sentence_{lang}"] in text) == (row["bearer"] == bearer)
        assert not [other for other in bearers - {bearer} if other in text]
        assert {"zh": "2025年4月30日", "en": "30 April 2025"}[lang] in text
        assert demo().rulebook.title.text(lang) in text
        assert "{" not in text


def test_what_cannot_be_judged_stands_apart(tmp_path: Path) -> None:
    found = dict(content.notices(Contents.of(demo(), "en")))
    ledger = demo().ledger.to_pylist()
    unsure = {row["bearer"] for row in ledger if row["verdict"] == "unknown"} & set(found)
    assert unsure
    for bearer, values in found.items():
        mine = [row for row in ledger if row["bearer"] == bearer]
        listed = {row["duty"] for row in values["unknowns"]}
        assert listed == {row["duty"] for row in mine if row["verdict"] == "unknown"}
        assert not listed & {row["duty"] for row in values["findings"]}
        assert values["unknown_count"] == len(listed)
        assert values["findings_count"] == sum(row["verdict"] in ("breached", "late") for row in mine)
        assert all(row["reason"] for row in values["unknowns"])


def test_a_long_list_is_cut_gravest_first_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = dict(content.notices(Contents.of(demo(), "en")))
    bearer = max(whole, key=lambda name: len(whole[name]["findings"]))
    monkeypatch.setattr(content, "SHOWN", 2)
    cut = dict(content.notices(Contents.of(demo(), "en")))[bearer]
    assert [row["duty"] for row in cut["findings"]] == [row["duty"] for row in whole[bearer]["findings"][:2]]
    order = ["critical", "high", "medium", "low"]
    severities = [order.index(row["severity"]) for row in whole[bearer]["findings"]]
    assert severities == sorted(severities)
    assert cut["findings_left_out"] == len(severities) - 2 > 0
    text = words(NoticeTemplate.shipped("en").filled(cut))
    assert f"The gravest 2 are listed; {len(severities) - 2} more" in text


def test_nobody_has_findings_so_there_is_no_directory_and_the_report_can_be_replaced(tmp_path: Path) -> None:
    found = judged(tmp_path, "1,training,甲,2024-01-02,,,,,,w\n", "2024-01-03")
    for _ in range(2):
        write_report(found, tmp_path / "out", formats=["docx"])
    assert not (tmp_path / "out" / "notices").exists()


def test_the_same_audit_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_report(demo(), tmp_path / name, lang="zh", formats=["docx"])
    one, two = ({f.name: f.read_bytes() for f in (tmp_path / n / "notices").iterdir()} for n in ("one", "two"))
    assert one == two
    for data in one.values():
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        facts = docx.Document(io.BytesIO(data)).core_properties
        assert (str(facts.created)[:10], str(facts.modified)[:10]) == ("2025-04-30", "2025-04-30")


@pytest.mark.parametrize("lang", LANGS)
def test_the_shipped_template_is_what_its_module_makes(lang: Lang) -> None:
    def parts(data: bytes) -> dict[str, bytes]:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}

    assert parts(NoticeTemplate.shipped(lang).content) == parts(default.default_template(lang))


def test_every_placeholder_is_documented_and_the_sample_has_what_notices_have() -> None:
    page = (ROOT / "docs" / "notices.md").read_text(encoding="utf-8")

    def paths(values: dict[str, Any], before: str = "") -> set[str]:
        found: set[str] = set()
        for name, value in values.items():
            if isinstance(value, dict):
                found |= paths(value, f"{before}{name}.")
            else:
                found.add(before + name)
                if isinstance(value, list) and value and isinstance(value[0], dict):
                    found |= {f"{name}[].{field}" for field in value[0]}
        return found

    real = [values for _, values in content.notices(Contents.of(demo(), "en"))]
    assert set().union(*(paths(values) for values in real)) == paths(SAMPLE)
    for path in paths(SAMPLE):
        assert f"`{path.rpartition('[].')[2]}`" in page, path


def test_a_template_of_ones_own_is_used_and_is_in_the_manifest(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = own_template(tmp_path, "致 {{ addressee }}", "{%p for f in findings %}", "- {{ f.title }}", "{%p endfor %}")
    arguments = [str(DEMO / "log.csv"), "--rulebook", "workshop-safety", "--entities", str(DEMO / "entities.csv")]
    arguments += [
        "--as-of",
        "2025-04-30",
        "--lang",
        "zh",
        "--out",
        str(tmp_path / "out"),
        "--notice-template",
        str(own),
    ]
    assert Zhiben(capsys)("audit", *arguments, "--format", "docx").code == 1
    text = words(tmp_path / "out" / "notices" / "整改通知书-示例乙集团.docx")
    assert text.startswith("致 示例乙集团\n- ")
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert [(i["role"], i["name"]) for i in manifest["inputs"]][-1] == ("notice template", "own.docx")
    without = Zhiben(capsys)("audit", *arguments)
    assert (without.code, "--format docx" in without.err) == (2, True)


@pytest.mark.parametrize(
    ("text", "code", "hint"),
    [
        ("{{ adressee }}", "unknown-placeholder", "did you mean `addressee`?"),
        ("{% for f in findings %}{{ f.sentense }}{% endfor %}", "unknown-placeholder", "did you mean `sentence`?"),
        ("{{ rulebook.titel }}", "unknown-placeholder", "did you mean `title`?"),
        ("{{ addressee ", "bad-placeholder", "}}"),
        ("{% for f in findings %}", "bad-placeholder", "endfor"),
        ("{{ addressee | uper }}", "bad-placeholder", ""),
        ("{{ addressee.__class__.__mro__[1].__subclasses__() }}", "bad-placeholder", ""),
        ("{{ findings.append(1) }}", "bad-placeholder", ""),
        ("{{ 1 / 0 }}", "bad-placeholder", ""),
        ("{{ addressee + 1 }}", "bad-placeholder", ""),
        ("{% include '/etc/passwd' %}", "bad-placeholder", ""),
    ],
)  # fmt: skip
def test_a_broken_template_is_refused_before_anything_is_judged(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, code: str, hint: str
) -> None:
    own = own_template(tmp_path, "fine", text)
    with pytest.raises(Unusable) as caught:
        NoticeTemplate.read(own, "en")
    (problem,) = caught.value.problems
    assert problem.code == code
    assert hint in (problem.hint or "")
    assert problem.span is not None and problem.span.file == str(own)
    log = tmp_path / "log.csv"
    log.write_text("nonsense", encoding="utf-8")
    arguments = ["audit", str(log), "--rulebook", "workshop-safety", "--format", "docx", "--notice-template", str(own)]
    done = Zhiben(capsys)(*arguments, "--out", str(tmp_path / "out"), "--lang", "zh")
    assert done.code == 2
    assert f"[{code}] 模板中的占位符" in done.err
    assert not (tmp_path / "out").exists()


def test_what_is_no_document_is_refused(tmp_path: Path) -> None:
    (tmp_path / "text.docx").write_text("just text", encoding="utf-8")
    with zipfile.ZipFile(tmp_path / "zip.docx", "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
    with zipfile.ZipFile(tmp_path / "other.docx", "w") as archive:
        archive.writestr("a", "b")
    good = NoticeTemplate.shipped("en").content
    (tmp_path / "half.docx").write_bytes(good[: len(good) // 2])
    with (
        zipfile.ZipFile(io.BytesIO(good)) as old,
        zipfile.ZipFile(tmp_path / "bomb.docx", "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, old.read(name))
        new.writestr("word/media/x", b"\0" * 30_000_000)
    for name in ("text", "zip", "other", "half", "bomb"):
        with pytest.raises(Unusable) as caught:
            NoticeTemplate.read(tmp_path / f"{name}.docx", "en")
        assert [p.code for p in caught.value.problems] == ["not-a-document"], name
    for name, code in (("absent.docx", "no-such-file"), (".", "unreadable-file"), ("a\0b", "unreadable-file")):
        with pytest.raises(Unusable) as caught:
            NoticeTemplate.read(tmp_path / name, "en")
        assert [p.code for p in caught.value.problems] == [code]


def test_file_names_lead_nowhere_else_and_are_never_alike() -> None:
    strange = ["../../etc/passwd", "a/b", "a\\b", "CON", "con", "Con", "a" * 400, "长" * 400, "x\u202ey", ".", "..", "", " ",
               "名\n称", "*", "甲", "甲 ", "é", "e\u0301", "A", "Ａ", "\ud800", "示例集团"]  # fmt: skip
    for lang in LANGS:
        names = file_names(strange, lang)
        assert set(names) == set(strange)
        assert len({name.casefold() for name in names.values()}) == len(strange)
        for name in names.values():
            assert len(name.encode()) < 200
            assert not re.search(r'[<>:"/\\|?*\x00-\x20\u202e\ud800]', name)
            assert name.endswith(".docx")
    assert file_names(["示例集团"], "zh") == {"示例集团": "整改通知书-示例集团.docx"}
    impostor = file_names(["a/b"], "en")["a/b"].removeprefix("rectification-notice-").removesuffix(".docx")
    assert len({name.casefold() for name in file_names(["a/b", impostor], "en").values()}) == 2


def test_what_is_asked_for_goes_by_what_was_seen() -> None:
    def said(required: str, observed: float | None, verdict: str = "breached", measure: str = "count") -> str:
        return asked({"required": required, "observed": observed, "verdict": verdict}, measure, "en")

    assert said("at_least 1", 0).startswith("Please make up for it")
    assert said("at_most 2", 3).startswith("Please stop or correct")
    assert said("exactly 2", 3).startswith("Please stop or correct")
    assert said("exactly 2", 1).startswith("Please make up for it")
    assert said("between 1 and 2", 3).startswith("Please stop or correct")
    assert said("between 1 and 2", 0).startswith("Please make up for it")
    assert said("at_least 60", 59.5, measure="mean").startswith("Please reach what is required")
    assert said("at_least 1", 1, "late").startswith("Made up already")
    remedied = asked(
        {"required": "at_least 1", "observed": 0, "verdict": "breached", "remedy_zh": "补一次演练。"}, "count", "zh"
    )
    assert remedied.startswith("补一次演练。请补做")


def test_placeholders_of_docxtpl_in_the_shipped_templates_are_all_known() -> None:
    for lang in LANGS:
        template = NoticeTemplate.shipped(lang)
        assert DocxTemplate(io.BytesIO(template.content)).get_undeclared_template_variables() <= set(SAMPLE)
        assert "示例" in words(template.filled(SAMPLE))


def test_findings_of_nobody_in_particular_are_in_a_notice_too(tmp_path: Path) -> None:
    book = tmp_path / "book"
    (book / "tasks").mkdir(parents=True)
    (book / "rulebook.yaml").write_text(
        "rulebook: tiny\ntimezone: Asia/Shanghai\nin_force: {from: 2024-01-01, through: 2024-12-31}\n", encoding="utf-8"
    )
    (book / "vocabulary.yaml").write_text("events: {check: {fields: {}}}\n", encoding="utf-8")
    (book / "tasks" / "a.yaml").write_text(
        "- {id: checked, duty: {event: check, at_least: 9, every: year}}\n", encoding="utf-8"
    )
    (tmp_path / "log.csv").write_text("id,type,subject,time\n1,check,甲,2024-02-01\n", encoding="utf-8")
    found = audit(tmp_path / "log.csv", book, as_of="2025-01-31")
    format_docx.write(Contents.of(found, "zh"), tmp_path / "notices")
    (file,) = (tmp_path / "notices").iterdir()
    assert file.name == "整改通知书-全部记录.docx"
    assert "全部记录：" in words(file)
