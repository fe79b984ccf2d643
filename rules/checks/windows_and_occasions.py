"""`within` and `before` follow a trigger or a breach; `every`, `by`, `since_last`, `throughout` cut a life."""

from __future__ import annotations

from zhiben.rules.build.desk import Desk
from zhiben.rules.build.written import WINDOWS, Written

_AFTER = ("within", "before")
_LIVES = ("every", "by", "since_last", "throughout")
_OF = {"bearer": "the bearer itself", "entity": "an entity", "event": "a trigger event", "breach": "a breach"}


def check_duty(duty: Written, desk: Desk) -> None:
    """A window that does not go with what raises the duty; `until` where no window cuts the life it ends."""
    for name in duty.given(WINDOWS):
        path = duty.at(name)
        if name in _AFTER and duty.occasion in ("bearer", "entity"):
            message = f"`{name}` needs a trigger, and this duty is raised by {_OF[duty.occasion]}"
            desk.error("window-needs-trigger", message, path, "for_each: {event: TYPE}, or every, by, …", key=True)
        if name in _LIVES and duty.occasion == "breach" and "until" not in duty.values:
            message = f"`{name}` cuts the life of a bearer, entity or trigger, and `otherwise` is raised by a breach"
            desk.error("window-needs-life", message, path, "within: 30 days, or until: {event: TYPE}", key=True)
    trigger = duty.get("for_each")
    if duty.occasion == "event" and trigger.until is not None:
        for name in duty.given(_AFTER):
            message = f"`until` ends the life of the trigger, which `{name}` does not look at"
            path = (*duty.at("for_each"), "until")
            desk.error("until-without-effect", message, path, "every, since_last or throughout: true", key=True)
