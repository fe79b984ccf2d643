"""In which order rules are judged, and on which events: what reads decided duties comes after what it reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import pyarrow as pa

from zhiben.engine.decided import Handed, with_decided
from zhiben.engine.stage import Stage
from zhiben.events.vocabulary import DUTY_DECIDED
from zhiben.rules.decided import chain, levels, readings, reads
from zhiben.rules.model import Duty, EachEvent, Rule


def strata(
    stage: Stage, rules: Sequence[Rule], told: Mapping[int, Sequence[pa.Table]], handed: Handed | None = None
) -> Iterator[tuple[Stage, list[tuple[int, Rule, bool]]]]:
    """The rules in groups that do not read each other: the stage to judge a group on, and each rule of it with its
    place and whether others read it.

    Rules that read nothing decided come first and are judged on the log alone.

    Args:
        told: by place the decided duties of the rules given out before; filled by the caller meanwhile.
        handed: decided duties of other rules, which these read, too.
    """
    read = reads(rules)
    level = levels(read)
    assert level is not None, "rules that read each other's decided duties are a load error"
    is_read = frozenset[int]().union(*read)
    given: list[pa.Table] = []
    if handed is not None:
        level = [max(height, int(bool(readings(rule)))) for height, rule in zip(level, rules, strict=True)]
        is_read |= {place for place, rule in enumerate(rules) if rule.id in handed.wanted}
        given.append(handed.given)
    for height in range(max(level, default=0) + 1):
        places = [place for place, reached in enumerate(level) if reached == height]
        ready = stage
        if height:
            types = looked_at([rules[place] for place in places])
            sources = sorted(frozenset[int]().union(*(read[place] for place in places)))
            ready = with_decided(stage, given + [table for source in sources for table in told[source]], types)
        yield ready, [(place, rules[place], place in is_read) for place in places]


def looked_at(rules: Iterable[Rule]) -> set[str]:
    """Event types of the log that some rules, and what is owed otherwise, look at."""
    steps = [step for rule in rules for step in chain(rule)]
    duties = [duty for step in steps for duty in (step.duty, *(variant.duty for variant in step.variants))]
    return {name for duty in duties for name in _of_duty(duty)} - {DUTY_DECIDED}


def _of_duty(duty: Duty) -> Iterator[str]:
    yield from duty.events
    if isinstance(duty.occasion, EachEvent):
        yield from duty.occasion.events
    for until in (getattr(duty.occasion, "until", None), getattr(duty.measure, "until", None)):
        if until is not None:
            yield from until.events
