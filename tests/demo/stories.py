"""What each of the ten enterprises did differently: one story each, told by changing the routine."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from tests.demo.hazards import Case, routine_cases, story_cases
from tests.demo.records import Record, day
from tests.demo.routine import of_authority, records_of
from tests.demo.units import UNITS, Unit

BACK_FILLED = day("2024-12-28")
SILENT_SINCE = day("2024-06-30")
BLACKLISTED = day("2024-05-27")
FOUNDED = day("2024-11-15")


def all_records() -> list[Record]:
    """Every record of every enterprise and of the authority."""
    found = [*of_authority()]
    for letter, unit in UNITS.items():
        found += _told(letter, unit, records_of(unit))
    return [*found, *_more(), *_spoilt_records()]


def all_cases() -> list[Case]:
    """Every row of the hazard register."""
    ordinary = [case for unit in UNITS.values() for case in routine_cases(unit)]
    kept = [case for case in ordinary if not _is_silent(case.unit, case.found)]
    return sorted([*kept, *story_cases(), *_spoilt_cases()], key=lambda case: (case.unit, case.found))


def _is_silent(unit: str, on: dt.date) -> bool:
    return (unit == "壬园林" and on > SILENT_SINCE) or (unit == "癸科创" and on < FOUNDED)


def _told(letter: str, unit: Unit, records: Iterator[Record]) -> Iterator[Record]:
    """The records of one enterprise as its story has them."""
    for record in records:
        if letter == "乙" and record.form == "检查记录" and record.day < BACK_FILLED:
            # Perfect paper: nine of ten inspections were entered on one day.
            yield record.but(entered=BACK_FILLED)
        elif letter == "丙" and "自动喷淋" in record.words.get("设施设备", ""):
            yield record.but(day=day("2025-01-09"))
        elif letter == "戊" and record.words.get("演练类别") == "疏散逃生演练":
            yield record.but(演练类别="桌面推演")
        elif letter == "己" and record.form == "检查记录" and (record.day.year, record.day.month) == (2024, 6):
            yield record.but(带队人职务="分管负责人")
        elif letter == "辛" and record.words.get("合同编号") == "辛-C2-2024" and record.day > BLACKLISTED:
            continue
        elif letter == "癸" and record.day < FOUNDED:
            # A young enterprise catches up with what is asked of it by the end of the year.
            if record.form in ("制度文件发布", "演练记录") and record.words.get("文件类别") != "重大事故隐患清单":
                yield record.but(day=day("2024-12-20"), entered=day("2024-12-23") if record.entered else None)
        elif not _is_silent(unit.written, record.day):
            yield record


def _more() -> Iterator[Record]:
    """What the routine does not have."""
    blacklisted = {"承包商编号": "辛-C2", "合同编号": "辛-C2-2024"}
    yield Record("承包商管理记录", "辛环卫", BLACKLISTED, {**blacklisted, "环节": "列入黑名单"})
    yield Record("承包商管理记录", "辛环卫", day("2024-07-15"), {**blacklisted, "环节": "进场"})


def _spoilt_records() -> Iterator[Record]:
    """Records with a cell that cannot be read; none of them decides a story."""
    yield Record("演练记录", "甲水务", day("2024-09-19"), {"演练类别": "桌面推演", "参演人数": "约200人"})
    yield Record(
        "培训记录", "乙建工", day("2024-10-17"), {"培训内容": "其他", "培训对象": "从业人员", "学时": "8学时×2天"}
    )
    yield Record(
        "检查记录", "戊文旅", day("2024-10-23"), {"检查内容": "综合", "带队人职务": "公司领导", "记录方式": "信息平台"}
    )
    yield Record("会议", "全系统", day("2024-12-06"), {"会议类别": "其他", "主持人": "分管负责人"})
    yield Record(
        "培训记录", "庚粮储", day("2024-06-30"), {"培训内容": "其他", "培训对象": "从业人员"}, written="2024年6月31日"
    )
    yield Record("安全投入", "己客运", day("2024-11-12"), {"金额（万元）": "三十万", "用途": "车辆安全带更换"})
    yield Record("制度文件发布", "辛环卫", day("2024-08-08"), {"文件类别": "安全文化建设方案"})


def _spoilt_cases() -> Iterator[Case]:
    """Rows of the register with a cell that cannot be read, or two cells that contradict each other."""
    yield Case("甲水务", day("2024-12-03"), "加药间通风不足", "设备", "长期", responsible="甲W41", state="整改中")
    yield Case("乙建工", day("2024-11-19"), "塔吊基础排水不畅", "施工", "12月底", responsible="乙W41", state="整改中")
    yield Case(
        "己客运", day("2024-06-01"), "停车场照明不足", "用电", "2024-06-28", responsible="己W41", found_written="2024.6"
    )
    yield Case(
        "辛环卫", day("2024-12-10"), "车库疏散指示缺失", "消防", "2024-12-24", responsible="辛W41", state="已整改"
    )
