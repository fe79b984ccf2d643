"""`github`: what the runner makes of the lines is what was meant, whatever stands in the log."""

from __future__ import annotations

import pytest

from tests.reports.hostile import TEXTS, UNSEEN
from tests.reports.worlds import demo
from zhiben.engine.audit import Audit
from zhiben.events.problem import Problem, Span
from zhiben.reports.contents import Contents
from zhiben.reports.formats import github
from zhiben.reports.safe import visible
from zhiben.reports.values import finding_text
from zhiben.reports.words import LANGS, Lang


def received(line: str) -> tuple[str, dict[str, str], str]:
    """A line as the runner reads it: command up to the next `::`, properties split at commas, then unescaped."""
    assert line.startswith("::")
    head, _, message = line[2:].partition("::")
    command, _, told = head.partition(" ")
    properties = dict(part.split("=", 1) for part in told.split(","))
    return command, {name: unescaped(value, is_property=True) for name, value in properties.items()}, unescaped(message)


def unescaped(value: str, *, is_property: bool = False) -> str:
    marks = [("%0D", "\r"), ("%0A", "\n")] + ([("%3A", ":"), ("%2C", ",")] if is_property else []) + [("%25", "%")]
    for mark, letter in marks:
        value = value.replace(mark, letter)
    return value


@pytest.mark.parametrize("lang", LANGS)
def test_the_runner_reads_every_problem_and_finding(lang: Lang) -> None:
    lines = [received(line) for line in github.text(Contents.of(demo(), lang)).splitlines()]
    assert len(lines) == len(demo().problems) + demo().findings.num_rows
    told = [finding_text(row, lang) for row in Contents.of(demo(), lang).findings.iter_rows(named=True)]
    assert {message for _, _, message in lines} >= set(told)
    levels = [command for command, _, _ in lines]
    assert levels == sorted(levels, key=["error", "warning", "notice"].index)
    command, properties, _ = lines[0]
    assert (command, properties["file"], properties["line"], properties["title"]) == (
        "error",
        "log.csv",
        "40",
        "bad-date",
    )
    assert lines[1][1]["title"].startswith("hazard-closed-in-time ")  # the critical ones before the high ones


@pytest.mark.parametrize("lang", LANGS)
def test_hostile_text_is_no_command_and_no_property(hostile: Audit, lang: Lang) -> None:
    text = github.text(Contents.of(hostile, lang))
    lines = text.split("\n")
    assert lines.pop() == ""
    assert not set("".join(lines)) & set(UNSEEN)
    assert len(lines) == len(hostile.problems) + hostile.findings.num_rows
    for line in lines:
        command, properties, _ = received(line)
        assert command in ("error", "warning", "notice")
        assert set(properties) <= {"title", "file", "line"}
    messages = "\n".join(received(line)[2] for line in lines)
    for text in (TEXTS["a command of a runner"], TEXTS["properties of a calendar"]):
        assert visible(text) in messages


def test_input_that_cannot_be_used_is_an_error_with_its_place() -> None:
    text = github.refusal(
        [Problem("duplicates", "a", level="note"), Problem("bad-date", "50%, so:\nit", Span("a,b:c.csv", 3))], "en"
    )
    first, second = (received(line) for line in text.splitlines())
    assert first == ("error", {"file": "a,b:c.csv", "line": "3", "title": "bad-date"}, r"50%, so:\nit")
    assert second[0] == "notice"
