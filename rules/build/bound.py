"""Between which limits a measure has to lie: numbers, or X times what a field holds or the window before measured."""

from __future__ import annotations

from zhiben.events.spanned import Path_
from zhiben.events.vocabulary import SCALE
from zhiben.rules.build.desk import Desk
from zhiben.rules.build.names import Fields, first_of
from zhiben.rules.build.occasion import Root
from zhiben.rules.build.written import BOUNDS, Written
from zhiben.rules.form.bound import FieldBoundForm, PreviousBoundForm
from zhiben.rules.model import Bound, FieldLimit, Limit, PreviousLimit

_AT_LEAST_ALL = Bound("at_least", SCALE, None)


def bound(duty: Written, root: Root, desk: Desk) -> Bound:
    """The limits of a duty, both included; `covers` without a bound wants all, what was reported gets a stand-in."""
    name = next(iter(duty.given(BOUNDS)), None)
    if name is None:
        return _AT_LEAST_ALL
    value, path = duty.get(name), duty.at(name)
    if isinstance(value, tuple):
        low, high = (_limit(part, (*path, i), root, desk) for i, part in enumerate(value))
        if isinstance(low, int) and isinstance(high, int) and low > high:  # reported as `range-reversed`
            low, high = high, low
        return Bound("between", low, high)
    limit = _limit(value, path, root, desk)
    if name == "at_least":
        return Bound("at_least", limit, None)
    return Bound("at_most", None, limit) if name == "at_most" else Bound("exactly", limit, limit)


def _limit(value: object, path: Path_, root: Root, desk: Desk) -> Limit:
    if isinstance(value, int):
        return value
    if isinstance(value, PreviousBoundForm):
        return PreviousLimit(value.previous)
    if not isinstance(value, FieldBoundForm):
        raise AssertionError("a form lets nothing else be a limit")
    on_occasion = root.kind != "bearer" and value.field in root.fields.known
    at = (*path, "field")
    if not on_occasion and value.field not in root.bearer.known:
        either = first_of(root.fields, root.bearer)
        numbers = {name: known for name, known in either.known.items() if known.storage == "number" and not known.many}
        Fields(either.owners, numbers, either.is_open).find(value.field, at, desk)
        return SCALE
    known = (root.fields if on_occasion else root.bearer).known[value.field]
    if known.storage != "number" or known.many:
        message = f"`{value.field}` holds {known.holds}, and a limit is a number"
        desk.error("limit-not-a-number", message, at, "a field of type number or integer")
    return FieldLimit(value.field, value.times, on_occasion)
