"""The small objects of a SARIF log: messages, locations, artifacts."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from zhiben.reports.located import Place
from zhiben.reports.safe import visible

LEVEL = {"critical": "error", "high": "error", "medium": "warning", "low": "note"}
DATA = "data/"  # before the code of a problem, which could otherwise be the name of a rule
Json = dict[str, Any]


def location(place: Place) -> Json:
    """Line and column of a text file; of a workbook sheet and row, as a logical location."""
    physical: Json = {"artifactLocation": artifact(place)}
    if place.sheet is None:
        if place.line:
            physical["region"] = {"startLine": place.line} | ({"startColumn": place.column} if place.column else {})
        return {"physicalLocation": physical}
    # A workbook has no lines: a region of it would mark a line of its compressed bytes.
    row = f"!{place.line}" if place.line else ""
    sheet = {"name": visible(place.sheet), "fullyQualifiedName": visible(f"[{place.sheet}]{row}"), "kind": "element"}
    return {"physicalLocation": physical, "logicalLocations": [sheet]}


def artifact(place: Place) -> Json:
    """The file of a place as a URI."""
    uri = quote(place.file.encode("utf-8", "surrogateescape"), safe="/")
    if ":" in uri.partition("/")[0]:  # a first part with a colon would be read as a scheme
        uri = "./" + uri
    return {"uri": uri} | ({"uriBaseId": place.base} if place.base else {})


def shown(value: Any) -> Any:
    """A value as a property: text without what could not be seen."""
    return visible(value) if isinstance(value, str) else value


def message(said: str) -> Json:
    """A message object of one text."""
    return {"text": written(visible(said))}


def written(said: str) -> str:
    """Text as message strings hold it: braces would be placeholders, brackets links (SARIF 2.1.0, 3.11.5, 3.11.6)."""
    doubled = said.replace("{", "{{").replace("}", "}}")
    return doubled.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")
