"""What a record failed, condition by condition: `led by: deputy, not principal`."""

from __future__ import annotations

import polars as pl

from zhiben.engine.explain.named import Named, named
from zhiben.events.vocabulary import DECIDED, Field
from zhiben.reports.catalogue import all_rules
from zhiben.reports.sentences import duty_of
from zhiben.reports.templated import Template, filled, listed
from zhiben.reports.why.because import Because
from zhiben.reports.why.spoken import spoken_values
from zhiben.reports.words import Lang
from zhiben.rules.model import Duty, Rulebook, Test
from zhiben.rules.wording.conditions import parts
from zhiben.rules.wording.names import Names

_GROUP = ["rule", "variant", "condition"]


def failure_texts(book: Rulebook, because: Because, lang: Lang) -> pl.Series:
    """(q,) of each miss the conditions that it failed, in words; null where it failed none."""
    size, failed = because.misses.height, because.failed
    if failed.is_empty():
        return pl.Series("text", [None], dtype=pl.String).new_from_index(0, size)
    rules = {rule.id: rule for rule in all_rules(book)}
    names = Names(book.vocabulary, lang, book.timezone)
    failed = failed.with_columns(because.of_duty(failed["row"], "rule", "variant", "bearer"))
    asks = because.asks.filter(pl.col("kind") == "same")
    wanted = asks.select("row", "field", kind="kind", wanted=pl.col("values").list.first())
    failed = failed.join(wanted, on=["row", "field", "kind"], how="left", maintain_order="left")
    failed = failed.with_columns(
        said=spoken_values(book, failed["field"], failed["found"], lang),
        asked=spoken_values(book, failed["field"], failed["wanted"].fill_null(""), lang),
    )
    several, labels, templates = [], [], list[Template]()
    for rule, variant, place in failed.select(_GROUP).unique(maintain_order=True).iter_rows():
        duty = duty_of(rules[rule], variant)
        condition, known = named(rules[rule], duty)[place], fields_of(duty, names)
        if len(condition.fields) > 1:
            of = (pl.col("rule") == rule, pl.col("variant") == variant, pl.col("condition") == place)
            several.append(_several(condition, failed.filter(of), known, names))
        else:
            field = names.field(condition.fields[0], known) if condition.fields else ""
            labels.append((rule, variant, place, field, len(templates)))
            templates += _templates(condition, known, names)
    told = _single(failed, labels, templates)
    if several:
        told = pl.concat([*several, told])
    told = told.sort("miss", "condition", maintain_order=True)
    return listed(told["miss"].to_numpy(), told["text"], "；" if lang == "zh" else "; ", size)


def _single(
    failed: pl.DataFrame, labels: list[tuple[str, str, int, str, int]], templates: list[Template]
) -> pl.DataFrame:
    """Conditions on one field: which of the two templates of each, depends on whether the event says anything."""
    schema = {"rule": pl.String, "variant": pl.String, "condition": pl.Int64, "label": pl.String, "_template": pl.Int64}
    labelled = pl.DataFrame(labels, schema=schema, orient="row").cast({"condition": failed.schema["condition"]})
    rows = failed.join(labelled, on=_GROUP, maintain_order="left")
    which = rows.select(pl.col("_template") + (pl.col("found") != "").fill_null(value=True))["_template"]
    return rows.select("miss", "condition").with_columns(text=filled(rows, templates, which))


def fields_of(duty: Duty, names: Names) -> dict[str, Field]:
    """The fields of a duty's events, as their own types declare them."""
    known = names.vocabulary.event_fields() | dict(DECIDED.fields)
    for event in reversed(duty.events):
        kind = names.vocabulary.events.get(event)
        known |= kind.fields if kind else {}
    return known


def _several(condition: Named, group: pl.DataFrame, known: dict[str, Field], names: Names) -> pl.DataFrame:
    """A condition over several fields: what each of them says, and what was asked."""
    assert condition.condition is not None
    labels = {name: names.field(name, known) for name in condition.fields}
    group = group.with_columns(label=pl.col("field").replace(labels))
    none = pl.format(names.say("未填写{}", "{} not given"), "label")
    one = pl.format(names.say("{}为{}", "{}: {}"), "label", "said")
    group = group.with_columns(part=pl.when(pl.col("found") == "").then(none).otherwise(one))
    joint = names.say("，", ", ")
    asked = names.say("且", " and ").join(parts(condition.condition, known, names))
    told = group.group_by("miss", "condition", maintain_order=True).agg(pl.col("part").str.join(joint))
    text = pl.format(names.say("{}（要求：{}）", "{} (asked: {})"), "part", pl.lit(asked))
    return told.select("miss", "condition", text=text)


def _templates(condition: Named, known: dict[str, Field], names: Names) -> tuple[Template, Template]:
    """How the condition is told where the event says nothing, and where it says something."""
    say = names.say
    missing: Template = (say("未填写", ""), "label", say("", " not given"))
    is_label = ("", "label", say("为", ": "), "said")
    match condition.kind:
        case "measured":
            return missing, missing
        case "known":
            return missing, (
                say("录入于", "entered on "),
                "said",
                say("，晚于知悉时点", ", after the known-at instant"),
            )
        case "whose":
            return missing, (say("登记在", "recorded for "), "said", say("名下，而非", ", not "), "bearer", "")
        case "same":
            unasked = (*missing[:2], missing[2] + say("（应为", " (asked: "), "asked", say("）", ")"))
            return unasked, (*is_label, say("，而非", ", not "), "asked", "")
        case "differs":
            other = names.field(condition.other, known)
            theirs = (f"触发记录的{other}", f"the {other} of what raised it")
            own = (f"本条记录的{other}", f"its own {other}")
            zh, en = theirs if condition.is_on_occasion else own
            return missing, (*is_label, say(f"，与{zh}相同", f", the same as {en}"))
    assert condition.condition is not None
    wanted = names.say("且", " and ").join(parts(condition.condition, known, names))
    test = condition.condition
    if isinstance(test, Test) and test.operator == "in":
        field = known.get(test.field)
        values = names.either([names.value(value, field, test.storage) for value in test.values])
        asked = say(f"（应为{values}）", f" (asked: {values})")
        return (*missing[:2], missing[2] + asked), (*is_label, say(f"，而非{values}", f", not {values}"))
    asks = say(f"（要求：{wanted}）", f" (asked: {wanted})")
    return (*missing[:2], missing[2] + asks), (*is_label, asks)
