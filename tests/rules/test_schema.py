"""The JSON Schemas of rule files and log maps: checked in as generated, and of one mind with the loader."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest

import zhiben.rules
from tests.rules.book import RULEBOOK, VOCABULARY
from tests.rules.test_mistakes import CASES
from zhiben.events.spanned import Document, read_yaml, read_yaml_text
from zhiben.rules.schema import schemas, text, write_schemas

CHECKED_IN = Path(zhiben.rules.__path__[0]) / "schema"
SCHEMAS = schemas()


def plain(value: Any) -> Any:
    """A YAML value as JSON would hold it."""
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    if isinstance(value, Decimal):
        return float(value)
    return value.isoformat() if isinstance(value, dt.date) else value


def is_valid(name: str, document: Document) -> bool:
    return bool(jsonschema.Draft202012Validator(SCHEMAS[name]).is_valid(plain(document.value)))


def test_what_is_checked_in_is_what_the_forms_say(tmp_path: Path) -> None:
    """Stale? `python -c "from pathlib import Path; from zhiben.rules.schema import *; write_schemas(Path('rules/schema'))"`"""
    written = {path.name: path.read_text(encoding="utf-8") for path in write_schemas(tmp_path)}
    assert written == {path.name: path.read_text(encoding="utf-8") for path in CHECKED_IN.iterdir()}
    assert written["rules.json"] == text(SCHEMAS["rules"])


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_a_schema(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMAS[name])
    # A file that is nothing like it is refused, so the schema does say something.
    assert not is_valid(name, read_yaml_text("{nonsense: 1}", "f"))


def test_a_flawless_rulebook_is_valid() -> None:
    assert is_valid("rulebook", read_yaml_text(RULEBOOK, "f"))
    assert is_valid("vocabulary", read_yaml_text(VOCABULARY, "f"))


@pytest.mark.parametrize(
    "mapping",
    [
        "type: inspection\nsubject: {column: 单位}\ntime: {column: 日期, format: '%Y%m%d'}\nid: {columns: [单位, 日期]}",
        "read: {delimiter: ';', header_row: 3}\ntype: {column: 类别, values: {检查: inspection}, other: ignore}\nfields: {led_by: 带队人, score: {column: 得分}}",
    ],
)
def test_log_maps_are_valid(mapping: str) -> None:
    assert is_valid("logmap", read_yaml_text(mapping, "f"))


@pytest.mark.parametrize(
    "mapping", ["time: 日期", "read: {header_row: 0}", "subject: 单位", "type: {column: a, other: drop}"]
)
def test_mistakes_in_log_maps_are_seen_by_the_schema_too(mapping: str) -> None:
    assert not is_valid("logmap", read_yaml_text(mapping, "f"))


SHAPE = (
    "a misspelt field of a rule", "a misspelt field of a duty", "an unknown severity", "no id", "no duty", "a misspelt period",
    "an abbreviated duration", "a label cut at a comma", "throughout false", "an unknown operator", "covers nothing",
    "a value that is missing", "a duration that is a number", "a bound that is text",
)  # fmt: skip


@pytest.mark.parametrize("name", SHAPE)
def test_mistakes_of_shape_are_seen_by_the_schema_too(name: str) -> None:
    case = CASES[name]
    lines = [f"  {line}" for line in case.get("rule", f"duty: {case.get('duty')}").splitlines()]
    written = case.get("tasks", "\n".join(["- id: a-rule", *lines]))
    assert not is_valid("rules", read_yaml_text(written, "f"))


def test_real_rulebooks_are_valid(shared: Path) -> None:
    for folder in (shared / "bench" / "rulebook", shared / "notice"):
        for path in sorted(folder.glob("tasks/*.yaml")):
            document = read_yaml(path)
            errors = jsonschema.Draft202012Validator(SCHEMAS["rules"]).iter_errors(plain(document.value))
            # Titles cut at a comma are mistakes of that draft; nothing else is.
            assert {error.absolute_path[1] for error in errors} <= {"title"}, path
