"""Values of fields as people write them: categories by their labels, days as days; those of one field at once."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import polars as pl

from zhiben.events.vocabulary import DECIDED, EVENT_BUILT_IN, Field
from zhiben.reports.words import Lang
from zhiben.rules.model import Rulebook
from zhiben.rules.wording.names import Names

_SHOWN = 80  # characters of a value
_DAY = len("2024-03-25")


def spoken_values(rulebook: Rulebook, fields: pl.Series, values: pl.Series, lang: Lang) -> pl.Series:
    """(n,) values of (n,) fields in words.

    Args:
        values: as a ledger's `key` writes them; items of a list joined by `;`.
    """
    names = Names(rulebook.vocabulary, lang, rulebook.timezone)
    known = rulebook.vocabulary.event_fields() | dict(DECIDED.fields)
    values = values.cast(pl.String).alias("said")
    kinds = fields.unique().to_list()
    if len(kinds) == 1:
        return _spoken(kinds[0], values, known.get(kinds[0]), names)
    said = values
    for kind in kinds:
        rows = (fields == kind).arg_true()
        said = said.scatter(rows, _spoken(kind, values.gather(rows), known.get(kind), names))
    return said


def _spoken(name: str, values: pl.Series, field: Field | None, names: Names) -> pl.Series:
    """(n,) values of one field in words."""
    storage = field.storage if field else EVENT_BUILT_IN.get(name, "text")
    has_words = field is not None and (field.many or field.values or field.type == "category")
    if storage == "number" or (storage == "text" and not has_words):  # said as they are
        said = values.fill_null("")
        is_long = bool((said.str.len_bytes() > _SHOWN).any())
        return _shortened(said) if is_long else said
    distinct = values.unique()
    said = pl.Series([spoken(name, value, field, names) for value in distinct.to_list()], dtype=pl.String)
    told = pl.DataFrame({"said": distinct, "told": said})
    return pl.DataFrame([values]).join(told, on="said", how="left", maintain_order="left", nulls_equal=True)["told"]


def _shortened(texts: pl.Series) -> pl.Series:
    text = pl.col(texts.name)
    cut = pl.when(text.str.len_chars() > _SHOWN).then(text.str.head(_SHOWN) + "…").otherwise(text)
    return pl.DataFrame([texts]).select(cut).to_series()


def spoken(name: str, value: str | None, field: Field | None, names: Names) -> str:
    """One value in words."""
    if not value:
        return ""
    storage = field.storage if field else EVENT_BUILT_IN.get(name, "text")
    if storage == "time":
        return _moment(value, names)
    if storage == "flag":
        return names.value(value == "true", field)
    if storage == "duration" and value.lstrip("-").replace(".", "").isdigit():
        return spoken_length(round(float(value) * 1_000_000), "zh" if names.is_zh else "en")
    if storage == "text" and field is not None and field.many:
        joint = "、" if names.is_zh else ", "
        return _short(joint.join(_word(item, field, names) for item in value.split(";")))
    return _short(_word(value, field, names) if storage == "text" else value)


def _word(value: str, field: Field | None, names: Names) -> str:
    """A category by its label: the field's own, else that of another type's field of the same name."""
    if field is None:
        return value
    said = names.value(value, field)
    if said != value or field.type != "category":
        return said
    others = [kind.fields[field.name] for kind in names.vocabulary.events.values() if field.name in kind.fields]
    return next((word for other in others if (word := names.value(value, other)) != value), value)


def _moment(value: str, names: Names) -> str:
    if len(value) == _DAY:
        return names.day(value)
    try:
        civil = dt.datetime.fromisoformat(value).astimezone(ZoneInfo(names.zone))
    except ValueError:  # as written, whatever it is
        return value
    clock = f"{civil:%H:%M}" if not (civil.second or civil.microsecond) else civil.time().isoformat()
    return names.say(f"{names.day(civil.date())} {clock}", f"{names.day(civil.date())} {clock}")


def spoken_length(microseconds: int, lang: Lang) -> str:
    """A length of time in days, hours and minutes; whole seconds, for a day's last instant stands for its end."""
    sign, seconds = ("-" if microseconds < 0 else ""), (abs(microseconds) + 999_999) // 1_000_000
    sizes = ((86_400, "天", "day"), (3600, "小时", "hour"), (60, "分钟", "minute"), (1, "秒", "second"))
    said = []
    for size, zh, en in sizes:
        amount, seconds = divmod(seconds, size)
        if amount:
            said.append(f"{amount}{zh}" if lang == "zh" else f"{amount} {en}{'' if amount == 1 else 's'}")
    return sign + (("" if lang == "zh" else " ").join(said) or ("0天" if lang == "zh" else "0 days"))


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
