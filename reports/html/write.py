"""Puts report.html together: the page as it reads without scripts, and beside it the data, packed, and the script."""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files
from pathlib import Path
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from zhiben.reports.contents import Contents
from zhiben.reports.html.chosen import GRAVEST_FIRST, chosen
from zhiben.reports.html.data import blocks, left_out
from zhiben.reports.html.pictures import pictures
from zhiben.reports.html.standing_text import standing_text
from zhiben.reports.html.words import SYMBOL, spoken
from zhiben.reports.safe import visible
from zhiben.reports.summary import Counts

# In the order in which they are run; each says in its first line what it is for.
SCRIPTS = (
    "words",
    "unpack",
    "duties",
    "address",
    "filter",
    "elements",
    "matrix",
    "controls",
    "list",
    "detail",
    "paper",
    "start",
)
_FOLDER = "page"


def write_html(contents: Contents, path: Path) -> None:
    """Write the page; it opens in the language of the contents and holds both."""
    picked = chosen(contents.audit)
    style, script = _page("style.css"), _script()
    environment = Environment(
        loader=PackageLoader("zhiben.reports.html", _FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["visible"] = lambda value: visible(str(value))
    environment.filters["number"] = "{:,}".format
    packed, held = blocks(contents, picked)
    page = environment.get_template("report.html.j2").render(
        **standing_text(contents),
        audit=contents.audit,
        book=contents.audit.rulebook,
        summary=contents.summary,
        lang=contents.lang,
        words=spoken(),
        symbols=SYMBOL,
        verdicts=GRAVEST_FIRST,
        charts=pictures(contents.audit),
        counts_row=_counts_row,
        held=held,
        left_out=left_out(contents.summary.total.findings, len(picked.findings)),
        packed=packed,
        style=style,
        script=script,
        policy=_policy(style, script),
        link=_link,
    )
    path.write_text(page, encoding="utf-8", errors="backslashreplace", newline="\n")


def _policy(style: str, script: str) -> str:
    """What a browser may do with the page: run this one script, use this one style, fetch nothing."""
    hashes = {name: _hash(text) for name, text in {"script": script, "style": style}.items()}
    return (
        f"default-src 'none'; script-src {hashes['script']}; style-src {hashes['style']}; img-src data:; "
        "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'"
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _script() -> str:
    parts = "\n".join(_page(f"{name}.js") for name in SCRIPTS)
    return f'"use strict";\n{{\n{parts}}}\n'


def _page(name: str) -> str:
    return (files("zhiben.reports.html") / _FOLDER / name).read_text(encoding="utf-8")


def _counts_row(counts: Counts) -> Markup:
    """The cells of a row of counts; a page has thousands of them."""
    numbers = map(counts.of, GRAVEST_FIRST)
    return Markup("".join(f'<td class="number{"" if number else " zero"}">{number:,}</td>' for number in numbers))


def _link(verdict: str, name: str, value: str) -> str:
    """The address of a filter, as the script writes it."""
    return "#" + urlencode({"v": verdict, name: visible(value)})
