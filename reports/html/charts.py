"""Charts of verdicts, drawn by pygal as SVG and made part of the page: in its colours, without scripts, described."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any
from xml.etree import ElementTree as ET

from msgspec import Struct

from zhiben.reports.html.chosen import GRAVEST_FIRST
from zhiben.reports.html.words import SYMBOL, told
from zhiben.reports.safe import visible
from zhiben.reports.words import Lang, say
from zhiben.rules.render import width

_ORDER = tuple(reversed(GRAVEST_FIRST))  # from the axis on: what is done first, the gravest at the open end
_WIDTH = 620
_ROOM = 0.07  # a part of a bar that is smaller than this share of the longest one has no room for its number
_SVG = "{http://www.w3.org/2000/svg}"  # pygal writes names with and without it
_DROPPED = {"script", "style", "defs", "desc"}


class Bars(Struct, frozen=True):
    """Counts of every verdict (in the order of `GRAVEST_FIRST`) under some names."""

    names: Sequence[str]
    counts: Sequence[Sequence[int]]
    labels: Sequence[str] = ()  # what stands beside the bars, where the names are too long for that


def standing(bars: Bars, name: str, title: str, lang: Lang) -> str:
    """An SVG of stacked bars beside each other, each name below its bar."""
    return _drawn("StackedBar", bars, name, title, lang, height=300)


def lying(bars: Bars, name: str, title: str, lang: Lang) -> str:
    """An SVG of stacked bars below each other, the first name on top."""
    turned = Bars(bars.names[::-1], bars.counts[::-1], bars.labels[::-1])
    return _drawn("HorizontalStackedBar", turned, name, title, lang, height=70 + 26 * len(bars.names))


def _drawn(kind: str, bars: Bars, name: str, title: str, lang: Lang, height: int) -> str:
    pygal = _pygal()
    labels = [visible(label) for label in bars.labels or bars.names]
    # pygal reckons with narrower letters than the page has.
    beside = round(3 * max(map(width, labels), default=0)) if kind.startswith("Horizontal") else 0
    config = pygal.Config(
        no_prefix=True, js=[], show_legend=False, print_values=True, width=_WIDTH, height=height, margin=8,
        margin_left=8 + beside, truncate_label=-1, no_data_text="", spacing=6, x_label_rotation=0,
    )  # fmt: skip
    chart = getattr(pygal, kind)(config)
    chart.x_labels = labels
    longest = max((sum(counts) for counts in bars.counts), default=0)
    for verdict in _ORDER:
        place = GRAVEST_FIRST.index(verdict)
        chart.add(verdict, [_part(counts[place], longest, verdict) for counts in bars.counts])
    chart.value_formatter = _whole
    return _as_part_of_the_page(chart.render_tree(), bars, name, title, lang)


def _pygal() -> Any:
    """pygal, imported only where a page is written, and without what it leaves behind in Python's import system.

    It adds a finder of the kind that Python 3.12 no longer knows, for maps that are plug-ins; every later import of
    anything would be warned about.
    """
    import pygal

    sys.meta_path[:] = [finder for finder in sys.meta_path if type(finder).__module__ != "pygal"]
    return pygal


def _part(count: int, longest: int, verdict: str) -> dict[str, object]:
    has_room = bool(count) and count >= _ROOM * longest
    label = f"{SYMBOL[verdict]} {count}" if has_room else ""
    formatter: Callable[[object], str] = partial(_always, label)
    return {"value": count, "formatter": formatter}


def _always(text: str, value: object) -> str:
    del value
    return text


def _whole(value: float) -> str:
    """Duties are counted: an axis has no marks between whole numbers."""
    return f"{value:.0f}" if value == int(value) else ""


def _as_part_of_the_page(tree: ET.Element, bars: Bars, name: str, title: str, lang: Lang) -> str:
    """The drawing without scripts, styles, links and comments; with a title and a description for who hears it."""
    graph = next(child for child in tree if str(child.tag).removeprefix(_SVG) == "g")
    svg = ET.Element("svg", {"class": "chart", "viewBox": tree.attrib["viewBox"], "role": "img"})
    svg.set("aria-labelledby", f"{name}-title {name}-desc")
    ET.SubElement(svg, "title", {"id": f"{name}-title"}).text = title
    ET.SubElement(svg, "desc", {"id": f"{name}-desc"}).text = _read_out(bars, lang)
    kept = _kept(graph)
    if kept is not None:
        svg.append(kept)
    for group in svg.iter("g"):
        _named_bars(group, bars, lang)
    return ET.tostring(svg, encoding="unicode")


def _kept(old: ET.Element) -> ET.Element | None:
    if not isinstance(old.tag, str):
        return None
    tag, kind = old.tag.removeprefix(_SVG), old.attrib.get("class", "")
    if tag in _DROPPED or (tag == "title") or kind == "background":
        return None
    if "tooltip-overlay" in kind or kind in ("titles", "plot overlay"):
        return None
    new = ET.Element(tag, {key: value for key, value in old.attrib.items() if key not in ("style", "id")})
    number = re.search(r"serie-(\d+)", kind)
    if number:
        new.set("class", f"series v-{_ORDER[int(number[1])]}")
    new.text = old.text
    new.extend(child for child in map(_kept, old) if child is not None)
    return new


def _named_bars(group: ET.Element, bars: Bars, lang: Lang) -> None:
    """What the pointer shows over a part of a bar: `2024-Q2: breached 3`."""
    if not group.attrib.get("class", "").startswith("series v-"):
        return
    verdict = group.attrib["class"].removeprefix("series v-")
    place = GRAVEST_FIRST.index(verdict)
    filled = [(name, counts[place]) for name, counts in zip(bars.names, bars.counts, strict=True)]
    bars_of = [bar for bar in group.iter("g") if bar.attrib.get("class") == "bar"]
    for bar, (name, count) in zip(bars_of, filled, strict=bool(bars_of)):
        if count:
            ET.SubElement(bar, "title").text = f"{visible(name)}: {say(lang, 'verdict', verdict)} {count}"
        else:
            bar.clear()


def _read_out(bars: Bars, lang: Lang) -> str:
    joint = told(lang, "list_joint")
    parts = []
    for name, counts in zip(bars.names, bars.counts, strict=True):
        seen = [f"{say(lang, 'verdict', v)} {c}" for v, c in zip(GRAVEST_FIRST, counts, strict=True) if c]
        parts.append(f"{visible(name)}: {joint.join(seen) or '0'}")
    return "; ".join(parts)
