"""The vocabulary a rulebook declares, with every `same_values_as` followed and every clash reported."""

from __future__ import annotations

from typing import Mapping

from zhiben.events.problem import Problem
from zhiben.events.spanned import Document, Path_
from zhiben.events.vocabulary import Field, Kind, Label, Value, Vocabulary
from zhiben.rules.build.desk import Desk
from zhiben.rules.build.names import holds
from zhiben.rules.form.vocabulary import FieldForm, KindForm, VocabularyForm
from zhiben.rules.model import DateRange


def build_vocabulary(form: VocabularyForm, document: Document, problems: list[Problem]) -> Vocabulary:
    """The vocabulary of a form; what is wrong with it is added to `problems`."""
    desk = Desk(document, Vocabulary(), "UTC", DateRange(), problems)
    return Vocabulary(
        {name: _kind(name, kind, ("entities", name), form, desk) for name, kind in form.entities.items()},
        {name: _kind(name, kind, ("events", name), form, desk) for name, kind in form.events.items()},
    )


def _kind(name: str, kind: KindForm | None, path: Path_, form: VocabularyForm, desk: Desk) -> Kind:
    if kind is None:
        return Kind(name)
    fields = {f: _field(f, field, (*path, "fields", f), form, desk) for f, field in (kind.fields or {}).items()}
    return Kind(name, kind.label or Label(), fields)


def _field(name: str, field: FieldForm, path: Path_, form: VocabularyForm, desk: Desk) -> Field:
    values = field.values or ()
    if field.type != "category" and (field.values is not None or field.same_values_as is not None):
        key = "values" if field.values is not None else "same_values_as"
        message = f"`{name}` is of type {field.type}; only a category has values"
        desk.error("values-without-category", message, (*path, key), "type: category", key=True)
    elif field.values is not None and field.same_values_as is not None:
        message = f"`{name}` has both `values` and `same_values_as`"
        desk.error("values-twice", message, (*path, "same_values_as"), "keep one of the two", key=True)
    elif field.same_values_as is not None:
        values = _same_values(field.same_values_as, (*path, "same_values_as"), form, desk)
    _check_values(name, values if field.values is not None else (), (*path, "values"), desk)
    made = Field(name, field.type, field.many, field.label or Label(), field.aka, values)
    if field.many and made.storage != "text":
        message = f"`{name}` is {holds(field.type, True)}; only lists of text, categories and references are read yet"
        desk.error("not-yet", message, (*path, "many"), "type: text, category or ref", key=True)
    return made


def _same_values(reference: str, path: Path_, form: VocabularyForm, desk: Desk) -> tuple[Value, ...]:
    known: Mapping[str, FieldForm] = {
        f"{kind}.{name}": field
        for kinds in (form.entities, form.events)
        for kind, content in kinds.items()
        for name, field in ((content.fields or {}) if content else {}).items()
        if field.type == "category"
    }
    seen: list[str] = []
    while reference not in seen:
        seen.append(reference)
        if reference not in known:
            message = f"there is no category `{reference}`"
            desk.unknown("unknown-field", message, path, reference, known, "categories, as TYPE.FIELD")
            return ()
        field = known[reference]
        if field.values is not None:
            return field.values
        if field.same_values_as is None:
            desk.error("unknown-field", f"`{reference}` lists no values", path)
            return ()
        reference = field.same_values_as
    desk.error("circular-values", f"`{' → '.join([*seen, reference])}` goes round in a circle", path)
    return ()


def _check_values(name: str, values: tuple[Value, ...], path: Path_, desk: Desk) -> None:
    owner: dict[str, str] = {}
    for value in values:
        for word in {value.name, value.label.zh, value.label.en, *value.words} - {""}:
            first = owner.setdefault(word, value.name)
            if first != value.name and (word == value.name or word == first):
                message = f"`{word}` is a value of `{name}` and also a word for another"
                desk.error("ambiguous-value", message, path)
            elif first != value.name:
                message = f"`{word}` means both `{first}` and `{value.name}`"
                desk.error("ambiguous-value", message, (*path, value.name), "each word means one value", key=True)
    names = [value.name for value in values]
    for repeated in {n for n in names if names.count(n) > 1}:
        desk.error("ambiguous-value", f"`{repeated}` is listed twice", path, "keep one of the two")
