"""What stands in the blanks of a sentence, besides names: counts, attributes and kinds of values, in Chinese."""

from __future__ import annotations

import re

_NOUNS = {
    "row": "行", "hidden row": "个隐藏行", "event": "条记录", "cell": "个单元格", "number": "个数", "formula": "个公式",
    "identical resend": "行重复报送", "rule": "条规则", "empty cell": "个空白单元格", "more key": "个编号", "more "
    "case": "处",
}  # fmt: skip
_ATTRIBUTES = {"id": "编号", "type": "事件类型", "subject": "单位", "time": "日期"}
_COUNTED = re.compile(r"(\d[\d,]*) (" + "|".join(sorted(_NOUNS, key=len, reverse=True)) + r")s?\Z")
_KINDS = {
    # of values
    "text": "文本", "a number": "数字", "a whole number": "整数", "an integer": "整数", "true": "true", "nothing": "空",
    "a flag": "是/否项", "true or false": "true 或 false", "a date": "日期", "a time": "时刻", "a duration": "时长",
    "a date or an instant": "日期或时刻", "a date such as 2024-03-25": "日期，如 2024-03-25", "a value": "值",
    "a duration in words": "用文字写的时长，如 `30 days`", "a category": "类别", "a reference": "引用",
    "a mapping": "映射", "a mapping (`key: value`)": "映射（`key: value`）", "a list": "列表",
    "an empty list": "空列表", "this": "这里", "period": "周期", "duration": "时长", "number": "数字", "date": "日期",
    "flag": "是/否项", "list": "列表", "word": "词", "field": "字段",
    "an empty text": "空的", "a word or more": "文字", "English": "英文", "Chinese": "中文",
    "met or breached": "met 或 breached",
    "a list of categories": "类别的列表", "a list of text": "文本的列表", "a list of references": "引用的列表",
    "a list of whole numbers": "整数的列表", "a list of values": "值的列表",
    # of what a rule says
    "a condition": "条件", "a list of conditions": "条件的列表", "a label": "名称", "a source": "出处",
    "field names": "字段名", "the values of a category": "类别的取值", "a value's name": "取值的名称",
    "what ends it": "由什么结束", "event": "事件", "entity": "单位", "an entity": "单位",
    "the bearer itself": "履行单位本身",
    "a trigger event": "触发事件", "a trigger, and this duty has none": "触发事件，而这项义务没有触发事件",
    "one window": "一个期限", "one bound": "一个限额", "at most one measure": "一个度量", "a count": "次数",
    "at least": "至少应有", "at most": "至多应有", "another period": "另一个周期", "another measure": "另一个度量",
    "the beginning": "最初", "the end of time": "永远",
    "has the same `when`": "`when` 相同", "holds always": "总是成立",
    "the log as a whole (a rule without `bearer`)": "整个记录（没有 `bearer` 的规则）",
    "what is still owed can be moved, so it goes with `at_least`": "只有尚未履行的才能顺延，所以只与 `at_least` 合用",
    "a later trigger moves a due date, so it goes with `within`": "后一次触发顺延的是到期日，所以只与 `within` 合用",
    "by, every and since_last": "by、every 和 since_last", "by and within": "by 和 within",
    # of what is asked for
    "as-of": "基准时点", "known-at": "知悉时点", "log": "记录", "entities": "单位清单", "map": "映射文件",
    "coverage": "完整性申报", "waivers": "豁免", "baseline": "基线", "ended": "提前结束",
    # of files
    "an Excel 97–2003 workbook": " Excel 97–2003 工作簿",
    "a WPS workbook": " WPS 表格", "an ODF workbook": " ODF 工作簿",
    "a PDF": " PDF", "a picture": "图片", "an archive": "压缩包",
    "a Word document": " Word 文档", "a WPS document": " WPS 文档", "event type": "事件类型", "kind": "类别",
    "too few": "太少", "too many": "太多",
    "an Office file of the old kind, or one with a password": "旧格式或加了密码的 Office 文件",
    "event lies": " 条记录在此之外", "events lie": " 条记录在此之外", "are not in the registry": "不在单位清单中",
    "have events outside their validity": "在有效期之外有记录", "stand for several units": "是统称",
    # of white space
    "a tab": "制表符", "a full-width space": "全角空格", "a no-break space": "不间断空格", "a wide space": "宽空格",
    "a full-width space in the indentation": "缩进中的全角空格", "a wide space in the indentation": "缩进中的宽空格",
    "a no-break space in the indentation": "缩进中的不间断空格", "spaces": "空格", "a space": "空格",
}  # fmt: skip
# What a name is part of.
_TOLD = (
    (re.compile(r"the number (`.*`)"), r"数字 \1"),
    (re.compile(r"the (?:date|instant) (`.*`)"), r"日期 \1"),
    (re.compile(r"the duration (`.*`)"), r"时长 \1"),
    (re.compile(r"(`.*`) \(full-width .*\)"), r"\1（全角）"),
    (re.compile(r"(`.*`) \(Chinese quotation mark\)"), r"\1（中文引号）"),
    (re.compile(r"(`.*`) \(dash\)"), r"\1（破折号）"),
    (re.compile(r"(`.*`) without a space after it"), r"\1（后面没有空格）"),
    (re.compile(r"event (`[^`]*`) nor event (`[^`]*`)"), r"事件 \1 和 \2 "),
    (re.compile(r"event (`[^`]*`) nor entity (`[^`]*`)"), r"事件 \1 和单位 \2 "),
    (re.compile(r"event type (`[^`]*`)"), r"事件类型 \1"),
    (re.compile(r"entity kind (`[^`]*`)"), r"单位类别 \1"),
    (re.compile(r"clause (`[^`]*`)"), r"条款 \1"),
    (re.compile(r"event (`[^`]*`)"), r"事件 \1 "),
    (re.compile(r"entity (`[^`]*`)"), r"单位 \1 "),
    (re.compile(r"profile (`.*`) sets"), r"参数组 \1 设定了"),
    (re.compile(r"--set sets"), "--set 设定了"),
    (re.compile(r"profile (`.*`)"), r"参数组 \1"),
    (re.compile(r"(\S+) and from (\S+) to (\S+)"), r"\1 以及 \2 至 \3"),
    (re.compile(r" and (\d+) (?:others|more)"), r" 等（还有 \1 个）"),
    (re.compile(r"was ended by signal (\d+)"), r"被信号 \1 终止"),
    (re.compile(r"(.*[^,]) and (\d+) more"), r"\1 等（还有 \2 个）"),
    (re.compile(r"a list of (\d+)"), r"\1 项的列表"),
    (re.compile(r"(\d+) \(as (`[^`]*`)\)"), r"\1（同 \2）"),
    (re.compile(r"(\d+) \(as (`[^`]*`)\) or (\d+) \(as (`[^`]*`)\)"), r"\1（同 \2）或 \3（同 \4）"),
    (re.compile(r"(`[^`]*`) or (`[^`]*`)"), r"\1 或 \2"),
    (re.compile(r"(`[^`]*`) read from a field"), r"从字段读取 \1 "),
    (re.compile(r"(`[^`]*`) of a threshold read from a field"), r"从字段读取次数门槛的 \1 "),
    (re.compile(r"the rule is in force from (\S+) only"), r"规则从 \1 起才有效"),
    (re.compile(r"the rule is in force through (\S+) only"), r"规则只到 \1 有效"),
    (re.compile(r"it goes with (.*)"), r"可与之合用的有 \1"),
)


def attribute(name: str) -> str:
    """What every event has, such as its subject, in Chinese; other fields as they are."""
    return _ATTRIBUTES.get(name, name)


def filled(blank: str) -> str:
    """A blank in Chinese, as far as it is known."""
    if found := _COUNTED.fullmatch(blank):
        return f"{found[1]} {_NOUNS[found[2]]}"
    for pattern, chinese in _TOLD:
        if pattern.fullmatch(blank):
            return pattern.sub(chinese, blank)
    return _ATTRIBUTES.get(blank) or _KINDS.get(blank, blank)
