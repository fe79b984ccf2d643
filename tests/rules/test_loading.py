"""What a rulebook becomes when it is loaded: parameters put in, variants whole, names settled."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.rules.book import RULEBOOK, write
from zhiben.events.problem import Unusable
from zhiben.rules.loading import attempt, load_rulebook
from zhiben.rules.model import (
    ALWAYS,
    AllOf,
    AnyOf,
    BearerInForce,
    Before,
    Bound,
    By,
    DateRange,
    Duration,
    EachBreach,
    EachEntity,
    EachEvent,
    Every,
    Measure,
    Moment,
    Not,
    Rule,
    SinceLast,
    Threshold,
    Throughout,
    Until,
    Within,
)
from zhiben.rules.model import Test as Compared
from zhiben.rules.wording.titles import following

HOUR = 3_600_000_000


def rule(folder: Path, text: str, **case: object) -> Rule:
    """The one rule of a rulebook made of the lines below `id` and `bearer`."""
    return load_rulebook(write(folder, {"rule": text, **case})).rules[0]


def duty(folder: Path, text: str) -> Rule:
    return rule(folder, f"duty: {text}")


def is_in(field: str, *values: str, many: bool = False) -> Compared:
    return Compared(field, "in", values, "text", many)


def test_a_plain_duty(tmp_path: Path) -> None:
    made = duty(tmp_path, "{event: inspection, where: {led_by: 一把手, topics: [fire]}, at_least: 2, every: half-year}")
    assert made.id == "a-rule" and made.bearer == "enterprise" and made.severity == "medium"
    assert made.duty.occasion == BearerInForce()
    assert made.duty.window == Every("half-year") and made.duty.bound == Bound("at_least", 2_000_000, None)
    # A label or word of a category means its value.
    assert made.duty.where == AllOf((is_in("led_by", "principal"), is_in("topics", "fire", many=True)))
    assert made.in_force == DateRange(dt.date(2024, 1, 1), dt.date(2026, 12, 31))
    assert made.span is not None and (made.span.line, made.span.column) == (1, 7)


@pytest.mark.parametrize(
    ("written", "window"),
    [
        ("{event: inspection, at_least: 1, by: 2024-12-31}", By(dt.date(2024, 12, 31))),
        ("{event: inspection, at_least: 1, by: '2024-12-31'}", By(dt.date(2024, 12, 31))),
        ("{event: inspection, at_least: 1, since_last: 3 months}", SinceLast(Duration(3, "months"))),
        ("{event: inspection, at_most: 0, throughout: true}", Throughout()),
        (
            "{for_each: {event: hazard_found}, event: hazard_closed, at_least: 1, within: 1 workday}",
            Within(Duration(1, "workdays")),
        ),
        (
            "{for_each: {event: hazard_found}, event: hazard_closed, at_least: 1, within: {field: rectify_by}}",
            Within(None, "rectify_by"),
        ),
        ("{for_each: {event: hazard_found}, event: hazard_closed, at_least: 1, before: any}", Before(None)),
        (
            "{for_each: {event: hazard_found}, event: hazard_closed, at_least: 1, before: 24 hours}",
            Before(Duration(24, "hours")),
        ),
    ],
)
def test_windows(tmp_path: Path, written: str, window: object) -> None:
    assert duty(tmp_path, written).duty.window == window


@pytest.mark.parametrize(
    ("written", "measure", "bound"),
    [
        ("count: days, at_least: 2", Measure("days"), Bound("at_least", 2_000_000, None)),
        ("count: events, at_most: 0", Measure("count"), Bound("at_most", None, 0)),
        ("distinct: site_id, exactly: 3", Measure("distinct", "site_id"), Bound("exactly", 3_000_000, 3_000_000)),
        ("sum: score, between: [0.5, 1]", Measure("sum", "score"), Bound("between", 500_000, 1_000_000)),
        ("latest: score, at_least: -0.000001", Measure("latest", "score"), Bound("at_least", -1, None)),
        ("covers: {topics: [fire, traffic]}", Measure("covers", "topics", None, ("fire", "traffic")),
         Bound("at_least", 1_000_000, None)),
        ("covers: {led_by: [分管负责人]}, at_least: 0.5", Measure("covers", "led_by", None, ("deputy",)),
         Bound("at_least", 500_000, None)),
        ("share: {passed: true}, at_least: 0.8",
         Measure("share", None, Compared("passed", "in", (True,), "flag")), Bound("at_least", 800_000, None)),
    ],
)  # fmt: skip
def test_measures_and_bounds(tmp_path: Path, written: str, measure: Measure, bound: Bound) -> None:
    made = duty(tmp_path, f"{{event: inspection, {written}, every: year}}").duty
    assert (made.measure, made.bound) == (measure, bound)


def test_conditions(tmp_path: Path) -> None:
    where = (
        "{score: {gte: 60, lt: 100}, not: {passed: false}, any_of: [{took: {lte: 90 minutes}}, {site_id: {exists: false}}],"
        " led_by: {not: principal}, topics: {has_all: [fire, traffic]}, time: {gte: 2024-03-31, lt: 2024-03-31T12:00:00Z}}"
    )
    made = duty(tmp_path, f"{{event: inspection, where: {where}, at_least: 1, every: year}}").duty.where
    day = Moment(1711814400_000000, 1711900799_999999)  # 31 March 2024 in Shanghai
    noon = 1711886400_000000
    assert made == AllOf(
        (
            AllOf(
                (Compared("score", "gte", (60_000_000,), "number"), Compared("score", "lt", (100_000_000,), "number"))
            ),
            Not(Compared("passed", "in", (False,), "flag")),
            AnyOf(
                (
                    Compared("took", "lte", (90 * 60_000_000,), "duration"),
                    Compared("site_id", "exists", (False,), "text"),
                )
            ),
            Compared("led_by", "not_in", ("principal",), "text"),
            Compared("topics", "has_all", ("fire", "traffic"), "text", True),
            AllOf((Compared("time", "gte", (day,), "time"), Compared("time", "lt", (Moment(noon, noon),), "time"))),
        )
    )


def test_a_trigger(tmp_path: Path) -> None:
    made = duty(
        tmp_path,
        "{for_each: {event: [hazard_found, inspection], where: {level: major}, count: 3, within: 6 months, whose: below},"
        " event: hazard_closed, same: [hazard_id], differs: {verified_by: responsible}, at_least: 1, within: 30 days,"
        " roll: next_workday, grace: 5 days}",
    ).duty
    assert made.occasion == EachEvent(
        ("hazard_found", "inspection"),
        is_in("level", "major"),
        "below",
        threshold=Threshold(3, Duration(6, "months")),
    )
    assert made.same == (("hazard_id", "hazard_id"),) and made.whose == "own"
    assert made.differs == (("verified_by", "responsible"),) and made.differs_on == ("occasion",)
    assert made.roll is True and made.grace == Duration(5, "days")


def test_differs_reads_the_event_where_the_trigger_has_no_such_field(tmp_path: Path) -> None:
    made = duty(
        tmp_path,
        "{for_each: {event: hazard_found}, event: hazard_closed, differs: {verified_by: hazard_id, hazard_id: verified_by},"
        " at_least: 1, within: 3 days}",
    ).duty
    assert made.differs_on == ("occasion", "event")


def test_roll_up_means_below_for_trigger_and_event(tmp_path: Path) -> None:
    made = duty(
        tmp_path, "{for_each: {event: hazard_found}, event: hazard_closed, roll_up: true, at_least: 1, within: 3 days}"
    ).duty
    assert isinstance(made.occasion, EachEvent) and (made.occasion.whose, made.whose) == ("below", "below")


def test_an_entity(tmp_path: Path) -> None:
    made = duty(
        tmp_path,
        "{for_each: {entity: site, where: {old: true}}, event: inspection, same: {site_id: id}, at_least: 1, every: month,"
        " partial: skip, from: any}",
    ).duty
    assert made.occasion == EachEntity("site", Compared("old", "in", (True,), "flag"))
    assert made.same == (("site_id", "id"),) and made.partial == "skip" and made.from_ == "any"


def test_until_on_the_duty_is_until_on_the_trigger_throughout(tmp_path: Path) -> None:
    short = "{for_each: {event: hazard_found}, event: inspection, at_most: 0, until: {event: hazard_closed, same: [hazard_id]}}"
    long = (
        "{for_each: {event: hazard_found, until: {event: hazard_closed, same: [hazard_id]}}, event: inspection,"
        " at_most: 0, throughout: true}"
    )
    made = duty(tmp_path / "short", short).duty
    assert made == duty(tmp_path / "long", long).duty
    assert made.window == Throughout() and isinstance(made.occasion, EachEvent)
    assert made.occasion.until == Until(("hazard_closed",), ALWAYS, (("hazard_id", "hazard_id"),))


VARIANTS = """\
severity: low
duty: {event: inspection, where: {passed: true}, count: days, at_least: 2, every: year, partial: skip}
variants:
  - {when: {high_risk: true}, every: month}
  - {id: big, when: {headcount: {gt: 100}}, at_most: 5, sum: score, severity: high, partial: require}
  - {in_force: {from: 2025-01-01, through: 2025-12-31}, where: {passed: false}}
"""


def test_a_variant_is_a_whole_duty(tmp_path: Path) -> None:
    made = rule(tmp_path, VARIANTS)
    monthly, big, dated = made.variants
    assert monthly.duty == replace(made.duty, window=Every("month"))
    assert (monthly.name, monthly.severity, monthly.in_force) == ("1", "low", DateRange())
    assert monthly.when == Compared("high_risk", "in", (True,), "flag") and monthly.on_occasion == frozenset()
    # A new bound and a new measure evict the old ones; everything else stays.
    bound, measure = Bound("at_most", None, 5_000_000), Measure("sum", "score")
    assert big.duty == replace(made.duty, bound=bound, measure=measure, partial="require")
    assert (big.name, big.severity) == ("big", "high")
    assert dated.duty.where == Compared("passed", "in", (False,), "flag") and dated.duty.measure == Measure("days")
    assert dated.when == ALWAYS and dated.in_force == DateRange(dt.date(2025, 1, 1), dt.date(2025, 12, 31))


def test_when_is_read_on_the_trigger_where_it_has_the_field(tmp_path: Path) -> None:
    made = rule(
        tmp_path,
        "duty: {for_each: {event: hazard_found}, event: hazard_closed, same: [hazard_id], at_least: 1, within: 9 days}\n"
        "variants:\n  - {when: {level: major, high_risk: true}, within: 3 days}",
    )
    assert made.variants[0].on_occasion == {"level"}


@pytest.mark.parametrize(("field", "on_occasion"), [("rectify_by", True), ("review_due", False)])
def test_a_due_date_is_read_on_the_trigger_or_else_on_the_bearer(tmp_path: Path, field: str, on_occasion: bool) -> None:
    made = duty(
        tmp_path, f"{{for_each: {{event: hazard_found}}, event: inspection, at_least: 1, within: {{field: {field}}}}}"
    )
    assert made.due_on_occasion is on_occasion


CHAIN = """\
clause: ["1.1", "1.2"]
severity: high
title: {zh: 一, en: One}
duty: {for_each: {event: hazard_found}, event: hazard_closed, same: [hazard_id], at_least: 1, within: $first}
otherwise:
  event: inspection
  same: {site_id: hazard_id}
  at_least: 1
  within: $second
  otherwise:
    title: Three
    severity: critical
    event: inspection
    at_most: 0
    until: {event: hazard_closed, same: [hazard_id]}
    variants: [{when: {level: major}, at_most: 2}]
"""
PARAMETERS = """\
parameters:
  first: {default: 5 days, origin: source, reason: 原文, confidence: high}
  second: {default: 2 workdays, origin: law, source: 某法}
"""


def test_a_chain_of_otherwise(tmp_path: Path) -> None:
    first = rule(tmp_path, CHAIN, parameters=PARAMETERS)
    second = first.otherwise
    assert second is not None and second.otherwise is not None
    third = second.otherwise
    assert [r.id for r in (first, second, third)] == ["a-rule", "a-rule/otherwise", "a-rule/otherwise/otherwise"]
    assert {r.bearer for r in (first, second, third)} == {"enterprise"} and third.otherwise is None
    assert [r.severity for r in (first, second, third)] == ["high", "high", "critical"]
    assert second.title == following(first.title) and third.title.en == "Three" and third.clauses == ("1.1", "1.2")
    assert second.duty.occasion == EachBreach() and second.duty.window == Within(Duration(2, "workdays"))
    assert second.duty.same == (("site_id", "hazard_id"),)
    until = Until(("hazard_closed",), ALWAYS, (("hazard_id", "hazard_id"),))
    assert third.duty.occasion == EachBreach(until) and third.duty.window == Throughout()
    assert third.variants[0].on_occasion == {"level"}  # of the trigger that began the chain
    assert [r.parameters for r in (first, second, third)] == [("first",), ("first", "second"), ("first", "second")]


def test_parameters_by_default_profile_and_setting(tmp_path: Path) -> None:
    profiles = {"strict": "profile: strict\nparameters: {first: 3 days}\n", "lax": "profile: lax\n"}
    folder = write(tmp_path, {"rule": CHAIN, "parameters": PARAMETERS, "profiles": profiles})

    def windows(**how: object) -> list[tuple[object, str]]:
        book = load_rulebook(folder, **how)  # type: ignore[arg-type]
        window = book.rules[0].duty.window
        assert isinstance(window, Within)
        return [(window.duration, book.parameters["first"].set_by)]

    assert windows() == [(Duration(5, "days"), "default")]
    assert windows(profile="lax") == [(Duration(5, "days"), "default")]
    assert windows(profile="strict") == [(Duration(3, "days"), "profile strict")]
    assert windows(profile="strict", settings={"first": "1 hour"}) == [(Duration(1, "hours"), "--set")]
    parameter = load_rulebook(folder).parameters["first"]
    assert (parameter.origin, parameter.reason, parameter.confidence) == ("source", "原文", "high")


def test_another_value_is_not_the_word_of_whoever_gave_the_default(tmp_path: Path) -> None:
    why = "why: {first: {origin: law, source: 某条例, reason: 更严, confidence: medium}}\n"
    profiles = {
        "law": "profile: law\nparameters: {first: 3 days}\n" + why,
        "bare": "profile: bare\nparameters: {first: 3 days}\n",
        "same": "profile: same\nparameters: {first: 5 days}\n" + why,
    }
    folder = write(tmp_path, {"rule": CHAIN, "parameters": PARAMETERS, "profiles": profiles})

    def whose(**how: object) -> tuple[str, str, str, str]:
        one = load_rulebook(folder, **how).parameters["first"]  # type: ignore[arg-type]
        return (one.origin, one.source, one.reason, one.confidence)

    by_default = whose()
    assert by_default[0] == "source"
    assert whose(profile="law") == ("law", "某条例", "更严", "medium")
    assert whose(profile="bare") == whose(settings={"first": "4 days"}) == ("choice", "", "", "")
    assert whose(profile="law", settings={"first": "4 days"}) == ("choice", "", "", "")
    assert whose(profile="same") == whose(settings={"first": "5 days"}) == by_default


def test_a_profile_gives_reasons_for_its_own_values_only(tmp_path: Path) -> None:
    profiles = {"law": "profile: law\nwhy: {first: {origin: law}}\n"}
    folder = write(tmp_path, {"rule": CHAIN, "parameters": PARAMETERS, "profiles": profiles})
    _, problems = attempt(folder)
    assert [(p.code, p.span.line if p.span else 0) for p in problems if p.level == "error"] == [
        ("undefined-parameter", 2)
    ]


def test_a_parameter_stands_wherever_a_value_does(tmp_path: Path) -> None:
    parameters = (
        "parameters:\n  often: {default: month}\n  many: {default: 3}\n  who: {default: [principal, deputy]}\n"
        "  when: {default: 2024-06-01}\n  size: {default: 100}\n"
    )
    text = (
        "in_force: {from: $when}\napplies: {headcount: {gt: $size}}\n"
        "duty: {event: inspection, where: {led_by: $who}, at_least: $many, every: $often}\n"
    )
    book = load_rulebook(
        write(tmp_path, {"rule": text, "parameters": parameters}),
        settings={"who": "deputy", "many": "4", "when": "2024-07-01", "often": "week", "size": "50"},
    )
    made = book.rules[0]
    assert made.duty.window == Every("week") and made.duty.bound.low == 4_000_000
    assert made.duty.where == is_in("led_by", "deputy") and made.in_force.start == dt.date(2024, 7, 1)
    assert made.applies == Compared("headcount", "gt", (50_000_000,), "number")
    assert made.parameters == ("many", "often", "size", "when", "who")


def test_the_days_of_a_rule_are_cut_to_the_rulebooks(tmp_path: Path) -> None:
    text = "in_force: {from: 2023-01-01, through: 2025-06-30}\nduty: {event: inspection, at_least: 1, every: year}"
    assert rule(tmp_path, text).in_force == DateRange(dt.date(2024, 1, 1), dt.date(2025, 6, 30))


def test_the_rulebook_itself(tmp_path: Path) -> None:
    outline = (
        'clauses:\n  - {id: "1.1", title: {zh: 甲, en: A}}\n  - {id: "1.2", title: 乙, force: context, why: 目标}\n'
    )
    folder = write(tmp_path, {"rulebook": RULEBOOK.replace("CN", "cn") + outline})
    book = load_rulebook(folder)
    assert (book.name, book.version, book.title.en, book.timezone, book.holidays) == (
        "small", "1", "Small rulebook", "Asia/Shanghai", "CN",
    )  # fmt: skip
    assert book.source == {"document": "某文〔2024〕1号", "issued": "2024-01-01"}
    assert [(c.id, c.force, c.title.text("zh"), c.why) for c in book.clauses] == [
        ("1.1", "duty", "甲", ""),
        ("1.2", "context", "乙", "目标"),
    ]


def test_rules_come_in_order_of_file_then_of_line(tmp_path: Path) -> None:
    one = "- id: {}\n  duty: {{event: inspection, at_least: 1, every: year}}\n"
    write(tmp_path, {"tasks": one.format("m")})
    (tmp_path / "tasks" / "b.yaml").write_text(one.format("z") + one.format("a"))
    (tmp_path / "tasks" / "z.yml").write_text(one.format("b"))
    assert [r.id for r in load_rulebook(tmp_path).rules] == ["z", "a", "m", "b"]


def test_the_digest_knows_names_and_bytes(tmp_path: Path) -> None:
    def digest(name: str, **case: str) -> str:
        return load_rulebook(write(tmp_path / name, case)).digest

    assert digest("one") == digest("two") and len(digest("one")) == 64
    assert digest("three", rulebook=RULEBOOK + "# a word\n") != digest("one")
    (tmp_path / "two" / "tasks" / "rules.yaml").rename(tmp_path / "two" / "tasks" / "other.yaml")
    assert load_rulebook(tmp_path / "two").digest != digest("one")


def test_all_problems_of_all_files_come_together(tmp_path: Path) -> None:
    folder = write(
        tmp_path,
        {
            "rulebook": "rulebook: small\nholiday: CN\nparameters: {often: {default: month, origin: me}}\nin_force: {from: 2024-01-01}\n",
            "vocabulary": "events: {inspection: {label: 3, fields: {score: {type: number}}}}\nentities: {enterprise: {}}\n",
            "tasks": "- id: a\n  title: {zh: 一, en: one, two}\n  duty: {event: inspecton, at_least: 1, every: $often}\n"
            "- id: b\n  duty: {event: inspection, sum: scores, at_least: 1m, every: year}\n",
        },
    )
    with pytest.raises(Unusable) as caught:
        load_rulebook(folder)
    found = [(Path(p.span.file).name, p.span.line, p.code) for p in caught.value.problems if p.span]
    assert found == [
        ("rulebook.yaml", 2, "unknown-field"),
        ("rulebook.yaml", 3, "unknown-value"),
        ("rules.yaml", 2, "bad-label"),
        ("rules.yaml", 3, "unknown-event"),
        ("rules.yaml", 5, "unknown-field"),
        ("rules.yaml", 5, "wrong-type"),
        ("vocabulary.yaml", 1, "bad-label"),
    ]


@pytest.mark.parametrize("name", ["nowhere", "file", "a\0b"])
def test_what_is_no_folder_is_no_rulebook(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("rulebook: x")
    rulebook, problems = attempt(tmp_path / name)
    assert rulebook is None and [p.code for p in problems] == ["no-such-rulebook"]


def test_the_same_rulebook_with_a_profile_is_the_same_but_for_the_values(tmp_path: Path) -> None:
    book = load_rulebook(write(tmp_path, {"profiles": {"p": "profile: p\n"}}), profile="p")
    assert book.profile == "p" and replace(book, profile="") == load_rulebook(tmp_path)
