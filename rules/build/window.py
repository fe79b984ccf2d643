"""The window of a duty; which windows go with which occasion is checked elsewhere."""

from __future__ import annotations

import datetime as dt

from zhiben.rules.build.desk import Desk
from zhiben.rules.build.names import Fields, first_of
from zhiben.rules.build.occasion import Root
from zhiben.rules.build.written import WINDOWS, Written
from zhiben.rules.form.base import FieldForm
from zhiben.rules.model import Before, By, Duration, Every, SinceLast, Throughout, Window, Within

_DAY = Duration(1, "days")  # stands where a duration was reported as wrong


def window(duty: Written, root: Root, desk: Desk) -> tuple[Window, bool]:
    """The window of a duty (the first one, should several be given), and whether a due date is read on the occasion."""
    name = next(iter(duty.given(WINDOWS)), "throughout")
    value = duty.get(name)
    if name == "every":
        return Every(value), True
    if name == "by":
        return By(value if isinstance(value, dt.date) else dt.date(2000, 1, 1)), True
    if name == "within":
        if isinstance(value, FieldForm):
            return Within(None, value.field), _due_on_occasion(value.field, duty, root, desk)
        return Within(value), True
    if name == "before":
        return Before(value if isinstance(value, Duration) else None), True
    if name == "since_last":
        return SinceLast(value if isinstance(value, Duration) else _DAY), True
    return Throughout(), True


def _due_on_occasion(field: str, duty: Written, root: Root, desk: Desk) -> bool:
    on_occasion = root.kind != "bearer" and field in root.fields.known
    path = (*duty.at("within"), "field")
    if on_occasion:
        known = root.fields.known[field]
    else:
        if field not in root.bearer.known:
            either = first_of(root.fields, root.bearer)
            dates = {name: known for name, known in either.known.items() if known.storage == "time"}
            Fields(either.owners, dates, either.is_open).find(field, path, desk)
            return True
        known = root.bearer.known[field]
    if known.storage == "duration":
        message = f"`{field}` holds a duration; only a due date is read from a field yet"
        desk.error("not-yet", message, path, "a field of type date or time")
    elif known.storage != "time":
        message = f"`{field}` holds {known.holds}, and a due date is needed"
        desk.error("due-not-a-date", message, path, "a field of type date or time")
    return on_occasion
