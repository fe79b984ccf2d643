"""vocabulary.yaml as it is written: entity kinds and event types with their fields."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, StrictBool, WithJsonSchema

from zhiben.events.mistakes import found, mistake
from zhiben.events.vocabulary import FieldType, Label, Value
from zhiben.rules.form.base import Form, LabelForm, Name, Text, Texts
from zhiben.rules.form.read_by import ReadBy


def _values(value: object) -> tuple[Value, ...]:
    """A list of names, or a map of names to {zh, en, words} or to words of which the first is the Chinese label."""
    if isinstance(value, list) and value:
        return tuple(_value(name, None) for name in value)
    if isinstance(value, dict) and value:
        return tuple(_value(name, content) for name, content in value.items())
    hint = "[name, …] or {name: {zh: …, en: …, words: […]}, …}"
    raise mistake("wrong-type", f"found {found(value)}, expected the values of a category", hint)


def _value(name: object, content: object) -> Value:
    if not isinstance(name, str):
        raise mistake("wrong-type", f"found {found(name)}, expected a value's name", "put it in quotes")
    if content is None:
        return Value(name)
    if isinstance(content, str):
        content = [content]
    if isinstance(content, list) and all(isinstance(word, str) for word in content):
        return Value(name, Label(zh=content[0] if content else ""), tuple(content[1:]))
    if isinstance(content, dict) and set(content) <= {"zh", "en", "words"}:
        words = content.get("words", [])
        words = [words] if isinstance(words, str) else words
        labels = {key: text for key, text in content.items() if key != "words"}
        if isinstance(words, list) and all(isinstance(w, str) for w in [*words, *labels.values()]):
            return Value(name, Label(**labels), tuple(words))
    hint = "{zh: …, en: …, words: […]}, or a list of words of which the first is the Chinese label"
    raise mistake("bad-label", f"the value `{name}` has {found(content)}, expected its labels", hint)


_TEXTS: dict[str, Any] = {"type": "array", "items": {"type": "string"}}
_VALUE_SCHEMA: dict[str, Any] = {
    "anyOf": [
        {"type": ["string", "null"]},
        _TEXTS,
        {
            "type": "object",
            "properties": {"zh": {"type": "string"}, "en": {"type": "string"}, "words": _TEXTS},
            "additionalProperties": False,
        },
    ]
}
ValuesForm = Annotated[
    tuple[Value, ...],
    ReadBy(_values),
    WithJsonSchema({"anyOf": [{**_TEXTS, "minItems": 1}, {"type": "object", "additionalProperties": _VALUE_SCHEMA}]}),
]


class FieldForm(Form):
    """One field of an event type or entity kind."""

    type: FieldType
    label: LabelForm | None = None
    many: StrictBool = False
    aka: Texts = ()
    values: ValuesForm | None = None
    same_values_as: Text | None = None


class KindForm(Form):
    """An event type or entity kind."""

    label: LabelForm | None = None
    fields: dict[Name, FieldForm] | None = None


class VocabularyForm(Form):
    """vocabulary.yaml."""

    entities: dict[Name, KindForm | None] = Field(default_factory=dict)
    events: dict[Name, KindForm | None]
