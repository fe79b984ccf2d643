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
from zhiben.reports.notices.default_words import FINDINGS, UNKNOWNS, WORDS
from zhiben.reports.words import LANGS, Lang

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
    _table(document, FINDINGS, "f", "findings", lang)
    _where(document, "left_out", "findings_left_out", lang)
    _line(document, "{%p if unknowns %}")
    _heading(document, "unknowns", lang)
    _line(document, _say("unknowns_said", lang))
    _table(document, UNKNOWNS, "u", "unknowns", lang)
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
    return WORDS[name][LANGS.index(lang)]


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
