"""A duty's fields as written, each with its place; a variant laid over a duty replaces whole fields."""

from __future__ import annotations

from typing import Any, Mapping

from msgspec import Struct

from zhiben.events.spanned import Path_
from zhiben.rules.build.desk import Desk
from zhiben.rules.form.duty import DutyFieldsForm, VariantForm
from zhiben.rules.form.rule import OtherwiseForm

WINDOWS = ("every", "by", "within", "before", "since_last", "throughout")
MEASURES = ("count", "distinct", "sum", "mean", "min", "max", "latest", "share", "covers", "standing")
BOUNDS = ("at_least", "at_most", "exactly", "between")
_WHOSE = ("whose", "roll_up")
_GROUPS = (WINDOWS, MEASURES, BOUNDS, _WHOSE)
# What of a variant or an `otherwise` says something about itself rather than about the duty.
_OWN = ("id", "when", "in_force", "severity", "title", "clause", "label", "origin", "variants", "otherwise")


class Written(Struct, frozen=True):
    """The fields of one duty that were given: value and place by YAML name; `path` is where the duty stands.

    `occasion` is "bearer", "entity", "event" or "breach".
    """

    values: Mapping[str, Any]
    paths: Mapping[str, Path_]
    path: Path_
    occasion: str

    def get(self, name: str) -> Any:
        """The value of a field, None where it was not given."""
        return self.values.get(name)

    def at(self, name: str) -> Path_:
        """Where a field stands, or the duty."""
        return self.paths.get(name, self.path)

    def word(self, name: str) -> str:
        """The word in the file that gave a field: `until` for the `throughout` it is short for."""
        return str(self.at(name)[-1]) if name == "throughout" else name

    def given(self, names: tuple[str, ...]) -> list[str]:
        """Those of the names that were given, in the order of `names`."""
        return [name for name in names if name in self.values]


def written(form: DutyFieldsForm, path: Path_, occasion: str) -> Written:
    """The fields of a form. `until` on the duty is short for `until` on the trigger with `throughout: true`."""
    values = _fields(form)
    paths = {name: (*path, name) for name in values}
    if "until" in values and not isinstance(form, VariantForm) and "throughout" not in values:
        values["throughout"], paths["throughout"] = True, (*path, "until")
    return Written(values, paths, path, occasion)


def overlaid(base: Written, form: VariantForm, path: Path_, desk: Desk) -> Written:
    """A variant's whole duty: a new window value, bound or measure evicts the old one; the kind of window stays."""
    given = _fields(form)
    values, paths = dict(base.values), dict(base.paths)
    windows, before = [w for w in WINDOWS if w in given], base.given(WINDOWS)
    if windows and before and windows != before[:1]:
        message = f"a variant keeps the kind of window: the duty has `{before[0]}`, this has `{windows[0]}`"
        desk.error("variant-changes-window", message, (*path, windows[0]), "write a rule of its own", key=True)
        for name in windows:
            del given[name]
    for group in _GROUPS:
        if any(name in given for name in group):
            for name in group:
                values.pop(name, None)
                paths.pop(name, None)
    for name, value in given.items():
        values[name], paths[name] = value, (*path, name)
    return Written(values, paths, path, base.occasion)


def _fields(form: DutyFieldsForm) -> dict[str, Any]:
    own = _OWN if isinstance(form, (VariantForm, OtherwiseForm)) else ()
    fields = type(form).model_fields
    return {
        (fields[name].alias or name): getattr(form, name)
        for name in fields
        if name in form.model_fields_set and name not in own
    }
