"""The hazard register: one row is a whole case, from the day it was found to the day it was closed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from msgspec.structs import replace

from tests.demo.records import day, workday
from tests.demo.units import UNITS, Unit

FOUND = (
    ("配电箱门缺失", "用电"), ("灭火器压力不足", "消防"), ("安全出口堆放杂物", "消防"), ("临边防护松动", "施工"),
    ("车辆制动记录不全", "交通"), ("压力表超期未检", "设备"), ("作业票填写不全", "管理"), ("应急灯不亮", "消防"),
)  # fmt: skip


@dataclass(frozen=True)
class Case:
    """One row of the register; texts stand as they are written in it."""

    unit: str
    found: dt.date
    what: str
    domain: str
    due: str
    level: str = "一般"
    urgency: str = "缓"
    source: str = "自查"
    responsible: str = ""
    parts: str = ""
    planned: str = ""
    extended: str = ""
    extended_to: str = ""
    state: str = ""
    closed: dt.date | None = None
    verified_by: str = ""
    channel: str = "手机客户端"
    found_written: str = ""  # where it is not written as the date that it is

    def but(self, **changes: object) -> Case:
        """The same with something changed."""
        return replace(self, **changes)  # type: ignore[arg-type]


def routine_cases(unit: Unit) -> Iterator[Case]:
    """Ordinary hazards, all closed in time by somebody else than who was responsible."""
    letter = unit.id[2]
    shift = list(UNITS).index(letter)
    for number, (year, month) in enumerate(
        ((2024, 4), (2024, 5), (2024, 7), (2024, 8), (2024, 9), (2024, 10), (2024, 11), (2025, 1))
    ):
        found = workday(year, month, 5 + shift)
        what, domain = FOUND[(number + shift) % len(FOUND)]
        yield Case(
            unit.written, found, what, domain, str(found + dt.timedelta(days=14)), responsible=f"{letter}W{number + 1:02}",
            state="已整改", closed=found + dt.timedelta(days=3 + (number + shift) % 7), verified_by=f"{letter}S01",
        )  # fmt: skip


def story_cases() -> Iterator[Case]:
    """The cases that tell something."""
    # A shopping centre closes an ordinary fire hazard while an urgent one is still open.
    yield Case("丙商业", day("2024-09-02"), "中庭防火卷帘不能下降", "消防", "2024-09-09", urgency="急", responsible="丙W21",
               state="已整改", closed=day("2024-09-09"), verified_by="丙S01")  # fmt: skip
    yield Case("丙商业", day("2024-09-03"), "库房灭火器标识脱落", "消防", "2024-09-20", responsible="丙W22", state="已整改",
               closed=day("2024-09-05"), verified_by="丙S01")  # fmt: skip
    # A grain store: the extension is signed six days after the deadline, and nobody is held to account.
    yield Case("庚粮储", day("2024-10-09"), "筒仓粉尘防爆泄压口堵塞", "设备", "2024-11-08", level="重大", responsible="庚W31",
               parts="目标任务、措施方法、经费物资、机构人员、时限要求、安全措施和应急预案", planned="2024-10-15",
               extended="2024-11-14", extended_to="2024-12-31", state="整改中")  # fmt: skip
