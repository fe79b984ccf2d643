"""The words of the workbook, Chinese and English side by side."""

from __future__ import annotations

from zhiben.reports.words import LANGS, Lang

_WORDS = {
    # worksheets
    "overview": ("概览", "Overview"),
    "by_period": ("单位×时期", "By period"),
    "by_task": ("单位×任务", "By task"),
    "rules": ("按规则", "Rules"),
    "tasks": ("按任务", "Tasks"),
    "bearers": ("按责任主体", "Bearers"),
    "parameters": ("参数", "Parameters"),
    "findings": ("问题", "Findings"),
    "ledger": ("台账", "Ledger"),
    "problems": ("数据问题", "Data problems"),
    "waivers": ("豁免", "Waivers"),
    "waived": ("豁免的义务", "Waived duties"),
    # headings
    "duty": ("义务编号", "Duty"),
    "rule": ("规则", "Rule"),
    "title": ("规则名称", "Rule title"),
    "variant": ("情形", "Variant"),
    "clause": ("条款", "Clause"),
    "severity": ("严重程度", "Severity"),
    "verdict": ("判定", "Verdict"),
    "bearer": ("责任主体", "Bearer"),
    "key": ("对象", "Key"),
    "sentence_zh": ("说明", "Chinese"),
    "sentence_en": ("英文说明", "What was owed, and what was seen"),
    "miss": ("最接近的记录", "Nearest miss"),
    "remedy": ("怎样才算履行", "What would have met it"),
    "opens": ("起", "Opens"),
    "closes": ("止（不含）", "Closes (not included)"),
    "due": ("期限", "Due"),
    "required": ("要求", "Required"),
    "observed": ("实际", "Observed"),
    "decided": ("判定时点", "Decided"),
    "cured": ("补做时点", "Cured"),
    "reason": ("无法判定的原因", "Why it cannot be judged"),
    "raised_by": ("触发", "Raised by"),
    "raised_at": ("触发位置", "Raised at"),
    "evidence": ("证据", "Evidence"),
    "evidence_at": ("证据位置", "Evidence at"),
    "evidence_count": ("证据条数", "Pieces of evidence"),
    "waiver": ("豁免", "Waiver"),
    "status": ("与基线相比", "Against the baseline"),
    "task": ("任务", "Task"),
    "total": ("合计", "Total"),
    "level": ("级别", "Level"),
    "code": ("代码", "Code"),
    "place": ("位置", "Place"),
    "field": ("字段", "Field"),
    "value": ("取值", "Value"),
    "message": ("问题", "Message"),
    "hint": ("建议", "Advice"),
    "name": ("名称", "Name"),
    "origin": ("来源", "Origin"),
    "set_by": ("设定", "Set by"),
    "confidence": ("把握", "Confidence"),
    "source": ("出处", "Source"),
    "why": ("理由", "Reason"),
    "approved_by": ("批准人", "Approved by"),
    "from": ("自", "From"),
    "through": ("至（含）", "Through (included)"),
    "excused": ("豁免的义务数", "Duties excused"),
    "became": ("状态", "What became of it"),
    "used_by": ("用到的规则", "Used by"),
    "no_due": ("无期限", "No due date"),
    # sentences
    "counts": ("各判定的义务数", "Duties of every verdict"),
    "grave": ("问题（违反和逾期补做）按严重程度", "Findings (breached and late) by severity"),
    "reasons": ("无法判定的原因", "Why duties cannot be judged"),
    "reading": ("怎样读本工作簿", "How to read this workbook"),
    "clock": (
        "日期时间均为{zone}的当地时间，截至整秒；精确值见 ledger.parquet。",
        "Dates and times are civil times of {zone}, cut to whole seconds; the exact ones are in ledger.parquet.",
    ),
    "colours": (
        "矩阵的每一格按其中最严重的判定着色，并列出各判定的数目，从重到轻；时期按期限所在的时期。",
        "Each cell of a matrix has the colour of its gravest verdict and says how many duties have which, the gravest "
        "first; the period is the one in which they are due.",
    ),
    "not_a_pass": (
        "“无法判定”不是合格，也不是问题。",
        "What cannot be judged is no pass, and no finding either.",
    ),
    "left_out": (
        "注意：“{name}”工作表装不下，另有 {count} 行未列出，见 {file}。",
        "NOTE: the worksheet {name} is full; {count} more {count:row is|rows are} not in it but in {file}.",
    ),
}  # fmt: skip


def word(name: str, lang: Lang) -> str:
    """One word or sentence."""
    return _WORDS[name][LANGS.index(lang)]
