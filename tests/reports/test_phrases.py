"""Problems in Chinese: every sentence is one that the sources say, its blanks keep their order, and real mistakes show it."""

from __future__ import annotations

import ast
import errno
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import zhiben.cli
import zhiben.engine
import zhiben.events
import zhiben.reports
import zhiben.rules
from tests.events.traps.registers import HEAD, day, read, row, workbook
from zhiben.events.problem import Problem
from zhiben.reports.compact import problem_line
from zhiben.rules.phrases import PHRASES, in_chinese
from zhiben.rules.phrases.options import OF_SYSTEM


def patterns() -> Iterator[str]:
    """Every text of the sources, with `{}` for what is put into it."""
    for folder in (
        part
        for module in (zhiben.events, zhiben.rules, zhiben.reports, zhiben.engine, zhiben.cli)
        for part in module.__path__
    ):
        for file in Path(folder).rglob("*.py"):
            if file.parent.name == "phrases":
                continue
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.JoinedStr):
                    parts = [str(p.value) if isinstance(p, ast.Constant) else "{}" for p in node.values]
                    yield "".join(parts)
                elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                    yield node.value


def test_every_sentence_is_one_of_the_sources() -> None:
    said = set(patterns())
    of_system = {english for english, _ in OF_SYSTEM}
    assert [english for english, _ in PHRASES if english not in said | of_system] == []
    assert {os.strerror(code).lower() for code in (errno.ENOENT, errno.EACCES, errno.ENOTDIR)} <= of_system


def test_every_sentence_is_chinese_with_as_many_blanks() -> None:
    assert len({english for english, _ in PHRASES}) == len(PHRASES) >= 60
    for english, chinese in PHRASES:
        assert english.count("{}") == chinese.count("{}"), english
        assert re.search("[\u4e00-\u9fff]", chinese), english
        assert not re.search("[a-z]{4,} [a-z]{3,}", re.sub("`[^`]*`", "", chinese)), chinese


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("there is no such day", "没有这一天"),
        ("the subject is missing; every event has one", "缺少单位；每条记录都要有"),
        ("3 hidden rows read like the others: 5, 6, 9", "3 个隐藏行照常读取：5, 6, 9"),
        (
            "did you mean `一般`? in a log map `values` says which of them is meant, and `blank` leaves the field open",
            "是否应为“一般”？在映射文件中，`values` 说明它指哪一个，`blank` 表示此项未填",
        ),
        (
            "`各单位` is no one unit; what it did is credited to none of them: 2 events, first here",
            "“各单位”不是一个单位；它所做的不计入任何单位：2 条记录，首见于此",
        ),
        (
            "did you mean `007`? a spreadsheet program may have dropped the zeros in front; format the column as text",
            "是否应为“007”？可能是表格软件去掉了前面的零；请把该列设为文本格式",
        ),
        ("found a list of 1, expected at least 2", "这里是 1 项的列表，至少应有 2 项"),
        ("did you mean `一般`? and something new", "did you mean `一般`? and something new"),
        ("", ""),
    ],
)
def test_sentences_with_what_was_found(english: str, chinese: str) -> None:
    found = in_chinese(Problem("bad-date", english, hint=english))
    assert (found.message, found.hint) == (chinese, chinese)


def test_braces_and_marks_of_hostile_text_stay_as_they_are() -> None:
    found = in_chinese(Problem("unknown-value", "there is no event type `{0}{x}`", hint="did you mean `{}`?"))
    assert (found.message, found.hint) == ("没有“{0}{x}”这种事件类型", "是否应为“{}”？")


def test_the_problems_of_a_register_are_told_in_chinese(tmp_path: Path) -> None:
    rows = [
        HEAD,
        row(1, "甲", "2024.3"),
        row(2, "甲", 2024.1),
        row(3, "甲", day(1, 5), level="特大", state="已整改"),
        row(4, "甲", day(1, 6), due="长期"),
        row(5, "甲", None),
        row(6, "甲", day(1, 7), text="无"),
        HEAD,
    ]
    log = read(workbook(tmp_path / "r.xlsx", {"一月": rows}))
    assert {p.code for p in log.problems} >= {
        "bad-date", "contradiction", "unknown-value", "no-event", "nil-return", "headings-again", "months-as-numbers",
    }  # fmt: skip
    for problem in log.problems:
        line = problem_line(problem, "zh")
        assert not re.search("[a-z]{3,} [a-z]{2,} [a-z]{2,}", line.partition("]:")[2]), line


GOLDEN = Path(__file__).parents[1]
OF_LIBRARIES = (
    "missing ]", "invalid perl operator", "while parsing a flow mapping", "mapping values are not allowed", "magic bytes",
    "is not a zip file", "expecting value", "embedded null byte", "input should be",
)  # fmt: skip
SAID = re.compile(r"(?:error|warning|note)\[[a-z0-9-]+\](?::| \S*:) (.+)| +hint: (.+)| +\|? *= help: (.+)")


@pytest.mark.parametrize(("folder", "least"), [("rules", 500), ("events", 250)])
def test_mistakes_are_told_in_chinese(folder: str, least: int) -> None:
    """All but what a library says, and hints that are nothing but YAML."""
    english, told = set(), 0
    for file in sorted((GOLDEN / folder / "golden").glob("*.txt")):
        for line in file.read_text(encoding="utf-8").splitlines():
            if said := SAID.fullmatch(line):
                before = next(filter(None, said.groups()))
                after = in_chinese(Problem("code", before)).message
                told += before != after
                words = re.sub("`[^`]*`|“[^”]*”", "", after)
                if re.search("[a-z]{2,} [a-z]{2,} [a-z]{2,}", words) and not any(
                    w in before.lower() for w in OF_LIBRARIES
                ):
                    english.add(after)
    assert english == set()
    assert told > least


# Said to programs, not to people; of Python's arguments; made of parts that are sentences of their own.
NOT_TRANSLATED = ("requests.py", "http.py", "from_python.py", "given.py", "report.py")
OF_PARTS = {
    "{} {}; {}", "{} is not valid here: {}", "{} from {} is outside the calendar", "the trigger, which has no `{}`",
    "did you mean `{}`? ",
    "write ',' or ';' or \"\\t\"",
}  # fmt: skip


def texts(node: ast.expr | None) -> Iterator[str]:
    """What an expression may say, `X` standing for what is put in."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    elif isinstance(node, ast.IfExp):
        yield from texts(node.body)
        yield from texts(node.orelse)


def sentences(file: Path) -> Iterator[str]:
    """Messages and hints of the problems that a module tells, as far as they are written where they are used."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("Problem", "Fault"):
            for argument in (*node.args[1:], *(k.value for k in node.keywords if k.arg == "hint")):
                yield from texts(argument)
        elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) in ("message", "hint"):
            yield from texts(node.value)


def test_whatever_a_problem_says_is_said_in_chinese_too() -> None:
    english = set()
    for module in (zhiben.events, zhiben.rules, zhiben.reports, zhiben.engine, zhiben.cli):
        for file in Path(module.__path__[0]).rglob("*.py"):
            if file.name in NOT_TRANSLATED or file.parent.name == "phrases":
                continue
            for text in sentences(file):
                said = in_chinese(Problem("code", text.replace("{}", "X"))).message
                is_prose = re.search("[a-z]{2,} [a-z]{2,}", re.sub("`[^`]*`|[{][^}]*[}]|[A-Z]\\w*", "", text))
                if is_prose and not re.search("[\u4e00-\u9fff]", said):
                    english.add(text)
    assert english - OF_PARTS == set()


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("as-of `2025-02-30` is no date: there is no such day", "基准时点 `2025-02-30` 不是日期：没有这一天"),
        ("--from `2025-02-30` is no date: there is no such day", "--from `2025-02-30` 不是日期：没有这一天"),
        ("--lateness `7 d` is no length of time", "--lateness `7 d` 不是时长"),
        (
            "the notice template cannot be read: no such file or directory",
            "通知书模板无法读取：没有这个文件或目录",
        ),
        (
            "the report cannot be written to `x`: it holds `a`, `b`, `c` and 2 more, which no Zhiben report has written",
            "报告不能写到 `x`：其中有不是报告写出的 `a`, `b`, `c` 等（还有 2 个）",
        ),
        (
            "2 empty cells of `a` filled with the value above; not merged are 1: B6",
            "2 个空白单元格已用上方的值填充，列 `a`；不在合并单元格内的有 1 个：B6",
        ),
    ],
)
def test_sentences_about_what_was_asked_for(english: str, chinese: str) -> None:
    assert in_chinese(Problem("code", english)).message == chinese
