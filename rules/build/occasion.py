"""What raises a duty, and which fields its names may mean: the bearer, an entity, a trigger event, a breach."""

from __future__ import annotations

from msgspec import Struct

from zhiben.events.spanned import Path_
from zhiben.rules.build.condition import condition
from zhiben.rules.build.correlation import until
from zhiben.rules.build.desk import Desk
from zhiben.rules.build.names import Fields, entity_fields, event_fields
from zhiben.rules.build.written import Written
from zhiben.rules.form.occasion import EachEntityForm, TriggerForm
from zhiben.rules.model import (
    BearerInForce,
    Duration,
    EachBreach,
    EachEntity,
    EachEvent,
    Occasion,
    Threshold,
    Whose,
)

_ONE_DAY = Duration(1, "days")


class Root(Struct, frozen=True):
    """What names are read on: the trigger or entity that began a chain of duties ("bearer": none), and the bearer."""

    kind: str
    fields: Fields
    bearer: Fields


def occasion(duty: Written, bearer: str | None, fields: Fields, desk: Desk) -> tuple[Occasion, Root]:
    """The occasion of a rule's own duty, and what its names are read on."""
    form, path = duty.get("for_each"), duty.at("for_each")
    nothing = Root("bearer", Fields(()), fields)
    if form is None:
        if duty.get("until") is not None:
            message = "`until` ends the life of a trigger, and this duty has none"
            hint = "for_each: {event: …}; or to count what is not ended, `standing: {until: {event: …}}`"
            desk.error("until-without-trigger", message, duty.at("until"), hint, key=True)
        return BearerInForce(), nothing
    if isinstance(form, EachEntityForm):
        if bearer is None:
            message = (
                f"`for_each: {{entity: {form.entity}}}` means those below the bearer, and this rule has no `bearer`"
            )
            hint = f"bearer: {form.entity}, without `for_each`"
            desk.error("entity-without-bearer", message, (*path, "entity"), hint)
        if duty.get("until") is not None:
            message = "`until` ends the life of a trigger event, not of an entity"
            desk.error("until-without-trigger", message, duty.at("until"), key=True)
        known = entity_fields(form.entity, (*path, "entity"), desk)
        return EachEntity(form.entity, condition(form.where, (*path, "where"), known, desk)), Root(
            "entity", known, fields
        )
    known = event_fields(form.event, (*path, "event"), desk)
    root = Root("event", known, fields)
    return _trigger(form, duty, path, known, desk), root


def breach(duty: Written, root: Root, desk: Desk) -> EachBreach:
    """The occasion of an `otherwise`; its `until` is read on the root occasion of the chain."""
    form = duty.get("until")
    return EachBreach(None if form is None else until(form, duty.at("until"), root.fields, root.kind, desk))


def whose(roll_up: bool | None, word: Whose | None, path: Path_, desk: Desk) -> Whose:
    """Whose events; `roll_up: true` is short for below."""
    if roll_up is not None and word is not None:
        desk.error("whose-twice", "`roll_up` and `whose` say the same thing", (*path, "roll_up"), "keep one", key=True)
    return "below" if roll_up else word or "own"


def _trigger(form: TriggerForm, duty: Written, path: Path_, known: Fields, desk: Desk) -> EachEvent:
    threshold = None
    if (form.count is None) != (form.within is None):
        given, missing = ("count", "within") if form.within is None else ("within", "count")
        message = f"a threshold needs both: `{given}` is given, `{missing}` is missing"
        desk.error("half-a-threshold", message, (*path, given), "count: 3, within: 6 months", key=True)
    elif form.count is not None:
        within = form.within if isinstance(form.within, Duration) else _ONE_DAY
        threshold = Threshold(form.count, within)
        if form.occurrence not in (None, "each"):
            message = f"`occurrence: {form.occurrence}` and `count` do not go together"
            desk.error("occurrence-and-count", message, (*path, "occurrence"), "keep one of the two", key=True)
    end, end_path = form.until, (*path, "until")
    if duty.get("until") is not None:
        if end is not None:
            message = "`until` is given on the trigger and on the duty"
            desk.error("until-twice", message, duty.at("until"), "keep one of the two", key=True)
        end, end_path = duty.get("until"), duty.at("until")
    side = whose(form.roll_up, form.whose, path, desk)
    if form.roll_up is None and form.whose is None and duty.get("roll_up"):
        side = "below"  # `roll_up` on the duty counts for trigger and event
    return EachEvent(
        tuple(dict.fromkeys(form.event)),
        condition(form.where, (*path, "where"), known, desk),
        side,
        form.occurrence or "each",
        threshold,
        None if end is None else until(end, end_path, known, "event", desk),
    )
