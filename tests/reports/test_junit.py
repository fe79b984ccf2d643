"""`junit`: what a CI service reads back from the file is the ledger, and nothing but `met` has passed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from junitparser import Error, Failure, JUnitXml, Skipped, SystemOut, TestCase, TestSuite

from tests.reports.hostile import UNSEEN
from tests.reports.worlds import demo
from zhiben.engine.audit import Audit
from zhiben.events.problem import Problem, Span
from zhiben.reports.contents import Contents
from zhiben.reports.formats import junit
from zhiben.reports.words import LANGS, Lang


def suites(text: str) -> list[TestSuite]:
    document = JUnitXml.fromstring(text.encode())
    assert isinstance(document, JUnitXml)
    found = list(document)
    counted = [(s.tests, s.failures, s.errors, s.skipped) for s in found]
    for suite in found:
        suite.update_statistics()
    assert counted == [
        (s.tests, s.failures, s.errors, s.skipped) for s in found
    ]  # the counts written are the true ones
    return found


def outcome(case: TestCase) -> str:
    (result,) = case.result or [None]
    if result is None:
        return "met"
    assert isinstance(result, (Failure, Skipped, Error))
    kind = {Failure: ("breached", "late"), Skipped: ("unknown", "pending", "waived")}.get(type(result), ())
    assert result.type in kind or isinstance(result, Error)
    return str(result.type)


# What the schema that Jenkins checks reports against (junit-10) says of the elements that are written here: attributes that
# must be there, others that may be, and what may stand inside, in the order that its older versions want.
SCHEMA: dict[str, tuple[set[str], set[str], tuple[str, ...]]] = {
    "testsuites": (set(), {"name", "time", "tests", "failures", "disabled", "errors"}, ("testsuite",)),
    "testsuite": (
        {"name", "tests"},
        {"failures", "errors", "skipped", "disabled", "time", "timestamp", "hostname", "id", "package"},
        ("properties", "testcase", "system-out", "system-err"),
    ),
    "properties": (set(), set(), ("property",)),
    "property": ({"name", "value"}, set(), ()),
    "testcase": (
        {"name", "classname"},
        {"time", "status", "assertions"},
        ("skipped", "error", "failure", "system-out", "system-err"),
    ),
    **dict.fromkeys(("skipped", "error", "failure"), (set(), {"type", "message"}, ())),
    **dict.fromkeys(("system-out", "system-err"), (set(), set(), ())),
}
WITH_TEXT = {"skipped", "error", "failure", "system-out", "system-err"}
ONCE = {"properties", "system-out", "system-err"}


def faults(element: ElementTree.Element) -> Iterator[str]:
    """Where a document is not as the schema says."""
    required, optional, inside = SCHEMA[element.tag]
    given = set(element.attrib)
    if not required <= given <= required | optional:
        yield f"{element.tag} has the attributes {sorted(given)}"
    tags = [child.tag for child in element]
    if not set(tags) <= set(inside) or tags != sorted(tags, key=inside.index):
        yield f"{element.tag} holds {tags}"
    yield from (f"{element.tag} holds {tag} twice" for tag in ONCE if tags.count(tag) > 1)
    if (element.text or "").strip() and element.tag not in WITH_TEXT:
        yield f"{element.tag} has the text {element.text}"
    for name in given & {"tests", "failures", "errors", "skipped"}:
        if not element.attrib[name].isdecimal():
            yield f"{element.tag} counts {element.attrib[name]} {name}"
    if not re.fullmatch(r"\d*(\.\d{0,3})?", element.get("time", "0")):
        yield f"{element.tag} took {element.get('time')}"
    for child in element:
        yield from faults(child)


@pytest.mark.parametrize("lang", LANGS)
def test_the_file_is_as_the_schema_says(lang: Lang) -> None:
    refused = junit.refusal([Problem("bad-date", "what", Span("x.csv", 3)), Problem("a", "b", level="note")], lang)
    for text in (junit.text(Contents.of(demo(), lang)), refused, junit.refusal([], lang)):
        root = ElementTree.fromstring(text.encode())
        assert root.tag == "testsuites"
        assert list(faults(root)) == []


@pytest.mark.parametrize(
    "wrong",
    [
        '<testsuites skipped="1"/>',
        '<testsuites><testsuite name="a"/></testsuites>',
        '<testsuites><testsuite name="a" tests="one"/></testsuites>',
        '<testsuites><testsuite name="a" tests="1"><testcase name="b"/></testsuite></testsuites>',
        '<testsuites><testsuite name="a" tests="1"><system-out/><properties/></testsuite></testsuites>',
        "<testsuites>text</testsuites>",
    ],
)
def test_a_file_that_is_not_is_noticed(wrong: str) -> None:
    assert len(list(faults(ElementTree.fromstring(wrong)))) == 1


@pytest.mark.parametrize("lang", LANGS)
def test_every_duty_is_a_case_and_only_what_is_met_has_passed(lang: Lang) -> None:
    found = suites(junit.text(Contents.of(demo(), lang)))
    cases = [(suite.name, case) for suite in found if suite.name != "data" for case in suite]
    ledger = demo().ledger.select(["rule", "verdict"]).to_pylist()
    assert Counter((rule, outcome(case)) for rule, case in cases) == Counter(
        (row["rule"], row["verdict"]) for row in ledger
    )
    assert {"met", "pending", "unknown", "late", "breached"} == {outcome(case) for _, case in cases}
    names = [(case.classname, case.name) for _, case in cases]
    assert len(set(names)) == len(names)
    for duty, (_, case) in zip(demo().ledger["duty"].to_pylist(), cases, strict=True):
        assert duty in str(case.name)


def test_rejected_rows_are_errors_and_the_rest_is_output() -> None:
    data = suites(junit.text(Contents.of(demo(), "en")))[0]
    (case,) = list(data)
    assert (data.name, case.name, outcome(case)) == ("data", "bad-date log.csv:40", "bad-date")
    output = data.child(SystemOut)
    assert output is not None and output.text.startswith("note[duplicates] 1 identical resend")


def test_input_that_cannot_be_used_is_an_error() -> None:
    text = junit.refusal([Problem("bad-date", "what <b>\x00\ufffe & ]]>", Span("x.csv", 3))], "zh")
    (suite,) = suites(text)
    assert (suite.errors, suite.tests) == (1, 1)
    (case,) = list(suite)
    assert case.result[0].message == "日期无法识别：what <b>\\x00\\ufffe & ]]>"


@pytest.mark.parametrize("lang", LANGS)
def test_hostile_text_leaves_the_document_well_formed_and_seen(hostile: Audit, lang: Lang) -> None:
    text = junit.text(Contents.of(hostile, lang))
    assert not set(text) & set(UNSEEN)
    assert "<script" not in text and "<!--" not in text
    found = suites(text)
    assert sum(suite.tests or 0 for suite in found if suite.name != "data") == hostile.ledger.num_rows
    assert sum(suite.errors or 0 for suite in found) == len(hostile.rejected)
    names = "\n".join(str(case.name) for suite in found for case in suite)
    assert "<script>alert('zhiben')</script>" in names
    assert "letters" not in names and r"a\x01\x0b\x0c\x1fb\ufffec\uffff" in names


def test_the_same_audit_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        junit.write(Contents.of(demo(), "zh"), tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
