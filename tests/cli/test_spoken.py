"""Help and messages about arguments, in the language of `--lang` or of the environment."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from gettext import GNUTranslations
from pathlib import Path
from types import ModuleType
from unicodedata import east_asian_width

import click
import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from tests.cli.running import Zhiben, run
from zhiben.cli import spoken
from zhiben.cli.main import zhiben as command
from zhiben.engine import grouping
from zhiben.reports import parts

COMPILED = spoken.LOCALE / "zh" / "LC_MESSAGES" / "zhiben.mo"
OURS = ((spoken, "**.py", "_"), (grouping, "grouping.py", "said"), (parts, "parts.py", "said"))
PLACE = re.compile(r"\{\w+(?:!r)?\}|%\(\w+\)s")


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return read_po(io.BytesIO(COMPILED.with_suffix(".po").read_bytes()), locale="zh", abort_invalid=True)


def _in_code(module: ModuleType, files: str, keyword: str) -> set[str]:
    """What goes through a function in files of the module's folder, of singular and plural the first."""
    keywords = {keyword: None, f"n{keyword}": (1, 2)}
    found = extract_from_dir(Path(str(module.__file__)).parent, [(files, "python")], keywords=keywords)
    return {message if isinstance(message, str) else message[0] for _, _, message, *_ in found}


def _english() -> set[str]:
    """Every text of ours that has to be said in Chinese."""
    return spoken.translated(command).union(*(_in_code(*place) for place in OURS))


def _first(text: str | tuple[str, ...] | list[str] | None) -> str:
    """Of singular and plural the first."""
    return text or "" if text is None or isinstance(text, str) else text[0]


def _ids(catalog: Catalog) -> dict[str, str]:
    """Each English text (of singular and plural the first), and the Chinese one."""
    return {_first(one.id): _first(one.string) for one in catalog if one.id}


def test_every_text_of_ours_is_said_in_chinese(catalog: Catalog) -> None:
    said = _ids(catalog)
    assert len(_english()) > 100
    assert {english for english in _english() if not said.get(english)} == set()
    assert {chinese for chinese in said.values() if not re.search(r"[一-鿿]", chinese)} == set()


def test_nothing_is_said_in_chinese_that_nobody_says_in_english(catalog: Catalog) -> None:
    of_click = _in_code(click, "*.py", "_") | _in_code(click, "*.py", "gettext")
    assert _ids(catalog).keys() - _english() - of_click == set()


def test_what_is_filled_in_is_there_in_both_languages(catalog: Catalog) -> None:
    for one in catalog:
        if one.id:
            english = {
                name for text in ([one.id] if isinstance(one.id, str) else one.id) for name in PLACE.findall(text)
            }
            chinese = set(PLACE.findall(_first(one.string)))
            assert chinese <= english, one.id
            if isinstance(one.id, str):
                assert chinese == english, one.id


def test_the_compiled_texts_are_those_written(catalog: Catalog) -> None:
    with COMPILED.open("rb") as file:
        compiled = GNUTranslations(file)
    stale = {english for english, chinese in _ids(catalog).items() if compiled.gettext(english) != chinese}
    assert stale == set(), "run `make locale`"


def test_the_environment_or_the_option_says_in_which_language() -> None:
    assert run("check", "--help").out.startswith("Usage: zhiben check")
    for said in (
        run("check", "--help", LC_ALL="zh_CN.UTF-8"),
        run("check", "--lang", "zh", "--help"),
        run("check", "--lang=zh", "-h"),
    ):
        assert said.out.startswith("用法：zhiben check [OPTIONS] LOG...\n\n  报送前核对 LOG（台账）"), said
        assert "zhiben check log.csv --rulebook workshop-safety" in said.out
    assert run("check", "--lang", "en", "--help", LC_ALL="zh_CN.UTF-8").out == run("check", "--help").out


def test_one_language_after_another_in_one_process(zhiben: Zhiben) -> None:
    english = zhiben("simulate", "--seed", "x")
    assert "Invalid value for '--seed': 'x' is not a valid integer." in english.err
    assert zhiben("simulate", "--seed", "x", "--lang", "zh").err.endswith(
        "'--seed' 的取值无效：'x' 不是有效的 integer。\n"
    )
    assert zhiben("simulate", "--lang", "zh", "--help").out.startswith("用法：zhiben simulate [OPTIONS]")
    assert zhiben("simulate", "--help").out.startswith("Usage: zhiben simulate [OPTIONS]")
    assert zhiben("simulate", "--seed", "x") == english


MISTAKES = {
    "check log.csv": "缺少选项 '--rulebook'. 请给出自带规则集的名称（dongsheng-2024-21, workshop-safety）或规则集所在目录。",
    "check l --rulebook a --rulebook b": "一次只能用一个规则集，这里给了 2 个（`a`, `b`）；请分别运行。",
    "check l --rulbook x": "没有 '--rulbook' 这个选项。 （是否指：'--rule', '--rulebook'？）",
    "check l --rulebook workshop-safety --set a": "`a` 的写法不是 名称=值，例如 --set accountability_days='10 days'",
    "check l --rulebook workshop-safety --format sarfi": "没有 `sarfi` 这种格式；是否指 `sarif`？可用的格式：docx,",
    "audit l --rulebook workshop-safety --fail-on lo": "'lo' 不是下列之一：'critical', 'high', 'medium', 'low'。",
    "audit l --rulebook workshop-safety --only fnidings": "报告没有 `fnidings` 这一部分；是否指 `findings`？可写的部分：ledger,",
    "audit l --rulebook workshop-safety --group-by bearr": "不能按 `bearr` 统计义务；是否指 `bearer`？可用的词：rule,",
    "audit l --rulebook workshop-safety --in-parts --baseline b": "--baseline 要比较两次审计的全部义务，而 --in-parts 从不同时持有全部",
    "simulate --rulebook workshop-safety --compliance 7": "7.0 不在 0<=x<=1 的范围内。",
    "rules new d --every month": "--every：只能与 --rule ID 合用",
}


@pytest.mark.parametrize("arguments", MISTAKES)
def test_mistaken_arguments_are_told_in_chinese(
    zhiben: Zhiben, monkeypatch: pytest.MonkeyPatch, arguments: str
) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    said = zhiben(*arguments.split())
    assert said.code == 2
    assert said.err.splitlines()[-1].startswith("错误：")
    assert MISTAKES[arguments] in said.err


def _commands(group: click.Command, names: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    yield names
    if isinstance(group, click.Group):
        for name, below in group.commands.items():
            yield from _commands(below, (*names, name))


@pytest.mark.parametrize("names", list(_commands(command)), ids=" ".join)
def test_no_line_of_words_is_wider_than_the_terminal(
    zhiben: Zhiben, monkeypatch: pytest.MonkeyPatch, names: tuple[str, ...]
) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    monkeypatch.setenv("COLUMNS", "80")
    lines = zhiben(*names, "--help").out.splitlines()
    words = [line for line in lines if re.search(r"[一-鿿]", line)]
    assert len(words) > 3
    for line in words:
        assert sum(2 if east_asian_width(one) in "WF" else 1 for one in line) <= 80, line
        assert not re.match(r"\s*[），。；：、！？”》]", line), line
        assert not re.search("[（“《]$", line), line
        assert line.isprintable(), line
