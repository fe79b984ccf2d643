"""The words of the page, Chinese and English side by side; the browser gets both and switches between them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

from zhiben.engine.roles import Role
from zhiben.reports.change_words import STATUS
from zhiben.reports.filling import fill
from zhiben.reports.words import LABEL, LANGS, ORIGIN, REASON, SEVERITY, VERDICT, Lang

# A verdict is never told by its colour alone.
SYMBOL = {"breached": "✕", "late": "!", "unknown": "?", "waived": "◇", "pending": "…", "met": "✓"}
CONFIDENCE = {"high": ("高", "high"), "medium": ("中", "medium"), "low": ("低", "low")}
PAGE = {
    "list_joint": ("、", ", "),
    "skip": ("跳到义务列表", "Skip to the list of duties"),
    "jump": ("本页内容", "On this page"),
    "language": ("语言", "Language"),
    "theme": ("外观", "Appearance"),
    "theme_auto": ("外观：随系统", "Appearance: system"),
    "theme_light": ("外观：浅色", "Appearance: light"),
    "theme_dark": ("外观：深色", "Appearance: dark"),
    "print": ("打印", "Print"),
    "printed": ("所列义务：{shown} 项", "Duties listed: {shown}"),
    "print_left": (
        "另有 {left} 项符合条件而未打印；请缩小筛选范围，或见 findings.csv、ledger.parquet。",
        "Not printed though they fit: {left} more; narrow the filter, or see findings.csv and ledger.parquet.",
    ),
    "printed_filter": ("筛选条件：{filter}", "Filter: {filter}"),
    "no_filter": ("无", "none"),
    "overview": ("概况", "Overview"),
    "overview_total": ("共 {total:,} 项义务", "{total:,} {total:duty|duties} in all"),
    "chart_period": ("各期限时段的判定数", "Verdicts by the period in which duties are due"),
    "chart_heading": ("各任务（条款大项）的判定数", "Verdicts by heading of the document"),
    "no_script": (
        "矩阵、筛选和逐项明细需要浏览器运行本页自带的脚本；下面是不需要脚本的摘要。",
        "The matrix, the filters and the details of each duty need the script of this page; what follows needs none.",
    ),
    "too_old": (
        "此浏览器过旧，无法展开本页内嵌的数据。下面是摘要；请用新版浏览器打开，以使用矩阵、筛选和逐项明细。",
        "This browser is too old to unpack the data in this page. What follows is the summary; a newer browser shows "
        "the matrix, the filters and the details of each duty.",
    ),
    "loading": ("正在展开数据…", "Unpacking the data…"),
    "matrix": ("矩阵", "Matrix"),
    "matrix_how": (
        "每格按最严重的判定着色，并列出各判定的数目。按判定、责任主体和按列中内容的筛选不影响矩阵。点开一格，即在下方列出其全部义务。",
        "Each cell has the colour of its gravest verdict and counts every verdict. Filters by verdict, by bearer "
        "and by what the columns show leave it as it is. Opening a cell lists all its duties below.",
    ),
    "matrix_keys": (
        "方向键移动，Home、End 到行首行尾，回车打开。",
        "Arrow keys move, Home and End go to the ends of a row, Enter opens.",
    ),
    "columns": ("列", "Columns"),
    "by_month": ("按月", "by month"),
    "by_quarter": ("按季度", "by quarter"),
    "by_half-year": ("按半年", "by half-year"),
    "by_year": ("按年", "by year"),
    "by_heading": ("按任务（条款大项）", "by heading"),
    "by_clause": ("按条款", "by clause"),
    "no_due": ("无期限", "undated"),
    "no_clause": ("未注条款", "no clause"),
    "other_bearers": ("其余责任主体", "other bearers"),
    "no_duties": ("没有义务", "no duties"),
    "more_rows": ("再显示 {count} 行（余 {left} 行）", "Show {count} more ({left} left)"),
    "legend": ("图例", "Legend"),
    "filters": ("筛选", "Filters"),
    "search": ("搜索", "Search"),
    "search_hint": (
        "单位、说明、编号、文件名…（按 / 键）",
        "bearer, sentence, id, file… (press /)",
    ),
    "all": ("全部", "all"),
    "any_severity": ("任何程度", "any"),
    "heading": ("任务（条款大项）", "Heading"),
    "period": ("期限时段", "Due in"),
    "reset": ("清除筛选", "Clear the filters"),
    "findings_only": ("仅看问题", "Findings only"),
    "all_verdicts": ("全部判定", "All verdicts"),
    "results": ("义务", "Duties"),
    "found": ("{count} 项符合条件", "Fit the filter: {count}"),
    "found_more": (
        "另有 {count} 项符合条件，只计数、未逐项收录",
        "only counted, not held one by one: {count} more that fit",
    ),
    "cannot_search": (
        "另有 {count} 项未逐项收录，无法按文字搜索",
        "not held one by one, so not to be searched: {count} more",
    ),
    "none_found": ("没有符合条件的义务。", "No duty fits the filter."),
    "none_found_hint": ("放宽或清除筛选再试。", "Widen or clear the filter."),
    "sort_by": ("按“{column}”排序", "Sort by {column}"),
    "gravity": ("严重程度", "Gravity"),
    "duty": ("义务", "Duty"),
    "page": ("第 {page} 页，共 {pages} 页", "Page {page} of {pages}"),
    "previous": ("上一页", "Previous page"),
    "next": ("下一页", "Next page"),
    "first": ("首页", "First page"),
    "last": ("末页", "Last page"),
    "close": ("关闭", "Close"),
    "earlier": ("上一项", "Previous duty"),
    "later": ("下一项", "Next duty"),
    "owed": ("应当", "Owed"),
    "window": ("时限", "Window"),
    "window_text": ("{opens} 至 {closes}", "{opens} to {closes}"),
    "always": ("不限", "any time"),
    "open_end": ("无终止日", "without an end"),
    "required": ("要求", "Required"),
    "observed": ("实际", "Seen"),
    "not_measured": ("没有可计量的记录", "nothing that could be measured"),
    "decided": ("判定确定于", "Certain since"),
    "cured": ("补做于", "Made up on"),
    "key": ("所涉对象", "Concerning"),
    "trigger": ("触发", "Raised by"),
    "raised_duty": ("由此产生的后续义务", "What it raised"),
    "evidence_none": ("没有记录", "no event"),
    "evidence_more": (
        "共 {count} 条，此处列出 {shown} 条；其余编号见 ledger.parquet 或记录本身。",
        "{count} in all, {shown} shown here; for the others see ledger.parquet or the log.",
    ),
    "fields_left": (
        "该记录的各项内容未收入本页，见所示行。",
        "The fields of this event are not held in this page; see the line named.",
    ),
    "not_an_event": ("不在记录中", "not in the log"),
    "variant": ("情形", "Variant"),
    "base": ("基本情形", "base"),
    "written_at": ("规则所在", "Written in"),
    "explain": ("在命令行查看全部经过", "The whole story on the command line"),
    "link": ("本项链接", "Link to this duty"),
    "waiver": ("豁免", "Waiver"),
    "duty_missing": (
        "本页没有编号为 {duty} 的义务；它可能只被计数，见 ledger.parquet。",
        "This page holds no duty {duty}; it may only be counted here, see ledger.parquet.",
    ),
    "upcoming": ("未来 30 日内到期", "Due within the next 30 days"),
    "upcoming_none": ("未来 30 日内没有到期的义务。", "No duty is due within the next 30 days."),
    "static_findings": ("最严重的问题", "Gravest findings"),
    "held": ("本页收录的内容", "What this page holds"),
    "held_all": ("全部 {total:,} 项义务均已逐项收录。", "All duties ({total:,}) are held one by one."),
    "held_some": (
        "逐项收录最严重的 {held} 项；其余 {left} 项只计数：{verdicts}。全部义务见 ledger.parquet。",
        "Held one by one are the gravest duties, {held} of them; only counted are {left} others: {verdicts}. "
        "All duties are in ledger.parquet.",
    ),
    "held_met": (
        "已履行的义务每项最多收录 {count} 条证据；全部条数均予注明。",
        "Of each duty that was met no more events than {count} are held; how many there are is always told.",
    ),
    "held_fields": (
        "{told} 条记录收录了各项内容，另外 {left} 条只注明所在文件和行。",
        "Events held with their fields: {told}; with file and line only: {left}.",
    ),
    "no_parameters": ("不依赖任何参数", "depends on no parameter"),
    "period_column": ("时段", "Period"),
    "status": ("与基线相比", "Against the baseline"),
    "gone": ("基线中已不存在的问题", "Findings of the baseline that are gone"),
    "what_became": ("结果", "What became of it"),
    "whole_table": ("表格", "The table"),
    "place": ("位置", "Place"),
    "what_is_wrong": ("问题", "What is wrong"),
}


def told(lang: Lang, word: str, **values: object) -> str:
    """A phrase of the page with values put in."""
    return fill(PAGE[word][LANGS.index(lang)], **values)


def spoken() -> Mapping[str, Mapping[str, tuple[str, str]]]:
    """Every word that the browser may need, by table."""
    return {
        "page": PAGE,
        "label": {name: LABEL[name] for name in _LABELS},
        "verdict": VERDICT,
        "severity": SEVERITY,
        "reason": REASON,
        "origin": ORIGIN,
        "confidence": CONFIDENCE,
        "status": STATUS,
    }


_LABELS = (
    "rule", "bearer", "severity", "clause", "verdict", "reason", "sentence", "evidence", "due", "total", "name",
    "value", "origin", "set_by", "confidence", "whole_log", "depends_on", "default", "parameters", "source", "title",
    "as_of", "rulebook", "profile", "known_at", "inputs", "rows", "nothing", "by_rule", "by_bearer", "unknowns",
    "problems", "more", "more_unknown", "more_bearers", "more_problems", "duties",
    *(f"role_{role}" for role in get_args(Role)),
)  # fmt: skip
