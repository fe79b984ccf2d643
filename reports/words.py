"""The words of reports, Chinese and English side by side."""

from __future__ import annotations

from typing import Literal, get_args

from zhiben.reports.change_words import GONE, NOTE_OF_CHANGE, OUTCOME, STATE, STATUS, UNUSED
from zhiben.reports.filling import fill

Lang = Literal["zh", "en"]
LANGS: tuple[Lang, ...] = get_args(Lang)

VERDICT = {
    "met": ("已履行", "met"),
    "pending": ("未到期", "pending"),
    "breached": ("违反", "breached"),
    "late": ("逾期补做", "late"),
    "waived": ("豁免", "waived"),
    "unknown": ("无法判定", "unknown"),
}
SEVERITY = {
    "critical": ("特别严重", "critical"),
    "high": ("严重", "high"),
    "medium": ("一般", "medium"),
    "low": ("轻微", "low"),
}
REASON = {
    "missing-attribute": (
        "对象的某项属性未填，不能确定应适用哪种要求",
        "an attribute that decides what is owed is not given",
    ),
    "missing-trigger-value": ("触发事件缺少所需字段", "the event that raised it lacks a value that is needed"),
    "missing-due-date": ("没有给出期限日期", "no due date is given"),
    "due-date-before-trigger": ("期限早于触发事件", "the due date lies before the event that raised it"),
    "calendar-not-published": (
        "该年度的工作日历尚未公布",
        "the calendar of working days of that year is not published",
    ),
    "nothing-to-compare": (
        "没有可比较的上一周期，或上一周期没有可计量的记录",
        "there is no period before to compare with, or nothing was measured in it",
    ),
    "not-covered": (
        "所申报的记录不完整，没有记录不能证明没有发生",
        "the log is not declared complete for that time, so a missing event proves nothing",
    ),
    "nothing-to-measure": ("没有可计量的记录", "there was nothing to measure"),
    "conflicting-latest": ("同一时刻有互相矛盾的最新值", "the latest values contradict each other at one instant"),
}
ORIGIN = {
    "source": ("文件原文", "the document's own words"),
    "law": ("其他法规", "another act"),
    "choice": ("分析人员的解释", "an analyst's reading"),
}
NOTE = {
    "no-entities": (
        "注意：未提供对象清单（--entities）。从未出现在记录中的单位不会被发现，即使它什么都没有做。",
        "NOTE: no entities file was given. An entity with no events at all cannot be noticed, whatever it owes.",
    ),
    "entity-rules-idle": (
        "注意：以下规则针对下属对象，没有对象清单就不产生任何义务：{about}",
        "NOTE: these rules concern entities below the bearer and owe nothing without an entities file: {about}",
    ),
    "no-such-bearers": (
        "注意：对象清单中没有这些种类的对象，相应规则不产生任何义务：{about}",
        "NOTE: the entities file holds nobody of these kinds, so the rules for them owe nothing: {about}",
    ),
    "log-taken-as-complete": (
        "未申报记录的完整性（--coverage）：截至基准时点，记录视为完整。",
        "No coverage was declared: the log counts as complete up to the as-of instant.",
    ),
    "triggers-unseen": (
        "注意：{count} 个对象的“{first}”记录未申报完整，其触发的义务可能未列出：{rest}",
        "NOTE: the log is not declared complete for `{first}` events of {count:this|these} {count} "
        "{count:subject|subjects}, so duties that "
        "such events raise may be missing: {rest}",
    ),
    "events-after-as-of": (
        "{count} 条记录的日期晚于基准时点，未予计入：将来的日期是计划，不是已发生的事实。见 {about}",
        "{count} {count:event lies|events lie} after the as-of instant and {count:does|do} not count, for a date to "
        "come is a plan: {about}",
    ),
    "events-not-known-yet": (
        "{count} 条记录在 --known-at 之后才录入，未予计入。",
        "{count} {count:event was|events were} recorded after the known-at instant and {count:does|do} not count.",
    ),
    "events-without-recordedtime": (
        "{count} 条记录没有录入时间（recordedtime），--known-at 对其不起作用，视为已知悉。",
        "{count} {count:event has|events have} no recordedtime: the known-at instant leaves none of them out, they "
        "count "
        "as known.",
    ),
    "some-rules-only": (
        "注意：只判定了以下规则，其余规则未判定：{about}",
        "NOTE: only these rules were judged, no others: {about}",
    ),
    "judged-in-parts": (
        "本次分块判定：未检查记录本身的质量，未查找疑似重复登记；最接近的记录只在该单位所在的分块内查找。",
        "Judged in parts: the quality of the log and likely twins were not looked at; nearest misses were looked for "
        "in the part that a bearer belongs to.",
    ),
    "nothing-in-force": (
        "基准时点早于规则生效日，尚无任何义务。",
        "The as-of instant lies before the rulebook is in force: nothing is owed yet.",
    ),
    **NOTE_OF_CHANGE,
}
LABEL = {
    "title": ("义务履行审计报告", "Audit of obligations"),
    "rulebook": ("规则", "Rulebook"),
    "version": ("版本", "version"),
    "source": ("依据", "Source"),
    "profile": ("参数方案", "Profile"),
    "as_of": ("基准时点", "As of"),
    "known_at": ("知悉时点", "Known at"),
    "inputs": ("输入文件", "Inputs"),
    "role_log": ("记录", "log"),
    "role_map": ("映射", "map"),
    "role_entities": ("对象清单", "entities"),
    "role_coverage": ("完整性申报", "coverage"),
    "role_waivers": ("豁免", "waivers"),
    "role_baseline": ("基线", "baseline"),
    "rows": ("记录行数", "Rows"),
    "read": ("读入", "read"),
    "accepted": ("采纳", "accepted"),
    "events": ("条事件", "events"),
    "duplicates": ("重复", "identical {count:duplicate|duplicates}"),
    "ignored": ("忽略", "ignored"),
    "rejected": ("拒收", "rejected"),
    "by_rule": ("按规则统计", "By rule"),
    "by_bearer": ("按责任主体统计", "By bearer"),
    "worst_bearers": ("问题最多的责任主体", "Worst bearers"),
    "findings": ("发现的问题", "Findings"),
    "first_findings": ("部分问题", "First findings"),
    "unknowns": ("无法判定", "Cannot be judged"),
    "problems": ("数据问题", "Problems of the data"),
    "notes": ("说明", "Notes"),
    "parameters": ("参数及其来源", "Parameters and where they come from"),
    "rule": ("规则", "Rule"),
    "bearer": ("责任主体", "Bearer"),
    "severity": ("严重程度", "Severity"),
    "clause": ("条款", "Clause"),
    "verdict": ("判定", "Verdict"),
    "reason": ("原因", "Reason"),
    "sentence": ("说明", "What was owed, and what was seen"),
    "evidence": ("证据", "Evidence"),
    "raised_by": ("触发", "Raised by"),
    "due": ("期限", "Due"),
    "duties": ("义务", "duties"),
    "unsure_rules": (
        "{count} 条规则：未发现问题，部分无法判定",
        "{count} more {count:rule|rules}: no finding, some not to be judged",
    ),
    "quiet_rules": ("{count} 条规则：目前没有缺漏", "{count} more {count:rule|rules}: nothing missed so far"),
    "idle_rules": (
        "另有 {count} 条规则没有产生义务（没有触发的记录，或没有适用的单位）；全部规则见 report.html。",
        "{count} more {count:rule|rules} raised no duty (nothing triggered "
        "{count:it, or it applies|them, or they apply} to "
        "nobody); all are in report.html.",
    ),
    "total": ("合计", "Total"),
    "name": ("名称", "Name"),
    "value": ("取值", "Value"),
    "origin": ("来源", "Origin"),
    "set_by": ("设定", "Set by"),
    "confidence": ("把握", "Confidence"),
    "whole_log": ("全部记录", "the log as a whole"),
    "nothing": ("无", "none"),
    "more": ("另有 {count} 项，见 findings.csv", "see findings.csv for {count} more"),
    "more_unknown": ("另有 {count} 项，见 ledger.parquet", "see ledger.parquet for {count} more"),
    "more_bearers": (
        "另有 {count} 个责任主体，见 ledger.parquet",
        "see ledger.parquet for {count} more",
    ),
    "more_problems": ("另有 {count} 个数据问题", "{count} more of the problems"),
    "report_at": ("报告位置：{where}", "The report is in {where}"),
    "default": ("默认值", "default"),
    "waived": ("已豁免的义务", "Waived duties"),
    "waivers": ("豁免", "Waivers"),
    "excuses": ("豁免 {count} 项义务", "duties excused: {count}"),
    "since_baseline": (
        "与基线（{as_of}）相比：{now}；不再是问题的：{gone}",
        "Since the baseline (as of {as_of}): {now}; findings that are gone: {gone}",
    ),
    "gone": ("不再是问题的", "Findings that are gone"),
    "still_open": ("尚未到期", "the window is still open"),
    "made_up": ("已于{cured}逾期补做", "made up late, on {cured}"),
    "more_in_json": ("另有 {count} 项，见 findings.json", "{count} more {count:is|are} in findings.json"),
    "depends_on": ("依据参数", "depends on"),
}

_TABLES = {
    "verdict": VERDICT, "severity": SEVERITY, "reason": REASON, "origin": ORIGIN, "note": NOTE, "label": LABEL,
    "status": STATUS, "outcome": OUTCOME, "gone": GONE, "state": STATE, "unused": UNUSED,
}  # fmt: skip


def say(lang: Lang, table: str, word: str) -> str:
    """One word or phrase; a word without translation stands for itself."""
    both = _TABLES[table].get(word)
    return word if both is None else both[LANGS.index(lang)]


def note_text(lang: Lang, code: str, about: tuple[str, ...], count: int) -> str:
    """A note of an audit in words; of many names the first ten."""
    joint = "、" if lang == "zh" else ", "
    first, rest = (about[0], about[1:]) if about else ("", ())
    return fill(say(lang, "note", code), about=_some(about, joint), first=first, rest=_some(rest, joint), count=count)


def _some(names: tuple[str, ...], joint: str) -> str:
    return joint.join(names[:10]) + (" …" if len(names) > 10 else "")
