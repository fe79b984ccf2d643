"""What changed since the baseline, in words: counts, and every finding that is gone with what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import polars as pl

from zhiben.engine.audit import Audit
from zhiben.engine.baseline import OUTCOMES, STATUSES, Comparison
from zhiben.reports.catalogue import all_rules
from zhiben.reports.places import event_places
from zhiben.reports.words import LANGS, Lang, say
from zhiben.rules.model import Rule

_DAY = "%Y-%m-%d"
_ISO = "%Y-%m-%dT%H:%M:%S%.6f%:z"


def counts_text(compared: Comparison, lang: Lang) -> str:
    """`Since the baseline as of 2024-12-31: 3 new, 1 reopened, 12 persisting; gone: 4 cured, 1 waived`."""
    joint = "、" if lang == "zh" else ", "

    def told(table: str, words: tuple[str, ...]) -> str:
        found = [(compared.count(word), say(lang, table, word)) for word in words]
        shown = [f"{name} {number}" if lang == "zh" else f"{number} {name}" for number, name in found if number]
        return joint.join(shown) or say(lang, "label", "nothing")

    now, gone = told("status", STATUSES), told("outcome", OUTCOMES)
    return say(lang, "label", "since_baseline").format(as_of=compared.origin.as_of, now=now, gone=gone)


def counts_as_json(compared: Comparison) -> dict[str, int]:
    """How many of each, by the stable words."""
    return {word: compared.count(word) for word in (*STATUSES, *OUTCOMES)}


def gone_explained(audit: Audit, names: Mapping[str, str] | None = None) -> pl.DataFrame:
    """The findings of the baseline that are none any more, in its order, made readable.

    Returns:
        The columns of `departed.SCHEMA` (instants as ISO text of the rulebook's zone) and `title_zh, title_en`,
        `due_day`, `why_zh, why_en`, `evidence_added` as a list of structs (id, file, line, place).
    """
    assert audit.comparison is not None
    frame, book = pl.DataFrame(audit.comparison.gone), audit.rulebook
    rules = {rule.id: rule for rule in all_rules(book)}
    local = {name: pl.col(name).dt.convert_time_zone(book.timezone) for name in ("opens", "closes", "due")}
    places = event_places(audit.log, frame["added"].explode(), dict(names) if names else None)
    frame = frame.with_columns(
        due_day=local["due"].dt.to_string(_DAY),
        **{name: time.dt.to_string(_ISO) for name, time in local.items()},
        **{f"title_{lang}": _titled(rules, lang) for lang in LANGS},
        **{f"why_{lang}": _why(lang) for lang in LANGS},
    ).with_row_index("_row")
    added = (
        frame.select("_row", id="added")
        .explode("id")
        .drop_nulls("id")
        .join(places, on="id", how="left", maintain_order="left")
        .group_by("_row", maintain_order=True)
        .agg(evidence_added=pl.struct("id", "file", "line", "place"))
    )
    empty = pl.lit([], dtype=added.schema["evidence_added"])
    joined = frame.join(added, on="_row", how="left", maintain_order="left").drop("_row")
    return joined.with_columns(pl.col("evidence_added").fill_null(empty))


def gone_text(row: Mapping[str, object], lang: Lang) -> str:
    """One gone finding in one line: bearer, title, due day; what became of it, why, and where the new record stands."""
    marks = ("（{}）", "：", "；", "，") if lang == "zh" else (" ({})", ": ", "; ", ", ")
    bearer = say(lang, "label", "whole_log") if row["bearer"] == "*" else str(row["bearer"])
    about = "" if not row["key"] else marks[0].format(row["key"])
    due = "" if not row["due_day"] else marks[0].format(f"{say(lang, 'label', 'due')} {row['due_day']}")
    told = f"{bearer}{about}{marks[3]}{row[f'title_{lang}']}{due}{marks[1]}{say(lang, 'outcome', str(row['outcome']))}"
    evidence = row["evidence_added"]
    assert isinstance(evidence, list)
    places = [item["place"] for item in evidence if item["place"]] if row["outcome"] == "cured" else []
    return f"{told}{marks[2]}{row[f'why_{lang}']}{marks[0].format(', '.join(places[:3])) if places else ''}"


def _titled(rules: Mapping[str, Rule], lang: Lang) -> pl.Expr:
    """Titles by rule; of a rule that is no longer there its id."""
    return pl.col("rule").replace({name: rule.title.text(lang, name) for name, rule in rules.items()})


def _why(lang: Lang) -> pl.Expr:
    def said(row: dict[str, str]) -> str:
        return _reason(row["reason"], row["detail"], lang)

    return pl.struct("reason", "detail").map_elements(said, return_dtype=pl.String)


@cache
def _reason(reason: str, detail: str, lang: Lang) -> str:
    shown = say(lang, "reason", detail) if reason == "unknown" else detail
    return say(lang, "gone", reason).replace("{detail}", shown)
