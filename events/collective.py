"""Subjects that name everybody, or several at once: nobody can be credited with what all have done."""

from __future__ import annotations

import re

import numpy as np
import pyarrow as pa

from zhiben.events.problem import Problem
from zhiben.events.strangers import grouped, strangers
from zhiben.events.values import BETWEEN_NAMES, counted, plain

COLLECTIVE_HINT = "write a row, or a name, for each unit that took part; nobody is credited by a word for all"

_EVERYBODY = re.compile(
    r"(?:全系统|全集团|全公司|全体(?:职工|员工|人员|干部|党员|单位|部门)*|全员|(?:所属|下属|直属|辖属)?(?:各|所有|全部)(?:级|相关|有关|所属|下属|直属|权属|基层|分)*"
    r"(?:单位|部门|公司|子公司|企业|子企业|项目部|项目|分公司|科室|班组|车间|场所)(?:及\w+|和\w+)?|(?:所属|下属|直属|权属)(?:单位|企业|公司))\Z"
)


def is_collective(name: str) -> bool:
    """Whether a name stands for all: 全系统, 各部门, 所属各单位."""
    return _EVERYBODY.match("".join(plain(name).split())) is not None


def several(name: str) -> bool:
    """Whether a name is made of several."""
    return len([part for part in BETWEEN_NAMES.split(name) if part.strip()]) > 1


def everybody(name: str) -> str:
    """What is said of a word for all."""
    return f"`{name}` is no one unit; what it did is credited to none of them"


def crowds(table: pa.Table) -> list[Problem]:
    """Warnings about words for all in a log without a registry, where every subject counts as a unit of its own."""
    subjects = table["subject"].combine_chunks()
    coded = subjects if pa.types.is_dictionary(subjects.type) else subjects.dictionary_encode()
    meant = [code for code, word in enumerate(coded.dictionary.to_pylist()) if word and is_collective(word)]
    if not meant:
        return []
    rows = np.isin(coded.indices.fill_null(-1).to_numpy(zero_copy_only=False), meant)
    return grouped(
        strangers(table, rows),
        "collective-subject",
        lambda found: (f"{everybody(found.name)}: {counted(found.events, 'event')}, first here", COLLECTIVE_HINT),
        "stand for several units",
    )
