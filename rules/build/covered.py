"""The set that `covers` wants to see: the items of a list field, or the entities of a kind."""

from __future__ import annotations

from zhiben.events.spanned import Path_
from zhiben.rules.build.condition import condition
from zhiben.rules.build.desk import Desk
from zhiben.rules.build.names import Fields, Known, entity_fields, first_of
from zhiben.rules.build.occasion import Root
from zhiben.rules.form.base import FieldForm
from zhiben.rules.form.covered import EntitySetForm
from zhiben.rules.model import EntitySet, FieldSet


def wanted(form: object, seen: str, known: Known, path: Path_, root: Root, desk: Desk) -> FieldSet | EntitySet:
    """The set at `path`, whose values field `seen` (`known`) of the events has to show; what is wrong is reported."""
    if isinstance(form, EntitySetForm):
        if known.values:
            message = f"`{seen}` is a category with values of its own, and entities are told by their ids"
            desk.error("not-of-entities", message, path, "a field of type ref or text, or `subject`", key=True)
        attributes = entity_fields(form.entity, (*path, "entity"), desk)
        return EntitySet(form.entity, condition(form.where, (*path, "where"), attributes, desk))
    if not isinstance(form, FieldForm):
        raise AssertionError("a form lets nothing else be a set")
    return _listed(form.field, seen, known, (*path, "field"), root, desk)


def _listed(name: str, seen: str, known: Known, path: Path_, root: Root, desk: Desk) -> FieldSet:
    """A list of the occasion, else of the bearer, looked for like a limit (reading 26a)."""
    on_occasion = root.kind != "bearer" and name in root.fields.known
    fields = root.fields if on_occasion else root.bearer
    if name not in fields.known:
        either = first_of(root.fields, root.bearer)
        lists = {word: field for word, field in either.known.items() if field.many and field.storage == "text"}
        Fields(either.owners, lists, either.is_open).find(name, path, desk)
        return FieldSet(name)
    listed = fields.known[name]
    if not listed.many or listed.storage != "text":
        message = f"`{name}` holds {listed.holds}, and what is to be covered is a list"
        hint = "a field of type text, category or ref with `many: true`"
        desk.error("covers-not-a-list", message, path, hint)
    elif strange := _strange(known, listed):
        message = f"`{name}` may hold `{strange[0]}`, which `{seen}` never does"
        desk.error("other-values", message, path, f"give `{name}` and `{seen}` the same `values`")
    return FieldSet(listed.called(name), on_occasion)


def _strange(known: Known, listed: Known) -> list[str]:
    """Values of a category of the list that a category of the events does not have."""
    here = {value.name for value in known.values}
    return [value.name for value in listed.values if value.name not in here] if here else []
