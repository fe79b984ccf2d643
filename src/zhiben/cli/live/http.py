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
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import uvicorn
from msgspec import Struct
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from zhiben.cli.live.figures import Figures
from zhiben.cli.live.loop import Pulse
from zhiben.cli.live.requests import Refused, kind, records, refusal
from zhiben.cli.live.sources import Delivery, Queue
from zhiben.engine.monitor.settings import Outcome
from zhiben.events.arriving import Arriving
from zhiben.events.problem import Problem

PATIENCE = 10.0  # seconds that a request waits for the monitor


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


class Intake(Struct, frozen=True):
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
        registry.register(Figures(self.pulse))

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
            except Refused as refused:
                return refusal(refused)

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
        found = records(kind(request), await self._content(request))
        if not found:
            return JSONResponse({"taken": 0}, 202)
        lines = "".join(f"{json.dumps(record, ensure_ascii=False)}\n" for record in found).encode()
        arrived = await asyncio.to_thread(self.arriving.read, lines, "http")
        wrong = [problem for problem in arrived.problems if problem.level == "error"]
        if wrong:
            raise Refused(422, *wrong)
        outcome = await self._judged(Delivery(arrived))
        own = {str(record["id"]) for record in found}
        contradicting = [problem for problem in outcome.problems if problem.field != "id" or problem.value in own]
        if contradicting:
            raise Refused(409, *contradicting)
        return JSONResponse({"taken": len(found)}, 202)

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
