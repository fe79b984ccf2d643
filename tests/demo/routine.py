"""What an enterprise that does everything puts on paper from April 2024 to January 2025, form by form."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from tests.demo.records import Record, day, months, workday
from tests.demo.units import AUTHORITY, UNITS, Unit

FIRST, LAST = (2024, 4), (2025, 1)
QUARTER_ENDS = ((2024, 6), (2024, 9), (2024, 12))
TASKS = (
    "、".join(str(n) for n in range(1, 6)),
    "、".join(str(n) for n in range(6, 11)),
    "、".join(str(n) for n in range(11, 15)),
)
POLICIES = {
    "三年行动实施方案": ("2024-03-29", "工作重点、责任分工、任务目标、治本之策"),
    "领导小组成立通知": ("2024-03-28", ""),
    "隐患排查标准": ("2024-09-12", ""),
    "重大事故隐患数据库": ("2024-08-20", ""),
    "自查自改制度": ("2024-07-08", ""),
    "消防隐患清单台账": ("2024-05-17", ""),
    "岗位履职能力标准": ("2024-11-06", "岗位能力标准、技能水平、任务清单、履责到位标准"),
    "标准化达标三年规划": ("2024-10-15", ""),
    "全员安全生产岗位责任制": ("2024-06-20", ""),
    "安全生产规章制度": ("2024-06-20", ""),
    "岗位操作规程": ("2024-06-21", ""),
    "应急预案": ("2024-05-28", ""),
    "承包商统一管理制度": ("2024-09-02", ""),
    "承包商统一管理标准": ("2024-09-02", ""),
    "承包商履约评价制度": ("2024-10-11", ""),
    "承包商黑名单制度": ("2024-10-11", ""),
}
OF_CONTRACTORS = {"承包商台账": ("2024-05-10", "业务范围、资质能力、项目特点、发包模式、业绩水平")}


def records_of(unit: Unit) -> Iterator[Record]:
    """Everything of one enterprise, chronological inside each form."""
    shift = list(UNITS.values()).index(unit)  # so that not everybody does everything on one day
    yield from _inspections(unit, shift)
    yield from _documents(unit, shift)
    yield from _meetings(unit, shift)
    yield from _people(unit, shift)
    yield from _drills_and_activities(unit, shift)
    yield from _assessments(unit, shift)
    yield from _below(unit, shift)


def of_authority() -> Iterator[Record]:
    """What the authority itself owes."""
    yield Record("会议", AUTHORITY, day("2024-04-09"), {"会议类别": "动员部署会", "主持人": "主要负责人"})
    yield Record("制度文件发布", AUTHORITY, day("2024-04-08"), {"文件类别": "领导小组成立通知", "组长": "主要负责人"})
    for year, month in QUARTER_ENDS:
        yield Record("会议", AUTHORITY, workday(year, month, 12), {"会议类别": "调度会", "主持人": "分管负责人"})
    for number, unit in enumerate(UNITS.values()):
        if unit.id[2] != "癸":
            words = {"检查内容": "三年行动", "检查主体": "区国资委", "带队人职务": "分管负责人", "记录方式": "信息平台"}
            words["有专家参与"] = "是" if number % 3 == 0 else "否"
            yield _seen(Record("检查记录", unit.written, workday(2024, 9 + number % 3, 4 + number), words))


def _seen(record: Record, delay: int = 2) -> Record:
    """Entered a few days after it happened."""
    return record.but(entered=record.day + dt.timedelta(days=delay))


def is_led_by_principal(unit: Unit, year: int, month: int) -> bool:
    """Monthly in a high-risk sector (of the first one since October), else once a quarter."""
    has_turned = unit.id[2] == "甲" and (year, month) >= (2024, 10)
    return unit.high_risk or has_turned or month in (5, 8, 11)


def _inspections(unit: Unit, shift: int) -> Iterator[Record]:
    for year, month in months(FIRST, LAST):
        led = is_led_by_principal(unit, year, month)
        words = {
            "检查内容": "重大事故隐患、消防" if unit.sites else "重大事故隐患",
            "带队人职务": "主要负责人" if led else "安全管理人员",
            "检查主体": "企业自查",
            "有专家参与": "是" if month == 9 else "否",
            "记录方式": "手机客户端" if (month + shift) % 3 else "信息平台",
        }
        for site in unit.sites or ("",):
            yield _seen(Record("检查记录", unit.written, workday(year, month, 4 + shift), {**words, "场所编号": site}))


def _documents(unit: Unit, shift: int) -> Iterator[Record]:
    policies = {**POLICIES, **(OF_CONTRACTORS if unit.contractors else {})}
    for kind, (on, parts) in policies.items():
        words = {"文件类别": kind, "包含内容": parts, "组长": "主要负责人" if kind == "领导小组成立通知" else ""}
        if kind == "消防隐患清单台账":
            words["涉及场所"] = "、".join(unit.sites)
        yield Record("制度文件发布", unit.written, day(on) + dt.timedelta(days=shift % 3), words)
    for year, month in months(FIRST, LAST):
        on = dt.date(year, month, 20)
        yield Record(
            "制度文件发布",
            unit.written,
            on,
            {"文件类别": "重大事故隐患清单", "备注": "" if month % 4 else "本月无重大事故隐患，零报告"},
        )
    for year, month in QUARTER_ENDS:
        yield Record("制度文件发布", unit.written, workday(year, month, 15), {"文件类别": "任务跟踪清单"})
    filed = {
        "实施方案": "2024-04-01",
        "短板弱项梳理": "2024-08-30",
        "人才库推荐": "2024-10-25",
        "经验做法": "2024-11-20",
    }
    for kind, on in filed.items():
        yield Record(
            "材料报送", unit.written, day(on) + dt.timedelta(days=shift % 2), {"报送类别": kind, "接收单位": AUTHORITY}
        )


def _meetings(unit: Unit, shift: int) -> Iterator[Record]:
    for year, month in QUARTER_ENDS:
        on = workday(year, month, 6 + shift % 4)
        yield Record("会议", unit.written, on, {"会议类别": "领导小组会", "主持人": "主要负责人"})
        yield Record(
            "会议",
            unit.written,
            on + dt.timedelta(days=1),
            {"会议类别": "中心组学习", "主持人": "主要负责人", "议题": "安全生产重要论述"},
        )


def _people(unit: Unit, shift: int) -> Iterator[Record]:
    letter = unit.id[2]
    hours = "16" if unit.high_risk or letter == "甲" else "12"
    yield _seen(
        Record(
            "培训记录",
            unit.written,
            workday(2024, 6, 8 + shift),
            {"培训内容": "安全生产管理", "培训对象": "主要负责人", "学时": hours},
        )
    )
    front = {"培训对象": "从业人员", "学时": "8", "参训人数": str(unit.headcount // 2), "考核合格率": "0.96"}
    for number, topics in enumerate(("岗位责任制、依法合规", "风险辨识管控、事故机理分析")):
        yield _seen(
            Record("培训记录", unit.written, workday(2024, 7 + number, 6 + shift), {"培训内容": topics, **front})
        )
    for number in range(unit.staff_needed):
        person = f"{letter}S{number + 1:02}"
        words = {"工号": person, "岗位": "安全管理人员", "变动": "上岗", "专职": "是"}
        yield Record("上岗与离岗", unit.written, day("2024-03-25"), words)
        training = {
            "培训内容": "安全生产管理",
            "培训对象": "安全管理人员",
            "学时": "48" if hours == "16" else "32",
            "工号": person,
        }
        yield _seen(Record("培训记录", unit.written, workday(2024, 5, 9 + shift), training))
    yield Record(
        "安全投入",
        unit.written,
        workday(2024, 10, 9),
        {"金额（万元）": str(30 + 7 * shift), "用途": "设施维护与防护用品"},
    )


def _drills_and_activities(unit: Unit, shift: int) -> Iterator[Record]:
    words = {
        "演练类别": "疏散逃生演练",
        "参演人数": str(unit.headcount),
        "已评估总结": "是",
        "联合单位": "示例街道消防站",
    }
    yield _seen(Record("演练记录", unit.written, workday(2024, 11, 7 + shift), words))
    if unit.high_risk:  # in each half-year
        yield _seen(Record("演练记录", unit.written, workday(2024, 6, 14), {**words, "联合单位": ""}))
    for kind, month in (
        ("事故警示日活动", 6),
        ("第一责任人公开课", 6),
        ("事故反思", 10),
        ("党员安全示范岗", 7),
        ("技能竞赛", 9),
    ):
        led = "主要负责人" if kind == "第一责任人公开课" else "分管负责人"
        yield Record("活动记录", unit.written, workday(2024, month, 3 + shift), {"活动类别": kind, "主讲或主持": led})
    yield Record("指导帮扶", unit.written, workday(2024, 8, 5 + shift), {"有专家参与": "是", "蹲点天数": "3"})


def _assessments(unit: Unit, shift: int) -> Iterator[Record]:
    def made(kind: str, on: dt.date, **words: str) -> Record:
        return Record("评估评价", unit.written, on, {"评估类别": kind, **words})

    for (year, month), tasks in zip(QUARTER_ENDS, TASKS, strict=True):
        yield made("季度评估", workday(year, month, 17), 评估周期="季度", 涉及任务序号=tasks, 结论="达标")
        yield made("事故事件统计分析", workday(year, month, 16), 涉及方面="已发生事故、未遂事故、涉险事件")
    yield made("年度评估", day("2024-12-26"), 评估周期="年度", 涉及任务序号="、".join(TASKS), 结论="达标")
    yield made("安全风险评估", workday(2024, 7, 11 + shift % 5), 结论="合格")
    yield made("生产安全事故风险评估", workday(2024, 5, 6 + shift), 结论="合格")
    yield made("应急能力评估", workday(2024, 5, 7 + shift), 结论="合格")
    yield made("应急资源摸底", workday(2024, 6, 5 + shift), 涉及方面="人员、技术、物资、装备")
    yield made("标准化评审", workday(2024, 12, 4 + shift), 结论="标杆", 得分=str(90 + shift))


def _below(unit: Unit, shift: int) -> Iterator[Record]:
    for name in unit.subsidiaries:
        training = {"培训内容": "安全生产管理", "培训对象": "主要负责人", "学时": "12", "培训形式": "专题培训"}
        yield _seen(Record("培训记录", name, workday(2024, 9, 5 + shift), training))
        yield _seen(
            Record(
                "演练记录",
                name,
                workday(2024, 10, 8 + shift),
                {"演练类别": "疏散逃生演练", "参演人数": "60", "已评估总结": "是"},
            )
        )
        words = {"工号": f"{name[2]}Z01", "岗位": "安全管理人员", "变动": "上岗", "专职": "是"}
        yield Record("上岗与离岗", name, day("2024-07-01"), words)
        words = {"检查内容": "三年行动", "检查主体": "上级企业", "带队人职务": "分管负责人", "记录方式": "信息平台"}
        yield _seen(Record("检查记录", name, workday(2024, 8, 12 + shift), words))
    for site in unit.sites:
        for number, items in enumerate(("消火栓、灭火器", "自动喷淋、烟感", "微型消防站")):
            words = {"场所编号": site, "设施设备": items, "验收合格": "是"}
            yield Record("设施改造", unit.written, workday(2024, 7 + 2 * number, 10), words)
    for contractor in unit.contractors:
        yield from _contractor(unit, contractor)


def _contractor(unit: Unit, contractor: str) -> Iterator[Record]:
    def step(name: str, on: str, **words: str) -> Record:
        return Record(
            "承包商管理记录",
            unit.written,
            day(on),
            {"承包商编号": contractor, "合同编号": f"{contractor}-2024", "环节": name, **words},
        )

    yield step("摸底", "2024-04-01", 已摸清情况="业务范围、资质能力、项目特点、发包模式、业绩水平")
    yield step("准入", "2024-04-02")
    yield step("中标", "2024-04-08")
    yield step("监督检查", "2024-04-10", 监管阶段="事前", 监督内容="安全培训、制度标准、劳动保护")
    yield _seen(
        Record(
            "培训记录",
            unit.written,
            day("2024-04-11"),
            {"培训内容": "岗前培训", "培训对象": "承包商人员", "学时": "24", "承包商编号": contractor},
        )
    )
    yield step("进场", "2024-04-15")
    for on in ("2024-05-22", "2024-08-21", "2024-11-20"):
        yield step("监督检查", on, 监管阶段="事中", 监督内容="安全活动、班组建设、监督考核、现场作业")
    yield step("履约评价", "2024-12-18", 评价结果="良好")
