"""The shipped templates of notices, `reports/templates/notice.zh.docx` and `notice.en.docx`.

`python -m zhiben.reports.notices.default` writes them anew; a test compares them with what this module says.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from zhiben.reports.notices.archive import repacked
from zhiben.reports.words import LANGS, Lang

_WORDS: dict[str, tuple[str, str]] = {
    "title": ("整改通知书", "Rectification notice"),
    "number": ("编号：{{ number }}", "No. {{ number }}"),
    "addressee": ("{{ addressee }}：", "To: {{ addressee }}"),
    "opening": (
        "根据{% if rulebook.document %}{{ rulebook.document }}{% endif %}《{{ rulebook.title }}》，对截至{{ as_of }}"
        "的义务履行情况进行了核对，发现以下 {{ findings_count }} 项问题，其中未履行或超出要求 {{ breached_count }} 项、"
        "逾期补做 {{ late_count }} 项。",
        "On the basis of {{ rulebook.title }}{% if rulebook.document %} ({{ rulebook.document }}){% endif %}, the "
        "duties owed as of {{ as_of }} were checked. There are {{ findings_count }} findings: {{ breached_count }} not "
        "done or beyond a limit, {{ late_count }} made up late.",
    ),
    "request": (
        "请逐项核实、整改，并于______年____月____日前书面反馈整改情况。如对其中事项有异议，或当时已经履行，请一并说明并附上"
        "相应记录。",
        "Please check each of them, put it right, and report in writing by ____________________. Where you do not "
        "agree, or a duty was done at the time, please say so and enclose the record.",
    ),
    "basis": ("依据条款", "Clauses concerned"),
    "clauses": (
        "{% for clause in clauses %}{{ clause.id }}{% if clause.title %} {{ clause.title }}{% endif %}"
        "{{ '。' if loop.last else '；' }}{% endfor %}",
        "{% for clause in clauses %}{{ clause.id }}{% if clause.title %} {{ clause.title }}{% endif %}"
        "{{ '.' if loop.last else '; ' }}{% endfor %}",
    ),
    "findings": ("问题清单", "Findings"),
    "left_out": (
        "本表列出最严重的 {{ findings|length }} 项，另有 {{ findings_left_out }} 项见审计报告的 findings.csv。",
        "The gravest {{ findings|length }} are listed; {{ findings_left_out }} more are in findings.csv of the "
        "audit report.",
    ),
    "unknowns": ("无法判定的事项", "What cannot be judged"),
    "unknowns_said": (
        "以下 {{ unknown_count }} 项因资料不足无法判定，不作为问题认定，也不视为已经履行。请补充相应资料。",
        "The following {{ unknown_count }} duties cannot be judged for want of information. They are not findings, and "
        "they do not count as done either. Please supply what is missing.",
    ),
    "unknowns_left_out": (
        "另有 {{ unknowns_left_out }} 项见审计报告的 ledger.parquet。",
        "{{ unknowns_left_out }} more are in ledger.parquet of the audit report.",
    ),
    "notes": ("说明", "Notes"),
    "as_of": (
        "本通知反映截至 {{ as_of }}（{{ timezone }}）已知的记录{% if known_at %}，知悉时点为 {{ known_at }}{% endif %}"
        "；此后发生的未予计入。",
        "This notice rests on what was recorded as of {{ as_of }} ({{ timezone }}){% if known_at %}, as known at "
        "{{ known_at }}{% endif %}; what happened later is not considered.",
    ),
    "note": ("{{ note }}", "{{ note }}"),
    "issuer": ("签发单位（盖章）：", "Issued by (seal):"),
    "signed": ("签发人：", "Signature:"),
    "date": ("签发日期：　　　　年　　月　　日", "Date:"),
    "receiver": ("签收单位（盖章）：", "Received by (seal):"),
    "received": ("签收人：", "Signature:"),
    "received_on": ("签收日期：　　　　年　　月　　日", "Date:"),
}  # fmt: skip
_FINDINGS: Sequence[tuple[str, str, str, float]] = (
    ("序号", "No.", "{{ f.number }}", 1.0),
    ("事项", "Duty", "{{ f.title }}{% if f.clause %}（{{ f.clause }}）{% endif %}", 3.1),
    ("期限", "Due", "{{ f.due }}", 1.9),
    ("查明情况", "What was owed and seen", "{{ f.sentence }}{% if f.miss %}{{ f.miss }}{% endif %}", 4.9),
    ("整改要求", "What to do", "{{ f.todo }}", 3.3),
    ("程度", "Severity", "{{ f.severity }}", 1.6),
    ("证据所在", "Evidence", "{{ f.evidence or f.raised_at or '—' }}", 2.0),
)
_UNKNOWNS: Sequence[tuple[str, str, str, float]] = (
    ("序号", "No.", "{{ u.number }}", 1.0),
    (
        "事项",
        "Duty",
        "{{ u.title }}{% if u.clause %}（{{ u.clause }}）{% endif %}{% if u.key %} {{ u.key }}{% endif %}",
        7.2,
    ),
    ("期限", "Due", "{{ u.due or '—' }}", 2.4),
    ("无法判定的原因", "Why it cannot be judged", "{{ u.reason }}", 7.2),
)
_FONT = {"zh": ("Times New Roman", "仿宋"), "en": ("Times New Roman", "宋体")}
_LONG_AGO = datetime(2024, 1, 1)


def default_template(lang: Lang) -> bytes:
    """The shipped template of one language."""
    document = Document()
    _page(document, lang)
    title = _line(document, _say("title", lang), WD_ALIGN_PARAGRAPH.CENTER, 20)
    title.runs[0].bold = True
    _line(document, _say("number", lang), WD_ALIGN_PARAGRAPH.RIGHT)
    _line(document, _say("addressee", lang)).runs[0].bold = True
    for name in ("opening", "request"):
        paragraph = _line(document, _say(name, lang))
        paragraph.paragraph_format.first_line_indent = Pt(24) if lang == "zh" else None
    _line(document, "{%p if clauses %}")
    _heading(document, "basis", lang)
    _line(document, _say("clauses", lang))
    _line(document, "{%p endif %}")
    _heading(document, "findings", lang)
    _table(document, _FINDINGS, "f", "findings", lang)
    _where(document, "left_out", "findings_left_out", lang)
    _line(document, "{%p if unknowns %}")
    _heading(document, "unknowns", lang)
    _line(document, _say("unknowns_said", lang))
    _table(document, _UNKNOWNS, "u", "unknowns", lang)
    _where(document, "unknowns_left_out", "unknowns_left_out", lang)
    _line(document, "{%p endif %}")
    _heading(document, "notes", lang)
    _line(document, _say("as_of", lang))
    _each(document, "note", "notes", lang)
    _signatures(document, lang)
    written = io.BytesIO()
    document.save(written)
    return repacked(written.getvalue())


def _say(name: str, lang: Lang) -> str:
    return _WORDS[name][LANGS.index(lang)]


def _page(document: Any, lang: Lang) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(1.6)
    section.top_margin = section.bottom_margin = Cm(2)
    style = document.styles["Normal"]
    _set_font(style, lang, 11)
    style.paragraph_format.space_after = Pt(4)
    facts = document.core_properties
    facts.title, facts.author, facts.comments, facts.language = _say("title", lang), "", "", lang
    facts.created = facts.modified = _LONG_AGO
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for text, field in (("— ", "PAGE"), (" / ", "NUMPAGES"), (" —", "")):
        footer.add_run(text)
        if field:
            shown = OxmlElement("w:fldSimple")
            shown.set(qn("w:instr"), field)
            footer._p.append(shown)


def _set_font(style: Any, lang: Lang, size: float) -> None:
    latin, chinese = _FONT[lang]
    style.font.name, style.font.size = latin, Pt(size)
    style.font.color.rgb = RGBColor(0, 0, 0)
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), chinese)


def _line(document: Any, text: str, alignment: Any = None, size: float | None = None) -> Any:
    paragraph = document.add_paragraph()
    run = paragraph.add_run(text)
    if alignment is not None:
        paragraph.alignment = alignment
    if size is not None:
        run.font.size = Pt(size)
    return paragraph


def _heading(document: Any, name: str, lang: Lang) -> None:
    paragraph = document.add_heading(_say(name, lang), level=2)
    _set_font(paragraph.style, lang, 13)
    paragraph.style.element.rPr.rFonts.set(qn("w:eastAsia"), "黑体")
    for mark in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        paragraph.style.element.rPr.rFonts.attrib.pop(qn(f"w:{mark}"), None)
    paragraph.paragraph_format.keep_with_next = True


def _each(document: Any, name: str, names: str, lang: Lang) -> None:
    _line(document, "{%p for " + name + " in " + names + " %}")
    _line(document, _say(name, lang))
    _line(document, "{%p endfor %}")


def _where(document: Any, name: str, condition: str, lang: Lang) -> None:
    _line(document, "{%p if " + condition + " %}")
    _line(document, _say(name, lang))
    _line(document, "{%p endif %}")


def _table(document: Any, columns: Sequence[tuple[str, str, str, float]], name: str, names: str, lang: Lang) -> None:
    table = document.add_table(rows=4, cols=len(columns))
    table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
    rows = table.rows
    rows[1].cells[0].text = "{%tr for " + name + " in " + names + " %}"
    rows[3].cells[0].text = "{%tr endfor %}"
    for place, (zh, en, value, width) in enumerate(columns):
        table.columns[place].width = Cm(width)
        text = value if lang == "zh" else value.replace("（", " (").replace("）", ")")
        if lang == "en":
            text = text.replace("{% if f.miss %}", "{% if f.miss %} ")
        for row, said in ((0, zh if lang == "zh" else en), (2, text)):
            cell = rows[row].cells[place]
            cell.width = Cm(width)
            run = cell.paragraphs[0].add_run(said)
            run.font.size, run.bold = Pt(9), row == 0
            cell.paragraphs[0].paragraph_format.space_after = Pt(0)
    head = rows[0]._tr.get_or_add_trPr()
    head.append(OxmlElement("w:tblHeader"))
    for row in (rows[0], rows[2]):
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _signatures(document: Any, lang: Lang) -> None:
    document.add_paragraph().paragraph_format.space_after = Pt(6)
    table = document.add_table(rows=3, cols=2)
    for row, pair in enumerate((("issuer", "receiver"), ("signed", "received"), ("date", "received_on"))):
        table.rows[row]._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for column, name in enumerate(pair):
            paragraph = table.rows[row].cells[column].paragraphs[0]
            paragraph.add_run(_say(name, lang))
            paragraph.paragraph_format.space_after = Pt(14)
            paragraph.paragraph_format.keep_with_next = row < 2


def main() -> None:
    """Write both templates into the tree."""
    folder = Path(__file__).resolve().parents[1] / "templates"
    for lang in LANGS:
        (folder / f"notice.{lang}.docx").write_bytes(default_template(lang))


if __name__ == "__main__":
    main()
