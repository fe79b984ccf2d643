"""What a record would have to say beside what the rule asks of it, in words."""

from __future__ import annotations

import polars as pl

from zhiben.reports.catalogue import all_rules
from zhiben.reports.sentences import duty_of
from zhiben.reports.templated import listed
from zhiben.reports.why.because import Because
from zhiben.reports.why.failures import fields_of
from zhiben.reports.why.spoken import spoken_values
from zhiben.reports.words import Lang
from zhiben.rules.model import Rulebook
from zhiben.rules.wording.names import Names

_OF_RECORDS = ("same", "end", "differs", "amount", "covers", "distinct")


def asked_of_records(book: Rulebook, because: Because, lang: Lang) -> list[pl.Series]:
    """(r,) `asked` and `asked_end`: what the record has to say beside the rule's own conditions."""
    owners, size = because.remedies["row"], because.duties.height
    asks = because.asks.filter(pl.col("kind").is_in(_OF_RECORDS))
    nothing = pl.Series([None], dtype=pl.String).new_from_index(0, len(owners))
    if asks.is_empty():
        return [nothing.alias("asked"), nothing.alias("asked_end")]
    asks = asks.with_columns(because.of_duty(asks["row"], "rule", "variant"))
    names, rules = Names(book.vocabulary, lang, book.timezone), {rule.id: rule for rule in all_rules(book)}
    single = asks.select("field", "values").with_row_index("_row").explode("values").drop_nulls("values")
    words = spoken_values(book, single["field"], single["values"], lang) if single.height else single["values"]
    joined = listed(single["_row"].cast(pl.Int64).to_numpy(), words, names.say("、", ", "), asks.height)
    own = pl.when(pl.col("operator") == "not_field").then(pl.col("values").list.first())
    asks = asks.with_columns(joined.fill_null("").alias("said"), _own=own)
    group, labels = ["rule", "variant", "field", "_own"], []
    for rule, variant, field, own_field in asks.select(group).unique(maintain_order=True).iter_rows():
        known = fields_of(duty_of(rules[rule], variant), names)
        other = names.field(own_field, known) if own_field in known else own_field
        labels.append((rule, variant, field, own_field, names.field(field, known), other))
    schema = dict.fromkeys([*group, "_label", "_other"], pl.String)
    labelled = pl.DataFrame(labels, schema=schema, orient="row")
    asks = asks.join(labelled, on=group, how="left", maintain_order="left", nulls_equal=True)
    said, is_end = asks.select(part=_phrase(names)).to_series(), asks["kind"] == "end"
    found = []
    for name, which in (("asked", ~is_end), ("asked_end", is_end)):
        text = listed(asks["row"].filter(which).to_numpy(), said.filter(which), names.say("；", "; "), size)
        found.append(text.gather(owners).alias(name))
    return found


def _phrase(names: Names) -> pl.Expr:
    said, label = pl.col("said"), pl.col("_label")

    def told(zh: str, en: str, words: pl.Expr) -> pl.Expr:
        return pl.format(names.say(zh, en), label, words)

    return (
        pl.when(pl.col("operator") == "not_field")
        .then(told("{}与本条记录的{}不同", "{} other than its own {}", pl.col("_other")))
        .when(said == "")
        .then(pl.lit(None, dtype=pl.String))
        .when(pl.col("operator") == "in")
        .then(told("{}为{}", "{}: {}", said))
        .when(pl.col("operator") == "not_in")
        .then(told("{}不同于{}", "{} other than {}", said))
        .when(pl.col("operator") == "gte")
        .then(told("{}不低于{}", "{} at least {}", said))
        .when(pl.col("operator") == "lte")
        .then(told("{}不超过{}", "{} at most {}", said))
    )
