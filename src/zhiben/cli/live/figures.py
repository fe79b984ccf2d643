"""The loop's figures as Prometheus reads them."""

from __future__ import annotations

from collections.abc import Iterator

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from zhiben.cli.live.loop import Pulse, percentile


class Figures(Collector):
    """Counters and gauges of one run."""

    def __init__(self, pulse: Pulse) -> None:
        """Read from what the loop notes down."""
        self._pulse = pulse

    def collect(self) -> Iterator[Metric]:
        """As Prometheus asks for them."""
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
