"""The terminal view of `zhiben watch`: open duties by due date, the latest verdicts, and how fast events come."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import datetime
from typing import ClassVar, TypeVar
from zoneinfo import ZoneInfo

from rich.text import Text
from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import DataTable, Footer, Static

from zhiben.cli.live.loop import Pulse, percentile
from zhiben.cli.live.sources import Queue
from zhiben.cli.options import Lang
from zhiben.engine.monitor.showing import OpenDuty
from zhiben.engine.monitor.telling import Told
from zhiben.events.civil import from_micros
from zhiben.reports.safe import visible
from zhiben.rules.decided import chain
from zhiben.rules.model import Rulebook

REFRESH = 1.0  # seconds
SHOWN = 200  # duties
COLOURS = {
    "breached": "bold red", "late": "yellow", "met": "green", "unknown": "magenta", "waived": "cyan",
    "due-soon": "yellow", "opened": "", "reopened": "bold", "withdrawn": "dim",
}  # fmt: skip
_WORDS: dict[str, tuple[str, str]] = {
    "open": ("待履行的义务（按到期日）", "Open duties by due date"),
    "latest": ("最近的变化", "Latest changes"),
    "due": ("到期", "due"),
    "bearer": ("责任主体", "bearer"),
    "rule": ("规则", "rule"),
    "when": ("时间", "when"),
    "change": ("变化", "change"),
    "key": ("事项", "about"),
    "clock": ("时钟", "clock"),
    "events": ("记录", "events"),
    "rate": ("每秒", "per second"),
    "p99": ("判定用时 p99", "decided within (p99)"),
    "aside": ("过迟", "too late"),
    "rejected": ("拒收", "rejected"),
    "waiting": ("尚无记录", "nothing has arrived yet"),
    "stopped": ("已结束，按 q 退出", "at its end; press q to leave"),
    "opened": ("产生", "opened"),
    "due-soon": ("即将到期", "due soon"),
    "met": ("已履行", "met"),
    "breached": ("违反", "breached"),
    "late": ("逾期补做", "late"),
    "unknown": ("无法判定", "unknown"),
    "waived": ("豁免", "waived"),
    "reopened": ("重新待定", "reopened"),
    "withdrawn": ("撤回", "withdrawn"),
}
_Result = TypeVar("_Result")


class View(App[None]):
    """The view; it only reads."""

    CSS = """
    #figures { height: 1; padding: 0 1; background: $primary-background; }
    .heading { height: 1; padding: 0 1; text-style: bold; }
    DataTable { height: 1fr; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [("q", "quit", "quit")]
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, pulse: Pulse, rulebook: Rulebook, lang: Lang) -> None:
        """Show the pulse of a loop."""
        super().__init__()
        self._pulse, self._lang, self._zone = pulse, lang, ZoneInfo(rulebook.timezone)
        self._titles = {step.id: step.title.text(lang, step.id) for rule in rulebook.rules for step in chain(rule)}
        self._before: tuple[float, int] = (time.monotonic(), 0)

    def compose(self) -> ComposeResult:
        """Figures, open duties, latest changes."""
        yield Static(id="figures")
        with Vertical():
            yield Static(self._say("open"), classes="heading")
            yield DataTable[Text](id="open", cursor_type="row", zebra_stripes=True)
            yield Static(self._say("latest"), classes="heading")
            yield DataTable[Text](id="latest", cursor_type="row", zebra_stripes=True)
        yield Footer()

    def on_mount(self) -> None:
        """Begin to look."""
        self._table("open").add_columns(*map(self._say, ("due", "bearer", "rule")))
        self._table("latest").add_columns(*map(self._say, ("when", "change", "bearer", "rule", "key")))
        self.refresh_all()
        self.set_interval(REFRESH, self.refresh_all)

    def refresh_all(self) -> None:
        """Show how things stand now."""
        pulse = self._pulse
        now, counted = time.monotonic(), sum(pulse.counts.values())
        elapsed = max(now - self._before[0], 1e-3)
        rate = (counted - self._before[1]) / elapsed if self._before[1] else 0.0
        self._before = (now, counted)
        self.query_one("#figures", Static).update(self._figures(rate))
        self._fill("open", [self._open(duty) for duty in pulse.open_duties[:SHOWN]])
        self._fill("latest", [self._change(told) for told in reversed(list(pulse.latest))])

    def _figures(self, rate: float) -> Text:
        pulse = self._pulse
        if pulse.clock is None:
            return Text(self._say("waiting"))
        parts = [f"{self._say('clock')} {self._moment(pulse.clock)}"]
        parts.append(f"{self._say('events')} {pulse.counts.get('accepted', 0):,}")
        parts.append(f"{rate:,.0f} {self._say('rate')}")
        parts.append(f"{self._say('p99')} {percentile(list(pulse.seconds), 0.99) * 1000:,.0f} ms")
        parts += [
            f"{self._say(name)} {pulse.counts[name]:,}" for name in ("aside", "rejected") if pulse.counts.get(name)
        ]
        if pulse.is_stopped:
            parts.append(self._say("stopped"))
        return Text("  ·  ".join(parts))

    def _open(self, duty: OpenDuty) -> list[Text]:
        near = self._pulse.clock is not None and duty.is_soon
        due = Text(self._moment(duty.closes - 1), style="yellow" if near else "")
        return [due, Text(visible(duty.bearer)), Text(visible(self._titles.get(duty.rule) or duty.rule))]

    def _change(self, told: Told) -> list[Text]:
        return [
            Text("" if told.at is None else self._moment(told.at)),
            Text(self._say(told.what), style=COLOURS[told.what]),
            Text(visible(told.bearer)),
            Text(visible(self._titles.get(told.rule, told.rule))),
            Text(visible(told.key)),
        ]

    def _fill(self, name: str, rows: list[list[Text]]) -> None:
        table = self._table(name)
        at = table.cursor_row
        table.clear()
        for row in rows:
            table.add_row(*row)
        if rows:
            table.move_cursor(row=min(at, len(rows) - 1), animate=False)

    def _table(self, name: str) -> DataTable[Text]:
        return self.query_one(f"#{name}", DataTable)

    def _moment(self, instant: int) -> str:
        moment: datetime = from_micros(instant).astimezone(self._zone)
        return f"{moment:%Y-%m-%d %H:%M}"

    def _say(self, word: str) -> str:
        return _WORDS[word][0 if self._lang == "zh" else 1]


def show(watch: Callable[[], _Result], queue: Queue, pulse: Pulse, rulebook: Rulebook, lang: Lang) -> _Result:
    """Watch in a thread, and show it until that ends and somebody leaves.

    Raises:
        BaseException: whatever watching failed of.
    """
    results: list[_Result] = []
    failures: list[BaseException] = []
    view = View(pulse, rulebook, lang)

    def run() -> None:
        try:
            results.append(watch())
        except BaseException as error:  # noqa: BLE001  # raised below, where it is understood
            failures.append(error)
            view.call_from_thread(view.exit)

    thread = threading.Thread(target=run, name="judging")
    thread.start()
    try:
        view.run()
    finally:
        queue.stopped.set()
        thread.join()
    if failures:
        raise failures[0]
    return results[0]
