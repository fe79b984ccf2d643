"""One whole duty: matching, measure, bound, window and options put together."""

from __future__ import annotations

from zhiben.rules.build.bound import bound
from zhiben.rules.build.condition import condition
from zhiben.rules.build.correlation import differs, same
from zhiben.rules.build.desk import Desk
from zhiben.rules.build.measure import measure
from zhiben.rules.build.names import event_fields
from zhiben.rules.build.occasion import Root, whose
from zhiben.rules.build.window import window
from zhiben.rules.build.written import Written
from zhiben.rules.model import Duration, Duty, EachEntity, Occasion


def build_duty(fields: Written, occasion: Occasion, root: Root, desk: Desk) -> tuple[Duty, bool]:
    """The duty of the fields written, and whether its due date is read on the occasion; problems go to the desk."""
    types = fields.get("event")
    if types is None:
        message = "what is counted is missing: a duty names an `event`"
        desk.error("missing-field", message, fields.path, "event: TYPE or [TYPE, TYPE]", key=True)
    types = types or ()
    events = event_fields(types, fields.at("event"), desk)
    pairs = same(fields.get("same"), fields.at("same"), events, root.fields, root.kind, desk)
    if isinstance(occasion, EachEntity) and not pairs and not fields.get("same"):
        message = f"events must name the {occasion.kind} they concern: `same` is missing"
        desk.error("same-missing", message, fields.path, "same: {FIELD: id}, FIELD holding the entity's id", key=True)
    others, sides = differs(fields.get("differs"), fields.at("differs"), events, root.fields, root.kind, desk)
    chosen, due_on_occasion = window(fields, root, desk)
    grace = fields.get("grace")
    duty = Duty(
        occasion,
        tuple(dict.fromkeys(types)),
        chosen,
        bound(fields, root, desk),
        condition(fields.get("where"), fields.at("where"), events, desk),
        pairs,
        others,
        sides,
        whose(fields.get("roll_up"), fields.get("whose"), fields.path, desk),
        measure(fields, events, root, desk),
        fields.get("from"),
        fields.get("partial") or "require",
        fields.get("roll") == "next_workday",
        grace if isinstance(grace, Duration) else None,
    )
    return duty, due_on_occasion
