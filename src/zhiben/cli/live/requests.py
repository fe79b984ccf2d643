"""What a request to `POST /events` holds, and how it is refused: as a whole, with all of its problems."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from zhiben.events.problem import Problem

SINGLE, BATCH, PLAIN = "application/cloudevents+json", "application/cloudevents-batch+json", "application/json"
REQUIRED = ("specversion", "id", "source", "type")
SHOWN = 20  # problems of an answer


class Refused(Exception):
    """An answer other than that events were taken."""

    def __init__(self, status: int, *problems: Problem, **headers: str) -> None:
        super().__init__(status)
        self.status, self.problems = status, problems
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


def kind(request: Request) -> str:
    """The content type, of those that are understood.

    Raises:
        Refused: 415.
    """
    found = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if found not in (SINGLE, BATCH, PLAIN):
        message = f"the content is `{found or 'of no type'}`"
        raise Refused(415, Problem("not-json", message, hint=f"send {SINGLE}, or {BATCH} for several"))
    return found


def records(kind: str, content: bytes) -> list[dict[str, Any]]:
    """The events of a request; digits of numbers are kept as they were sent.

    Raises:
        Refused: 400, or 422 where one lacks an attribute that CloudEvents 1.0 asks for.
    """
    try:
        found = json.loads(content, parse_float=_Digits)
    except (ValueError, RecursionError) as error:
        raise Refused(400, Problem("bad-json", f"the content is no JSON: {error}"[:300])) from None
    events = found if isinstance(found, list) else [found]
    if kind == SINGLE and isinstance(found, list):
        raise Refused(
            400, Problem("not-single", "one event was announced, and a list sent", hint=f"send it as {BATCH}")
        )
    if kind == BATCH and not isinstance(found, list):
        raise Refused(400, Problem("not-a-batch", "a batch is a list of events"))
    if not all(isinstance(event, dict) for event in events):
        raise Refused(400, Problem("not-an-event", "an event is an object of JSON"))
    _check_envelopes(events)
    return events


class _Digits(float):
    """A number that is written again as it was read."""

    def __new__(cls, text: str) -> _Digits:
        made = super().__new__(cls, text)
        made.text = text
        return made

    text: str

    def __repr__(self) -> str:
        return self.text


def _check_envelopes(records: Iterable[dict[str, Any]]) -> None:
    """The attributes that CloudEvents 1.0 asks for."""
    problems = []
    for number, record in enumerate(records, start=1):
        for name in REQUIRED:
            if not isinstance(record.get(name), str) or not record[name]:
                message = f"event {number} has no `{name}`"
                problems.append(Problem("no-cloudevent", message, hint="CloudEvents 1.0 asks for it", field=name))
        if record.get("specversion") not in (None, "1.0"):
            message = f"event {number} is of specversion `{record['specversion']}`"
            problems.append(Problem("no-cloudevent", message, hint="1.0 is understood", field="specversion"))
    if problems:
        raise Refused(422, *problems)


def refusal(refused: Refused) -> Response:
    """The answer, as `application/problem+json`."""
    listed = [
        {"code": p.code, "message": p.message, "hint": p.hint, "field": p.field, "value": p.value[:200]}
        | ({"event": p.span.line} if p.span and p.span.line else {})
        for p in refused.problems[:SHOWN]
    ]
    more = len(refused.problems) - len(listed)
    body = {"problems": listed, **({"more": more} if more else {})}
    return JSONResponse(body, refused.status, refused.headers, media_type="application/problem+json")
