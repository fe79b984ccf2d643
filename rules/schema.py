"""JSON Schemas of rule files and log maps for editors, generated from the forms; checked in under rules/schema/."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel, TypeAdapter

from zhiben.events.logmap import LogMap
from zhiben.rules.form.condition import WHERE_MARK, WHERE_SCHEMA
from zhiben.rules.form.example import ExampleForm, ExamplesForm
from zhiben.rules.form.rule import RuleForm
from zhiben.rules.form.rulebook import ProfileForm, RulebookForm
from zhiben.rules.form.vocabulary import VocabularyForm
from zhiben.rules.form.waiver import WaiverForm, WaiversForm

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_FILES: dict[str, tuple[Any, str]] = {
    "rules": (list[RuleForm], "A file of rules (tasks/*.yaml)"),
    "vocabulary": (VocabularyForm, "Entity kinds and event types (vocabulary.yaml)"),
    "rulebook": (RulebookForm, "Identity, parameters and clauses (rulebook.yaml)"),
    "profile": (ProfileForm, "Other values for parameters (profiles/*.yaml)"),
    "example": (ExamplesForm | list[ExampleForm], "Worked cases (examples/*.yaml)"),
    "waivers": (WaiversForm | list[WaiverForm], "Waivers (--waivers)"),
    "logmap": (LogMap, "How to read a foreign table as events (--map)"),
}


def schemas() -> dict[str, dict[str, Any]]:
    """The schema of each kind of file, by name."""
    return {name: _schema(kind, title) for name, (kind, title) in _FILES.items()}


def write_schemas(directory: Path) -> list[Path]:
    """Writes NAME.json for each kind of file; the same forms always give the same bytes."""
    directory.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, schema in schemas().items():
        path = directory / f"{name}.json"
        path.write_text(text(schema), encoding="utf-8")
        paths.append(path)
    return paths


def text(schema: dict[str, Any]) -> str:
    """A schema as it is written to a file."""
    return json.dumps(schema, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def _schema(kind: type[BaseModel] | Any, title: str) -> dict[str, Any]:
    schema = TypeAdapter(kind).json_schema(mode="validation")
    schema = _without_noise(schema)
    if WHERE_MARK in json.dumps(schema):
        schema.setdefault("$defs", {})["Where"] = WHERE_SCHEMA
    return {"$schema": _DIALECT, "title": title, **{k: v for k, v in schema.items() if k != "title"}}


def _without_noise(node: Any, is_properties: bool = False) -> Any:
    """Conditions point to the one schema of a condition; titles, nulls and empty parts that pydantic adds are left out.

    A field that may be left out may not be null: an empty value is an error in a rule file.
    """
    if isinstance(node, list):
        return [_without_noise(item) for item in node]
    if not isinstance(node, dict):
        return node
    if is_properties:
        return {name: _without_noise(item) for name, item in node.items()}
    if node.get("title") == WHERE_MARK:
        return {"$ref": WHERE_MARK}
    cleaned: dict[str, Any] = {}
    for key, value in node.items():
        if key == "title" or (key == "default" and (value is None or isinstance(value, dict))):
            continue
        cleaned[key] = _without_noise(value, is_properties=key in ("properties", "$defs"))
    choices = cleaned.get("anyOf")
    if isinstance(choices, list) and {"type": "null"} in choices:
        rest = [choice for choice in choices if choice != {"type": "null"}]
        del cleaned["anyOf"]
        cleaned |= rest[0] if len(rest) == 1 else {"anyOf": rest}
    return cleaned
