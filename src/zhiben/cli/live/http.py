"""Events over HTTP: CloudEvents in JSON, one or a batch; answered when they are in the state, or refused as a whole.

    POST /events    202 taken · 400 no JSON · 401 no token · 409 an id that contradicts itself · 413 too large
                    415 not JSON · 422 no events of the vocabulary · 429 too often · 503 not just now
    GET  /healthz   200 while events are judged
    GET  /metrics   for Prometheus, with the token

Nothing is allowed to other web pages: no CORS header is ever sent.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import threading
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import field
from typing import Any

import uvicorn
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from zhiben.cli.live.loop import Pulse, percentile
from zhiben.cli.live.sources import Delivery, Queue
from zhiben.engine.monitor.settings import Outcome
from zhiben.events.arriving import Arriving
from zhiben.events.problem import Problem
from zhiben.events.records import dataclass

SINGLE, BATCH, PLAIN = "application/cloudevents+json", "application/cloudevents-batch+json", "application/json"
REQUIRED = ("specversion", "id", "source", "type")
PATIENCE = 10.0  # seconds that a request waits for the monitor
SHOWN = 20  # problems of an answer


@dataclass
class Rate:
    """So many requests a second, and as many at once."""

    most: float
    _left: float = field(init=False)
    _at: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        self._left = self.most

    def allows(self) -> bool:
        """Whether one more may come now; it is counted if so."""
        now = time.monotonic()
        self._left, self._at = min(self.most, self._left + (now - self._at) * self.most), now
        if self._left < 1:
            return False
        self._left -= 1
        return True


class Refused(Exception):
    """An answer other than that events were taken."""

    def __init__(self, status: int, *problems: Problem, **headers: str) -> None:
        super().__init__(status)
        self.status, self.problems = status, problems
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


@dataclass(frozen=True)
class Intake:
    """What the handlers share.

    Attributes:
        body: bytes of a request at most.
    """

    queue: Queue
    arriving: Arriving
    pulse: Pulse
    token: str
    rate: Rate
    body: int

    def app(self) -> Starlette:
        """The application."""
        registry = CollectorRegistry()
        registry.register(_Figures(self.pulse))

        async def metrics(request: Request) -> Response:
            self._known(request)
            return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)

        async def healthz(request: Request) -> Response:
            del request
            is_well = not (self.pulse.is_stopped or self.queue.stopped.is_set() or self.queue.failure)
            return JSONResponse({"status": "ok" if is_well else "stopped"}, 200 if is_well else 503)

        return Starlette(
            routes=[
                Route("/events", self._guarded(self._events), methods=["POST"]),
                Route("/healthz", healthz, methods=["GET"]),
                Route("/metrics", self._guarded(metrics), methods=["GET"]),
            ]
        )

    def _guarded(self, handler: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            try:
                return await handler(request)
            except Refused as refusal:
                return _refusal(refusal)

        return answer

    def _known(self, request: Request) -> None:
        """The token, compared in a time that does not depend on how much of it is right."""
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        is_right = hmac.compare_digest(given.strip().encode(), self.token.encode())
        if scheme.lower() != "bearer" or not is_right:
            hint = "send the header Authorization: Bearer TOKEN"
            raise Refused(
                401, Problem("no-token", "the token is missing or wrong", hint=hint), www_authenticate="Bearer"
            )

    async def _events(self, request: Request) -> Response:
        self._known(request)
        if not self.rate.allows():
            raise Refused(429, Problem("too-often", "too many requests; send batches, or wait"), retry_after="1")
        records = _records(_kind(request), await self._content(request))
        if not records:
            return JSONResponse({"taken": 0}, 202)
        _check_envelopes(records)
        lines = "".join(f"{json.dumps(record, ensure_ascii=False)}\n" for record in records).encode()
        arrived = await asyncio.to_thread(self.arriving.read, lines, "http")
        wrong = [problem for problem in arrived.problems if problem.level == "error"]
        if wrong:
            raise Refused(422, *wrong)
        outcome = await self._judged(Delivery(arrived))
        own = {str(record["id"]) for record in records}
        contradicting = [problem for problem in outcome.problems if problem.field != "id" or problem.value in own]
        if contradicting:
            raise Refused(409, *contradicting)
        return JSONResponse({"taken": len(records)}, 202)

    async def _content(self, request: Request) -> bytes:
        said = request.headers.get("content-length", "0")
        found = bytearray()
        if not said.isdigit() or int(said) <= self.body:
            try:
                async for part in request.stream():
                    found += part
                    if len(found) > self.body:
                        break
                else:
                    return bytes(found)
            except ClientDisconnect:
                raise Refused(400, Problem("cut-off", "the request was not sent whole")) from None
        raise Refused(413, Problem("too-large", f"a request may have {self.body:,} bytes", hint="send smaller batches"))

    async def _judged(self, delivery: Delivery) -> Outcome:
        """Wait until the events are in the state."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Outcome] = loop.create_future()

        def settle(outcome: Outcome) -> None:
            if not answer.done():
                answer.set_result(outcome)

        def reply(outcome: Outcome) -> None:
            loop.call_soon_threadsafe(settle, outcome)

        taken = await asyncio.to_thread(
            self.queue.put, Delivery(delivery.arrived, delivery.marks, reply), patience=PATIENCE
        )
        busy = Problem("busy", "the monitor is busy, or stopping", hint="send the same events again: none counts twice")
        if not taken:
            raise Refused(503, busy, retry_after="1")
        while True:
            try:
                return await asyncio.wait_for(asyncio.shield(answer), 0.5)
            except TimeoutError:
                if self.queue.stopped.is_set() or self.queue.failure or self.pulse.is_stopped:
                    raise Refused(503, busy, retry_after="1") from None


def _kind(request: Request) -> str:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in (SINGLE, BATCH, PLAIN):
        message = f"the content is `{kind or 'of no type'}`"
        raise Refused(415, Problem("not-json", message, hint=f"send {SINGLE}, or {BATCH} for several"))
    return kind


def _records(kind: str, content: bytes) -> list[dict[str, Any]]:
    """The events of a request; digits of numbers are kept as they were sent."""
    try:
        found = json.loads(content, parse_float=_Digits)
    except (ValueError, RecursionError) as error:
        raise Refused(400, Problem("bad-json", f"the content is no JSON: {error}"[:300])) from None
    records = found if isinstance(found, list) else [found]
    if kind == SINGLE and isinstance(found, list):
        raise Refused(
            400, Problem("not-single", "one event was announced, and a list sent", hint=f"send it as {BATCH}")
        )
    if kind == BATCH and not isinstance(found, list):
        raise Refused(400, Problem("not-a-batch", "a batch is a list of events"))
    if not all(isinstance(record, dict) for record in records):
        raise Refused(400, Problem("not-an-event", "an event is an object of JSON"))
    return records


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


def _refusal(refused: Refused) -> Response:
    listed = [
        {"code": p.code, "message": p.message, "hint": p.hint, "field": p.field, "value": p.value[:200]}
        | ({"event": p.span.line} if p.span and p.span.line else {})
        for p in refused.problems[:SHOWN]
    ]
    more = len(refused.problems) - len(listed)
    body = {"problems": listed, **({"more": more} if more else {})}
    return JSONResponse(body, refused.status, refused.headers, media_type="application/problem+json")


class _Figures(Collector):
    """The loop's figures as Prometheus reads them."""

    def __init__(self, pulse: Pulse) -> None:
        self._pulse = pulse

    def collect(self) -> Iterator[Metric]:
        pulse = self._pulse
        events = CounterMetricFamily("zhiben_events", "Events by what became of them", labels=["outcome"])
        for outcome, number in sorted(pulse.counts.items()):
            events.add_metric([outcome], number)
        yield events
        changes = CounterMetricFamily("zhiben_changes", "Changes told since the start", labels=["change"])
        for word, number in sorted(pulse.words.copy().items()):
            changes.add_metric([word], number)
        yield changes
        clock = 0 if pulse.clock is None else pulse.clock / 1e6
        yield GaugeMetricFamily("zhiben_clock_seconds", "Where the clock stands, since the epoch", value=clock)
        yield GaugeMetricFamily("zhiben_sequence", "Number of the last change", value=pulse.seq)
        latency = GaugeMetricFamily(
            "zhiben_decision_seconds", "From the taking of events to their changes, of late", labels=["quantile"]
        )
        for share in (0.5, 0.99):
            latency.add_metric([str(share)], percentile(list(pulse.seconds), share))
        yield latency


class Server(threading.Thread):
    """The application on a socket, in a thread of its own; a source of the loop that never ends."""

    def __init__(self, intake: Intake, host: str, port: int) -> None:
        """Bind when the thread starts."""
        super().__init__(name="http", daemon=True)
        self._queue = intake.queue
        self._server = uvicorn.Server(
            uvicorn.Config(
                intake.app(), host=host, port=port, log_level="warning", access_log=False, lifespan="off",
                server_header=False, timeout_keep_alive=5, limit_concurrency=200, h11_max_incomplete_event_size=16_384,
            )
        )  # fmt: skip

    def run(self) -> None:
        """Serve until `stop`."""
        try:
            self._server.run()
        except BaseException as error:  # noqa: BLE001  # raised by the loop instead
            self._queue.failure = error if isinstance(error, Exception) else OSError("the address cannot be bound")
        self._queue.put(None)

    def stop(self) -> None:
        """Let the requests that wait be answered, and no more come."""
        self._server.should_exit = True
