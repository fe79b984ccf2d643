"""What problems say, in Chinese: sentences that those meet who submit files and registers, or write rulebooks and maps.

A problem carries its message in English. Here stand sentences with their blanks (`{}`), as the sources have them, and
the same in Chinese, the blanks in the order of the English. A sentence that is not here stays English; its code has a
Chinese title all the same (`titles`). A test holds every sentence to the sources, so none outlives its wording.
"""

from __future__ import annotations

import re
from functools import lru_cache

from msgspec.structs import replace

from zhiben.events.problem import Problem
from zhiben.rules.phrases import data, duties, files, options, registers, rule_files
from zhiben.rules.phrases.blanks import filled

_PARTS = (data, files, registers, rule_files, duties, options)
PHRASES = tuple(pair for part in _PARTS for pair in part.PHRASES) + options.OF_SYSTEM
# Before the right words, where none is near.
_LISTS = {
    "values": "可填", "types": "事件类型有", "headings": "表头有", "events": "事件类型有", "entities": "单位类别有",
    "fields": "字段有", "rules": "规则有", "clauses": "条款有", "operators": "运算符有", "profiles": "参数组有",
    "parameters": "参数有", "units": "单位有", "one of": "可用",
    "sheets": "工作表有", "columns": "列有", "categories, as TYPE.FIELD": "类别（TYPE.FIELD）有",
}  # fmt: skip
_LISTED = re.compile(f"({'|'.join(_LISTS)}): ([^;]*)")
_PARAMETER = re.compile(r"(.*) \(the value of (`\$[^`]*`)\)", re.DOTALL)
_BETWEEN = re.compile(r"(?<=\?) |; ")


def in_chinese(problem: Problem) -> Problem:
    """The problem with message and advice in Chinese, each where it is known."""
    return replace(problem, message=_said(problem.message), hint=_said(problem.hint))


def _said(text: str) -> str:
    """A text in Chinese: as one sentence, else sentence by sentence if all of them are known."""
    if of_parameter := _PARAMETER.fullmatch(text):
        return f"{_said(of_parameter[1])}（{of_parameter[2]} 的值）"
    whole = _sentence(text)
    if whole is not None or not text:
        return whole or text
    parts = [_sentence(part) for part in _BETWEEN.split(text)]
    known = [part for part in parts if part is not None]
    return text if len(known) < len(parts) else "；".join(known).replace("？；", "？")


def _sentence(text: str) -> str | None:
    for pattern, is_name, chinese in _patterns():
        found = pattern.fullmatch(text)
        if found is not None:
            pairs = zip(found.groups(), is_name, strict=True)
            blanks = [blank if as_it_is else _blank(blank) for blank, as_it_is in pairs]
            return _joined(chinese.split("{}"), blanks)
    listed = _LISTED.fullmatch(text)
    return None if listed is None else f"{_LISTS[listed[1]]}：{'无' if listed[2] == 'none' else listed[2]}"


def _joined(parts: list[str], blanks: list[str]) -> str:
    """A sentence with its blanks filled; a space keeps Chinese words and code or numbers apart."""
    said = parts[0]
    for blank, part in zip(blanks, parts[1:], strict=True):
        if _is_chinese(blank[:1]) and _is_chinese(said[-2:-1]):
            said = said.rstrip(" ")
        if _is_chinese(blank[-1:]) and _is_chinese(part[1:2]):
            part = part.lstrip(" ")
        touch = blank.startswith("`") and _is_chinese(said[-1:])
        said += (" " if touch else "") + blank + part
    return said


def _is_chinese(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff"


def _blank(text: str) -> str:
    """What fills a blank that is no name: a word or two, or a sentence of its own."""
    said = filled(text)
    return said if said != text or " " not in text else _sentence(text) or text


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[re.Pattern[str], tuple[bool, ...], str], ...]:
    """Each English sentence as a pattern, whether a name in quotes fills each of its blanks, and the Chinese one."""
    # What says more by itself comes first: `found a list of {}, expected at least {}` before `found {}, expected {}`.
    ordered = sorted(PHRASES, key=lambda pair: -len(pair[0].replace("{}", "")))
    split = [(english.split("{}"), chinese) for english, chinese in ordered]
    # A name with quotes inside is what a sentence is only where nothing else is.
    return tuple(
        (_pattern(parts, inside), tuple(map(_is_quote, parts[:-1])), chinese)
        for inside in ("[^`]+?", ".+?")
        for parts, chinese in split
    )


def _pattern(parts: list[str], inside: str) -> re.Pattern[str]:
    blanks = [f"({inside if _is_quote(part) else '.+?'})" for part in parts[:-1]]
    return re.compile("".join(re.escape(part) + blank for part, blank in zip(parts, [*blanks, ""], strict=True)), re.S)


def _is_quote(part: str) -> bool:
    return part.endswith("`")
