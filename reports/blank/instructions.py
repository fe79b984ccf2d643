"""The page that says how to fill in a blank workbook or the files beside it."""

from __future__ import annotations

from collections.abc import Sequence

from zhiben.events.sheet import UNREAD
from zhiben.reports.blank.columns import Column
from zhiben.reports.words import LANGS, Lang

_CELL = {
    "text": ("文字", "text"),
    "date": ("日期，如 2024-03-25", "a date such as 2024-03-25"),
    "time": ("日期，或日期加时间，如 2024-03-25 14:30", "a date, or a date and a time such as 2024-03-25 14:30"),
    "number": ("数字，不带单位", "a number without a unit"),
    "integer": ("整数，不带单位", "a whole number without a unit"),
    "flag": ("是 或 否", "yes or no"),
    "choice": ("从列表中选一项", "one word of the list"),
    "list": ("可填多项，用顿号（、）分隔", "several items, separated by commas"),
    "duration": ("时长，如 3 天、8 小时", "a length of time such as 3 days or 8 hours"),
}
_NEED = {
    "required": ("必填", "must be filled in"),
    "asked": ("有规则要看这一列", "some rule reads it"),
    "free": ("可不填", "may stay empty"),
}
FLAGS = (("是", "否"), ("yes", "no"))

_ZH = (
    "一行记一件已经发生的事；计划要做的事不要填。",
    "每张工作表是一类事件，请不要改工作表名和第一行表头；不用的工作表留空即可。",
    "表头深色的列必填，浅色的列有规则要看，白色的列可以不填。不知道的内容留空，不要填“无”或“不详”。",
    "只填日期表示当天；知道具体时间的，写成 2024-03-25 14:30。",
    "一格里有几项的，用顿号分隔；列表里没有的词会被拒收，并说明在哪一格。",
    "“单位”写全称、简称或编号均可，但须与单位清单（entities）一致。",
    "编号可以不填；填了就不能重复。有编号的同一行报两次只算一次。",
)
_EN = (
    "One row is one thing that has happened; plans do not belong here.",
    "Every worksheet is one kind of event. Leave its name and the headings in the first row as they are; a worksheet "
    "that is not needed stays empty.",
    "Columns with a dark heading must be filled in, rules read those with a light one, the others may stay empty. What "
    "is not known stays empty: no “n/a”.",
    "A date alone stands for its whole day; where the time is known, write 2024-03-25 14:30.",
    "Several items in one cell are separated by commas; a word that is not in the list is refused, with the cell it "
    "stands in.",
    "An enterprise is written by its id, name or alias, as the entities file has it.",
    "An id may stay empty; one that is filled in belongs to one row only. A row that is handed in "
    "twice under its id counts once.",
)


def rules_of_filling(lang: Lang) -> tuple[str, ...]:
    """How to fill in a file, one sentence each."""
    return _ZH if lang == "zh" else _EN


def cell_text(column: Column, lang: Lang) -> str:
    """What a cell of the column holds."""
    return _CELL[column.cell][LANGS.index(lang)]


def need_text(column: Column, lang: Lang) -> str:
    """Whether it has to be filled in."""
    return _NEED[column.need][LANGS.index(lang)]


def note(column: Column, lang: Lang) -> str:
    """What stands beside a heading: what a cell holds, whether it is needed, the words of a list."""
    parts = [cell_text(column, lang), need_text(column, lang)]
    text = ("；" if lang == "zh" else "; ").join(parts)
    if column.choices and column.cell == "list":
        text += ("：" if lang == "zh" else ": ") + ("、" if lang == "zh" else ", ").join(column.choices)
    return text


def page(title: str, sheets: Sequence[tuple[str, Sequence[Column]]], command: str, lang: Lang) -> list[tuple[str, ...]]:
    """The page row by row; its first cell says that it is not read as data."""
    zh = lang == "zh"
    rows: list[tuple[str, ...]] = [(UNREAD,), (title,), ()]
    rows += [(f"{number}. {sentence}",) for number, sentence in enumerate(rules_of_filling(lang), 1)]
    rows += [(), ("填好后检查：" if zh else "When it is filled in:",), (command,), ()]
    rows.append(("工作表", "列", "填什么", "要不要填", "可填的词") if zh
                else ("worksheet", "column", "what it holds", "needed", "words"))  # fmt: skip
    for name, columns in sheets:
        for column in columns:
            words = ("、" if zh else ", ").join(column.choices)
            rows.append((name, column.heading, cell_text(column, lang), need_text(column, lang), words))
    return rows
