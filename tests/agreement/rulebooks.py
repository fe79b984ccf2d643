"""Random rulebooks: every window, measure, bound and option, in the combinations that the language allows."""

from __future__ import annotations

import datetime as dt
from typing import Literal, Sequence, TypeVar, get_args

from hypothesis import strategies as st
from msgspec.structs import replace

from zhiben.events.vocabulary import SCALE
from zhiben.rules.model import (
    ALWAYS,
    AllOf,
    AnyOf,
    BearerInForce,
    Before,
    Bound,
    By,
    Condition,
    DateRange,
    Duration,
    Duty,
    EachBreach,
    EachEntity,
    EachEvent,
    EntitySet,
    Every,
    FieldLimit,
    FieldSet,
    Measure,
    MeasureName,
    Not,
    Occasion,
    Period,
    PreviousLimit,
    Rule,
    Rulebook,
    SinceLast,
    Test,
    Threshold,
    Throughout,
    Until,
    Variant,
    Whose,
    Window,
    Within,
)

from .conditions import attribute_tests, conditions, event_tests
from .worlds import TYPES, VOCABULARY, Scene

T = TypeVar("T")
Raised = Literal["bearer", "entity", "event", "breach"]
WindowName = Literal["every", "by", "within", "before", "since_last", "throughout"]

WINDOWS: tuple[WindowName, ...] = get_args(WindowName)
MEASURES: tuple[MeasureName, ...] = get_args(MeasureName)
RAISED: tuple[Raised, ...] = ("bearer", "entity", "event")
_TRIGGERS: tuple[Raised, ...] = ("event",)

_DURATIONS = (
    Duration(24, "hours"),
    Duration(1, "days"),
    Duration(1, "hours"),
    Duration(2, "days"),
    Duration(30, "days"),
    Duration(1, "workdays"),
    Duration(3, "workdays"),
    Duration(1, "weeks"),
    Duration(1, "months"),
    Duration(1, "years"),
    Duration(90, "minutes"),
)
_GRACE = (None, None, Duration(1, "days"), Duration(2, "workdays"), Duration(12, "hours"))
# How an end is told by what began: field of the end, field of the beginning.
_ENDS = (
    (),
    (("k", "k"),),
    (("k", "k"),),
    (("n", "n"),),
    (("k", "k"), ("n", "n")),
    (("subject", "subject"),),
    (("subject", "who"),),
    (("who", "k"),),
)
_TEXT_PAIRS = (
    ("k", "k"),
    ("k", "k"),
    ("n", "n"),
    ("who", "who"),
    ("due", "due"),
    ("ok", "ok"),
    ("who", "k"),
    ("site", "site"),
)
_DIFFERING = (
    (("who", "who"),),
    (("who", "k"),),
    (("n", "n"),),
    (("who", "subject"),),
    (("subject", "who"),),
    (("who", "who"), ("k", "who")),
)
_OWN = "duty_decided."
_DECIDED_PAIRS = (
    (),
    (),
    (("k", f"{_OWN}key"),),
    (("who", f"{_OWN}key"),),
    (("subject", "subject"),),
    (("who", "subject"),),
    (("k", f"{_OWN}outcome"),),
)


@st.composite
def rulebooks(
    draw: st.DrawFn,
    scene: Scene,
    *,
    windows: Sequence[WindowName] = WINDOWS,
    raised: Sequence[Raised] = RAISED,
    measures: Sequence[MeasureName] = MEASURES,
    below: bool | Literal["any"] | None = None,
    chained: bool | None = None,
    earlier: bool = False,
    looking_back: bool = False,
    several: bool = True,
    reading: bool | None = None,
    of_anybody: bool = False,
    streaming: bool = False,
    prompt: bool = False,
) -> Rulebook:
    """A rulebook of one or two rules.

    Args:
        windows, raised, measures: what to choose from, where the language allows it together.
        below: `whose: below` or `above` always, never, or (None) sometimes `any` as well.
        chained: with `otherwise`, without, or (None) sometimes.
        earlier: always with `from`, where it can stand.
        looking_back: always with a limit from the window before, where it can stand.
        several: sometimes two rules.
        reading: one to three more rules that read decided duties, none, or (None) now and then.
        of_anybody: what reads decided duties reads everybody's, as a rule without bearer or `whose: any`.
        streaming: `occurrence: last` wherever it can stand, else only now and then.
        prompt: every condition over events asks how soon they were recorded.
    """
    start = scene.day(draw(st.sampled_from((-45, -3) if earlier else (-3, -1, 0, -45, -1))))
    end = draw(st.sampled_from((None,) * 6 + (62, 30, 62, 32, 2, 0)))
    in_force = DateRange(start, None if end is None else scene.day(end))
    bearer = draw(st.sampled_from(("enterprise",) * 8 + ("site", None)))
    rules = []
    for number in range(draw(st.sampled_from((1, 1, 2) if several else (1,)))):
        options = _Options(draw, scene, bearer, below, measures, earlier, looking_back, prompt)
        rule = options.rule(f"r{number}", in_force, windows, raised)
        if streaming or options.pick((0, 0, 0, 1)):
            rule = streamed(rule)
        rules.append(options.chain(rule, chained))
    if reading or (reading is None and several and draw(st.sampled_from((0,) * 7 + (1,)))):
        for number in range(draw(st.sampled_from((1, 2, 2, 3) if reading else (1,)))):
            # Mostly of the same kind of bearer, so that something is its own; now and then of the log as a whole.
            whose = draw(st.sampled_from((bearer, None) if of_anybody else (bearer,) * 5 + (None, "enterprise")))
            options = _Options(
                draw, scene, whose, "any" if of_anybody else below, measures, earlier, looking_back, prompt
            )
            rules.append(options.chain(options.reader(f"d{number}", in_force, rules), chained))
        rules = draw(st.permutations(rules))
    return Rulebook(
        name="drawn",
        rules=tuple(rules),
        vocabulary=VOCABULARY,
        timezone=scene.zone,
        holidays=draw(st.sampled_from(("CN", "DE"))),
        in_force=DateRange(start, None),
    )


def streamed(rule: Rule) -> Rule:
    """The rule with its triggers as a stream, where the language allows that."""
    duties = [rule.duty, *(variant.duty for variant in rule.variants)]
    occasion = rule.duty.occasion
    is_able = isinstance(occasion, EachEvent) and occasion.threshold is None and occasion.until is None
    for duty in duties:
        is_able &= isinstance(duty.window, Within) and duty.bound.name == "at_least"
        is_able &= (
            duty.measure.name in ("count", "days", "distinct", "covers", "sum", "max") and duty.measure.wanted is None
        )
    if not is_able or not isinstance(occasion, EachEvent):
        return rule
    last = replace(occasion, occurrence="last")
    variants = tuple(replace(v, duty=replace(v.duty, occasion=last)) for v in rule.variants)
    return replace(rule, duty=replace(rule.duty, occasion=last), variants=variants)


class _Options:
    """The choices for one rule, made in the order in which they exclude each other."""

    def __init__(
        self,
        draw: st.DrawFn,
        scene: Scene,
        bearer: str | None,
        below: bool | Literal["any"] | None,
        measures: Sequence[MeasureName],
        earlier: bool,
        looking_back: bool,
        prompt: bool,
    ) -> None:
        self.draw = draw
        self.scene = scene
        self.bearer = bearer
        self.below = below if bearer is not None else False
        self.measures = measures
        self.earlier = earlier
        self.looking_back = looking_back
        self.prompt = prompt

    def pick(self, options: Sequence[T]) -> T:
        return self.draw(st.sampled_from(tuple(options)))

    def rule(self, name: str, in_force: DateRange, windows: Sequence[WindowName], raised: Sequence[Raised]) -> Rule:
        window = self.pick(windows)
        allowed = _TRIGGERS if window in ("within", "before") else RAISED
        wanted: tuple[Raised, ...] = tuple(r for r in raised if r in allowed)
        chosen = self.pick(wanted or allowed)
        if chosen == "entity" and self.bearer is None:  # nothing is below the log as a whole
            chosen = "bearer"
        occasion = self.occasion(chosen, window)
        duty = self.duty(occasion, window)
        rule = Rule(
            id=name,
            duty=duty,
            bearer=self.bearer,
            clauses=("1.1", "1.2"),
            severity=self.pick(("medium", "high")),
            in_force=in_force,
            applies=ALWAYS if self.bearer is None else self.condition(attribute_tests(self.scene, self.bearer)),
        )
        if isinstance(duty.window, Within) and duty.window.field == "target":
            rule = replace(rule, due_on_occasion=False)
        variants = tuple(self.variant(str(n), rule) for n in range(1, 1 + self.pick((0, 0, 1, 2))))
        return replace(rule, variants=variants)

    def reader(self, name: str, in_force: DateRange, read: Sequence[Rule]) -> Rule:
        """A rule with decided duties of `read` in place of what raises it, of what it counts, or of what ends it."""
        rule = self.rule(name, in_force, ("within", "within", *WINDOWS), ("event", "event", *RAISED))
        duty, occasion = rule.duty, rule.duty.occasion
        places = ["counted"] if not isinstance(duty.window, SinceLast) else ["cadence"]
        if isinstance(occasion, EachEvent):
            places += ["raised", "raised", "raised", "both"]
            places += ["ended", "ended"] if occasion.until else []
        place = self.pick(places)
        if isinstance(occasion, EachEvent) and place in ("raised", "both"):
            events = self.pick((("duty_decided",), ("duty_decided",), ("duty_decided", "a")))
            occasion = replace(occasion, events=events, where=self.of_rules(read))
            duty = replace(duty, same=self.pick(_DECIDED_PAIRS), differs=(), differs_on=())
        if isinstance(occasion, EachEvent) and occasion.until and place == "ended":
            pairs = self.pick(((), ((f"{_OWN}key", "k"),), (("subject", "subject"),)))
            occasion = replace(occasion, until=Until(("duty_decided",), self.of_rules(read), pairs))
        if place in ("counted", "cadence", "both"):
            share = Measure("share", where=self.outcome())
            measures = [Measure(), Measure("days"), Measure("distinct", f"{_OWN}key"), share]
            measures += [Measure("covers", f"{_OWN}clause", values=("1.2", "9")), Measure("distinct", f"{_OWN}clause")]
            measure = Measure() if place == "cadence" else self.pick(measures)
            events = self.pick((("duty_decided",), ("duty_decided",), ("a", "duty_decided")))
            bound = duty.bound if place == "cadence" else self.bound(measure.name)
            roll = duty.roll and bound.name == "at_least"
            grace = duty.grace if bound.name == "at_least" else None
            pairs = self.pick(((), ((f"{_OWN}key", "k"),), (("subject", "subject"),)))
            same = duty.same if isinstance(occasion, EachEntity) else pairs if isinstance(occasion, EachEvent) else ()
            if isinstance(occasion, EachEntity):
                same = self.pick((((f"{_OWN}key", "id"),), (("subject", "id"),)))
            if place == "both":
                same = self.pick(((), ((f"{_OWN}key", f"{_OWN}key"),), ((f"{_OWN}outcome", f"{_OWN}outcome"),)))
            duty = replace(duty, events=events, where=self.of_rules(read), measure=measure, bound=bound, same=same)
            duty = replace(duty, roll=roll, grace=grace, differs=(), differs_on=())
        window = duty.window
        if isinstance(window, Within) and window.field:
            duty = replace(duty, window=Within(Duration(2, "days")), roll=False)
        low, high = (SCALE if isinstance(limit, FieldLimit) else limit for limit in (duty.bound.low, duty.bound.high))
        duty = replace(duty, occasion=occasion, bound=replace(duty.bound, low=low, high=high))
        variants: tuple[Variant, ...] = ()
        if isinstance(occasion, EachEvent) and place in ("raised", "both") and self.pick((0, 1)):
            when = Test(f"{_OWN}outcome", "in", ("breached",), "text")
            variants = (Variant("1", duty, "low", when, frozenset({f"{_OWN}outcome"})),)
        return replace(rule, duty=duty, variants=variants, due_on_occasion=True, clauses=self.pick((("1.2", "2"), ())))

    def of_rules(self, read: Sequence[Rule]) -> Condition:
        """Decided duties of some of the rules, by their ids, or of those of one kind of verdict among them."""
        ids = [f"{rule.id}{'/otherwise' * depth}" for rule in read for depth in range(_depth(rule) + 1)]
        chosen = (*self.draw(st.sets(st.sampled_from(ids))), self.pick((ids[-1], *ids)))
        named = Test(f"{_OWN}rule", "in", tuple(dict.fromkeys(chosen)), "text")
        more: tuple[Condition, ...] = (
            *(ALWAYS,) * 6,
            self.outcome(),
            self.outcome(),
            Test(f"{_OWN}severity", "not_in", ("high",), "text"),
            Test(f"{_OWN}clause", "in", ("1.1",), "text", True),
            Test(f"{_OWN}key", "exists", (True,), "text"),
            Not(Test(f"{_OWN}key", "in", ("K",), "text")),
            Test("recorded_after", "exists", (False,), "duration"),
        )
        return AllOf((named, self.pick(more)))

    def outcome(self) -> Condition:
        chosen = self.pick((("met",), ("breached",), ("met", "breached"), ("breached", "unknown"), ("met", "unknown")))
        return Test(f"{_OWN}outcome", "in", chosen, "text")

    def condition(self, tests: st.SearchStrategy, often: bool = False) -> Condition:
        return self.draw(conditions(tests, often=often))

    def over_events(self, often: bool = False) -> Condition:
        names = ("recorded_after",) if self.prompt and self.pick((0, 1, 1)) else None
        return self.condition(event_tests(self.scene, names), often=often or self.prompt)

    def types(self) -> tuple[str, ...]:
        return self.pick((("a",), ("a", "b"), ("b",), TYPES, ("a", "b"), ("a", "b"), ("b", "c")))

    def whose(self) -> Whose:
        if self.below is None:
            return (
                self.pick(("own", "own", "own", "below", "below", "above", "any")) if self.bearer is not None else "own"
            )
        if self.below == "any":
            return "own" if self.bearer is None else "any"
        return self.pick(("below", "below", "above")) if self.below else "own"

    def pairs(self) -> tuple[tuple[str, str], ...]:
        if self.pick((0, 0, 0, 0, 0, 1)):
            return self.pick(((("subject", "subject"),), (("subject", "who"),), (("k", "k"), ("n", "n"))))
        return self.pick(((), (("k", "k"),), (("k", "k"),), (), (self.pick(_TEXT_PAIRS),)))

    def occasion(self, raised: Raised, window: WindowName) -> Occasion:
        if raised == "bearer":
            return BearerInForce()
        if raised == "entity":
            kind = self.pick(("site",) * 5 + ("enterprise",))
            return EachEntity(kind, self.condition(attribute_tests(self.scene, kind)))
        lived = window not in ("within", "before")
        threshold = Threshold(self.pick((2, 1, 3)), self.pick(_DURATIONS)) if self.pick((0,) * 5 + (1,)) else None
        return EachEvent(
            events=self.types(),
            where=self.over_events(),
            whose=self.whose(),
            occurrence="each" if threshold else self.pick(("each", "each", "first")),
            threshold=threshold,
            until=self.until() if lived and self.pick((1, 1, 0)) else None,
        )

    def until(self, pairs: Sequence[tuple[tuple[str, str], ...]] = ((), (("k", "k"),), (("n", "n"),))) -> Until:
        return Until(self.types(), self.over_events(), self.pick(tuple(pairs)))

    def duty(self, occasion: Occasion, window: WindowName, root: Occasion | None = None) -> Duty:
        root = root or occasion
        same: tuple[tuple[str, str], ...] = ()
        if isinstance(root, EachEntity):
            same = self.pick(((("site", "id"),), (("subject", "id"),)))
        elif isinstance(root, EachEvent):
            same = self.pairs()
        differs, sides = self.differing(root)
        measure, bound = self.measure(window, root)
        if window != "since_last" and measure.name not in ("share", "covers"):
            bound = self.from_field(bound, root)
        if window == "every" and measure.name not in ("share", "covers", "mean"):
            bound = self.from_before(bound)
        duty = Duty(
            occasion=occasion,
            events=self.types(),
            window=self.window(window, root),
            bound=bound,
            where=self.over_events(),
            same=same,
            differs=differs,
            differs_on=sides,
            whose=self.whose(),
            measure=measure,
        )
        return self.optioned(duty, window)

    def differing(self, root: Occasion) -> tuple[tuple[tuple[str, str], ...], tuple[Literal["occasion", "event"], ...]]:
        """Now and then what has to differ, from the trigger where one of its types declares the other field."""
        differs = self.pick(((),) * 18 + _DIFFERING)
        declared = {"subject"} if isinstance(root, EachEvent) else set()
        for name in set(VOCABULARY.events).intersection(root.events if isinstance(root, EachEvent) else ()):
            declared |= set(VOCABULARY.events[name].fields)
        if any(mine == other and other not in declared for mine, other in differs):
            return (), ()
        return differs, tuple("occasion" if other in declared else "event" for _, other in differs)

    def optioned(self, duty: Duty, window: WindowName) -> Duty:
        from_: dt.date | Literal["any"] | None = None
        if duty.measure.name == "standing":
            return replace(duty, partial=self.pick(("require", "skip"))) if window == "every" else duty
        if window in ("by", "every", "since_last"):
            # A `by` before its own `from` could count nothing.
            is_early = isinstance(duty.window, By) and duty.window.date <= self.scene.day(1)
            later = () if is_early else (self.scene.day(1),)
            starts: tuple[dt.date | Literal["any"], ...] = ("any", self.scene.day(-2), self.scene.day(-31), *later)
            from_ = self.pick(starts if self.earlier else (None, None, *starts))
        if window == "every":
            return replace(duty, from_=from_, partial=self.pick(("require", "skip")))
        if window in ("by", "within") and duty.bound.name == "at_least":
            exact = (
                isinstance(duty.window, Within) and duty.window.duration is not None and duty.window.duration.is_exact
            )
            timed = isinstance(duty.window, Within) and duty.window.field == "due_at"
            roll = self.pick((False, False, True)) and not exact and not timed
            return replace(duty, from_=from_, roll=roll, grace=self.pick(_GRACE))
        return replace(duty, from_=from_)

    def window(self, name: WindowName, root: Occasion) -> Window:
        match name:
            case "every":
                return Every(self.pick(get_args(Period)))
            case "by":
                return By(self.scene.day(self.pick((0, 1, 2, 31, -1))))
            case "within":
                fields = ("due", "due_at") if isinstance(root, EachEvent) else ()
                target = ("target",) if self.bearer == "enterprise" else ()
                field = self.pick((None,) * 7 + (*fields, *target))
                return Within(None, field) if field else Within(self.pick(_DURATIONS))
            case "before":
                return Before(self.pick((None, *_DURATIONS)))
            case "since_last":
                return SinceLast(self.pick(_DURATIONS))
            case "throughout":
                return Throughout()

    def measure(self, window: WindowName, root: Occasion) -> tuple[Measure, Bound]:
        if window == "since_last":
            return Measure(), Bound("at_least", SCALE)
        name = self.pick(tuple(self.measures) + ("count",) * 6 if "count" in self.measures else self.measures)
        match name:
            case "standing":
                measure = Measure(name, until=self.until(_ENDS))
            case "count" | "days":
                measure = Measure(name)
            case "distinct":
                measure = Measure(name, field=self.pick(("k", "n", "who", "due")))
            case "share":
                measure = Measure(name, where=self.over_events(often=True))
            case "covers":
                measure = self.covers(root)
            case _:
                measure = Measure(name, field="n")
        return measure, self.bound(name)

    def covers(self, root: Occasion) -> Measure:
        """Over listed values, over a list of the trigger or the bearer, or over entities."""
        sets: list[FieldSet | EntitySet | None] = [None]
        if isinstance(root, EachEvent) and any(t in ("a", "b") for t in root.events):
            sets += [FieldSet("tags", True)] * 2
        if self.bearer == "enterprise":
            sets += [FieldSet("areas")] * 2
        kind = self.pick(("site", "site", "enterprise"))
        where = self.condition(attribute_tests(self.scene, kind))
        sets += [EntitySet(kind, where)] * 2
        chosen = self.pick(sets)
        if isinstance(chosen, EntitySet):
            return Measure("covers", self.pick(("site", "subject", "who")), wanted=chosen)
        if chosen is not None:
            return Measure("covers", self.pick(("tags", "tags", "k")), wanted=chosen)
        return Measure("covers", self.pick(("tags", "k")), values=self.pick((("x", "y"), ("K", "L", "x"), ("K",))))

    def bound(self, measure: MeasureName) -> Bound:
        match measure:
            case "count" | "days" | "distinct" | "standing":
                low, high = self.pick(((1, 1), (1, 2), (2, 3), (0, 1), (0, 0)))
                low, high = low * SCALE, high * SCALE
            case "share" | "covers":
                low, high = self.pick(((500_000, 500_000), (1_000_000, 1_000_000), (333_333, 666_667), (0, 333_333)))
            case _:
                low, high = self.pick(
                    ((0, 0), (SCALE, SCALE), (SCALE, 2 * SCALE), (500_000, 1_500_000), (833_333, 833_334))
                )
        match self.pick(("at_least", "at_least", "at_least", "at_least", "at_most", "exactly", "between")):
            case "at_least":
                return Bound("at_least", low=max(low, 1))
            case "at_most":
                return Bound("at_most", high=high)
            case "exactly":
                return Bound("exactly", low, low)
            case _:
                return Bound("between", low, high)

    def from_field(self, bound: Bound, root: Occasion) -> Bound:
        """Sometimes a field of the trigger or of the bearer says how much."""
        fields = [("n", True)] if isinstance(root, EachEvent) else []
        fields += [("size", False)] if self.bearer == "enterprise" else []
        if not fields or self.pick((0, 0, 0, 0, 1)) == 0:
            return bound
        name, on_occasion = self.pick(tuple(fields))
        return self.read(bound, FieldLimit(name, self.pick((SCALE, SCALE // 2, 333_333, 2 * SCALE)), on_occasion))

    def from_before(self, bound: Bound) -> Bound:
        """Often the window before says how much; with `looking_back` always."""
        if not self.looking_back and self.pick((0, 0, 0, 1)) == 0:
            return bound
        return self.read(bound, PreviousLimit(self.pick((SCALE, SCALE, SCALE // 2, 333_333, 2 * SCALE))))

    def read(self, bound: Bound, limit: FieldLimit | PreviousLimit) -> Bound:
        """The bound with a limit that is read somewhere."""
        match bound.name:
            case "at_least":
                return replace(bound, low=limit)
            case "at_most":
                return replace(bound, high=limit)
            case "exactly":
                return replace(bound, low=limit, high=limit)
        return replace(bound, low=limit) if self.pick((0, 1)) else replace(bound, high=limit)

    def variant(self, name: str, rule: Rule) -> Variant:
        duty, occasion = rule.duty, rule.duty.occasion
        if not isinstance(duty.window, Within) or duty.window.field is None:
            word: WindowName = _word(duty.window)
            duty = replace(duty, window=self.window(word, BearerInForce()))
            if isinstance(duty.window, Within) and (duty.window.field or duty.roll):
                duty = replace(duty, window=Within(Duration(2, "days")))
            if isinstance(duty.window, By) and duty.from_ == self.scene.day(1):
                duty = replace(duty, window=By(self.scene.day(31)))
        if self.pick((0, 1)) and duty.bound.name == "at_least" and not isinstance(duty.window, SinceLast):
            low = duty.bound.low if isinstance(duty.bound.low, int) else SCALE
            duty = replace(duty, bound=replace(duty.bound, low=low + self.pick((0, 1)) * SCALE))
        if self.pick((0, 0, 1)):
            duty = replace(duty, where=self.over_events())
        if self.pick((0, 0, 0, 1)) and isinstance(occasion, EachEvent):
            duty = replace(duty, same=self.pairs())
        if self.pick((0, 0, 0, 1)):
            duty = replace(duty, whose=self.whose())
        counts_earlier = isinstance(duty.window, Every | By | SinceLast) and duty.measure.name != "standing"
        if self.pick((0, 0, 0, 1)) and counts_earlier:
            duty = replace(duty, from_=self.pick((None, "any", self.scene.day(-2))))
        when, on = self.when(occasion)
        dated = self.pick((DateRange(), DateRange(), DateRange(self.scene.day(1)), DateRange(None, self.scene.day(2))))
        return Variant(name, duty, self.pick(("low", "critical")), when, on, dated)

    def when(self, occasion: Occasion) -> tuple[Condition, frozenset[str]]:
        """A condition whose names resolve on the occasion first, then on the bearer."""
        declared: set[str] = set()
        tests = []
        if isinstance(occasion, EachEvent):
            declared = {name for t in occasion.events for name in VOCABULARY.events[t].fields}
            tests.append(
                event_tests(self.scene, ("k", "n", "ok", "region") if "region" in declared else ("k", "n", "ok"))
            )
        elif isinstance(occasion, EachEntity):
            declared = set(VOCABULARY.entities[occasion.kind].fields)
            tests.append(attribute_tests(self.scene, occasion.kind))
        if self.bearer is not None:
            tests.append(attribute_tests(self.scene, self.bearer))
        if not tests or self.pick((0, 0, 0, 1)):
            return ALWAYS, frozenset()
        when = self.condition(st.one_of(tests), often=True)
        return when, frozenset(_names(when) & declared)

    def chain(self, rule: Rule, chained: bool | None) -> Rule:
        """The rule with what is owed when it is breached, sometimes twice over."""
        depth = self.pick((1, 2)) if chained else 0 if chained is False else self.pick((0, 0, 0, 1))
        children = []
        for level in range(1, depth + 1):
            window: WindowName = self.pick(
                ("within", "within", "within", "throughout", "before", "by", "every", "since_last")
            )
            until = self.until(((),)) if window not in ("within", "before") and self.pick((0, 1)) else None
            duty = self.duty(EachBreach(until), window, root=rule.duty.occasion)
            due_on_occasion = not (isinstance(duty.window, Within) and duty.window.field == "target")
            children.append(
                Rule(
                    id=rule.id + "/otherwise" * level,
                    duty=duty,
                    bearer=rule.bearer,
                    clauses=rule.clauses,
                    severity="critical",
                    in_force=rule.in_force,
                    due_on_occasion=due_on_occasion,
                )
            )
        below: Rule | None = None
        for child in reversed(children):
            below = replace(child, otherwise=below)
        return replace(rule, otherwise=below)


def _word(window: Window) -> WindowName:
    words: dict[type, WindowName] = {
        Every: "every",
        By: "by",
        Within: "within",
        Before: "before",
        SinceLast: "since_last",
        Throughout: "throughout",
    }
    return words[type(window)]


def _depth(rule: Rule) -> int:
    """How many `otherwise` follow a rule."""
    return 0 if rule.otherwise is None else 1 + _depth(rule.otherwise)


def _names(condition: Condition) -> set[str]:
    match condition:
        case AllOf(parts) | AnyOf(parts):
            return {name for part in parts for name in _names(part)}
        case Not(part):
            return _names(part)
        case _:
            return {condition.field}
