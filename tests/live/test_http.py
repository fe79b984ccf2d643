"""Events over HTTP: who may send them, what is refused and how, and that what was taken is in the state."""

from __future__ import annotations

import json
import re
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from zhiben.events.arriving import Arriving

from .watching import AS_OF, WATCH, environment, write_inputs

TOKEN = "a-token-of-enough-characters"
SINGLE = {"content-type": "application/cloudevents+json"}
BATCH = {"content-type": "application/cloudevents-batch+json"}


class Client:
    """A monitor that listens, and a client that knows its token."""

    def __init__(self, folder: Path, port: int, *options: object) -> None:
        self.entities, self.events = write_inputs(folder, 60)
        self.changes, self.ledger = folder / "changes.jsonl", folder / "ledger.parquet"
        arguments = [
            "--entities",
            self.entities,
            "--state",
            folder / "state",
            "--to",
            self.changes,
            "--ledger",
            self.ledger,
        ]
        arguments += ["--from", f"http://127.0.0.1:{port}", "--clock", "events", "--no-explain", *options]
        self.process = subprocess.Popen(
            [*WATCH, *map(str, arguments)], env={**environment(), "ZHIBEN_TOKEN": TOKEN}, stderr=subprocess.PIPE
        )
        self.http = httpx.Client(
            base_url=f"http://127.0.0.1:{port}",
            headers={"authorization": f"Bearer {TOKEN}"},
            transport=httpx.HTTPTransport(retries=0),
            timeout=30,
        )

    def post(self, content: Any, headers: dict[str, str] = SINGLE) -> httpx.Response:
        """Send events, or bytes as they are."""
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        return self.http.post("/events", content=body, headers=headers)

    def stop(self) -> str:
        """As an operator does; what it said."""
        self.process.send_signal(signal.SIGTERM)
        said = self.process.communicate(timeout=60)[1].decode()
        assert "Traceback" not in said, said
        return said


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    import socket
    import time

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    made = Client(tmp_path_factory.mktemp("http"), port, "--as-of", AS_OF, "--body-limit", 50_000, "--rate-limit", 60)
    deadline = time.monotonic() + 60
    while True:
        try:
            made.http.get("/healthz")
            break
        except httpx.ConnectError:
            assert made.process.poll() is None and time.monotonic() < deadline, "it does not listen"
            time.sleep(0.1)
    yield made
    made.http.close()
    if made.process.poll() is None:
        made.stop()


def event(number: str = "1", **more: object) -> dict[str, object]:
    return {
        "specversion": "1.0", "id": number, "source": "made-up", "type": "drill", "subject": "c1",
        "time": "2024-04-02T10:00:00Z", **more,
    }  # fmt: skip


def test_it_is_well_and_says_nothing_to_web_pages(client: Client) -> None:
    answer = client.http.get("/healthz", headers={"origin": "https://elsewhere.example"})
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert not [name for name in answer.headers if name.startswith("access-control")] and "server" not in answer.headers


@pytest.mark.parametrize("sent", ["", "Bearer wrong", f"Basic {TOKEN}", "Bearer", TOKEN])
def test_without_the_token_nothing_is_taken(client: Client, sent: str) -> None:
    for ask in (
        client.http.build_request("POST", "/events", json=event()),
        client.http.build_request("GET", "/metrics"),
    ):
        ask.headers["authorization"] = sent
        answer = client.http.send(ask)
        assert answer.status_code == 401 and answer.headers["www-authenticate"] == "Bearer"
        assert answer.json()["problems"][0]["code"] == "no-token"


@pytest.mark.parametrize(
    ("content", "headers", "status", "code"),
    [
        (b"{", SINGLE, 400, "bad-json"),
        (b"[" * 20_000, SINGLE, 400, "bad-json"),
        (b'"text"', SINGLE, 400, "not-an-event"),
        ([event()], SINGLE, 400, "not-single"),
        (event(), BATCH, 400, "not-a-batch"),
        (event(), {"content-type": "text/plain"}, 415, "not-json"),
        (b"x" * 60_000, SINGLE, 413, "too-large"),
        (event(specversion="0.3"), SINGLE, 422, "no-cloudevent"),
        ({"id": "1", "type": "drill"}, SINGLE, 422, "no-cloudevent"),
        (event(type="dril"), SINGLE, 422, "unknown-type"),
        (event(time="yesterday"), SINGLE, 422, "bad-date"),
        ([event("2"), event("3", time="never")], BATCH, 422, "bad-date"),
    ],
)
def test_what_is_wrong_is_refused_as_a_whole_with_its_problems(
    client: Client, content: Any, headers: dict[str, str], status: int, code: str
) -> None:
    answer = client.post(content, headers)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert code in {problem["code"] for problem in answer.json()["problems"]}, answer.text


def test_a_body_that_never_says_its_length_is_cut_off_too(client: Client) -> None:
    answer = client.http.post("/events", content=(b" " * 10_000 for _ in range(10)), headers=SINGLE)
    assert answer.status_code == 413


def test_events_are_taken_once_and_figures_say_so(client: Client) -> None:
    lines = [json.loads(line) for line in client.events.read_text().splitlines()]
    records = [
        {"specversion": "1.0", **{k: v for k, v in line.items() if k in _OUTER}, "data": _data(line)} for line in lines
    ]
    assert client.post(records[0]).status_code == 202
    answer = client.post(records, BATCH)
    assert (answer.status_code, answer.json()) == (202, {"taken": len(records)})
    metrics = client.http.get("/metrics").text
    assert re.search(r'zhiben_events_total\{outcome="accepted"\} 60\.0', metrics), metrics
    assert re.search(r'zhiben_events_total\{outcome="duplicates"\} 7\.0', metrics)
    assert 'zhiben_changes_total{change="opened"}' in metrics and 'zhiben_decision_seconds{quantile="0.99"}' in metrics


def test_an_id_that_contradicts_itself_is_a_conflict(client: Client) -> None:
    assert client.post(event("contradicted")).status_code == 202
    answer = client.post(event("contradicted", subject="c2"))
    assert answer.status_code == 409 and answer.json()["problems"][0]["code"] == "conflict"


def test_too_many_requests_are_told_to_wait(client: Client) -> None:
    answers = [client.post(b"{") for _ in range(200)]
    refused = [answer for answer in answers if answer.status_code == 429]
    assert refused and refused[0].headers["retry-after"] == "1"


_OUTER = {"id", "source", "type", "subject", "time"}


def _data(line: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in line.items() if name not in _OUTER}


def test_without_a_token_it_does_not_listen(tmp_path: Path) -> None:
    entities, _ = write_inputs(tmp_path, 1)
    arguments = [*WATCH, "--entities", str(entities), "--from", "http://127.0.0.1:0"]
    ran = subprocess.run(arguments, capture_output=True, env={**environment(), "ZHIBEN_TOKEN": "short"}, timeout=60)
    assert ran.returncode == 2 and b"no-token" in ran.stderr


def test_reading_is_that_of_files() -> None:
    """The intake has no reading of its own."""
    from zhiben.rules.loading import load_rulebook

    book = load_rulebook("workshop-safety")
    arrived = Arriving(book.vocabulary, book.timezone).read(json.dumps(event()).encode() + b"\n", "http")
    assert not arrived.problems and arrived.table["subject"].to_pylist() == ["c1"]
