"""Texts put together from columns, many at once: templates, lists joined, and what many rows share worded once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import polars as pl

Template = tuple[str, ...]  # text, column, text, column, … text


def template(text: str) -> Template:
    """`{who} owed {duty}.` as its texts and columns, in turn."""
    first, *others = text.split("{")
    return (first, *(part for other in others for part in other.split("}")))


def named_in(templates: Sequence[Template]) -> set[str]:
    """The columns that some templates name."""
    return {name for one in templates for name in one[1::2]}


def filled(frame: pl.DataFrame, templates: Sequence[Template], which: pl.Series) -> pl.Series:
    """(n,) the template of each row with the row's own columns put in; `?` for what is null.

    Args:
        which: (n,) places among the templates.
    """
    alike: dict[Template, list[int]] = {}
    for place, one in enumerate(templates):
        alike.setdefault(one[1::2], []).append(place)
    rows = frame.select(sorted(named_in(templates))).with_columns(_which=which.cast(pl.Int64)).with_row_index("_row")
    said = [pl.DataFrame(schema={"_row": rows.schema["_row"], "said": pl.String})]
    for names, places in alike.items():
        texts = {f"_{i}": [templates[place][2 * i] for place in places] for i in range(len(names) + 1)}
        mine = pl.DataFrame({"_which": places, **texts}, schema_overrides={"_which": pl.Int64})
        pieces: list[pl.Expr] = [pl.col("_0")]
        for i, name in enumerate(names):
            pieces += [pl.col(name).cast(pl.String).fill_null("?"), pl.col(f"_{i + 1}")]
        said.append(rows.join(mine, on="_which").select("_row", said=pl.concat_str(pieces)))
    return pl.concat(said).sort("_row")["said"]


def once(frame: pl.DataFrame, keys: Sequence[str], said: pl.Expr, **parts: pl.Expr) -> pl.Series:
    """(n,) an expression over some columns, found once for all rows that are alike in them.

    Args:
        parts: what the expression reads besides, found from these columns before it.
    """
    rows = frame.select(keys)
    distinct = rows.unique().with_columns(**parts).select(*keys, _said=said)
    return rows.join(distinct, on=keys, how="left", maintain_order="left", nulls_equal=True)["_said"]


def listed(owner: npt.NDArray[np.int64], texts: pl.Series, joint: str, size: int) -> pl.Series:
    """(size,) the texts of each owner, joined in their order; null where there is none.

    Args:
        owner: (p,) ascending; texts that are null are left out.
    """
    if texts.null_count():
        kept = texts.is_not_null()
        owner, texts = owner[kept.to_numpy()], texts.filter(kept)
    found = pl.Series(texts.name, [None], dtype=pl.String).new_from_index(0, size)
    if not len(owner):
        return found
    starts = np.flatnonzero(np.append(True, owner[1:] != owner[:-1]))
    ends = np.append(starts[1:], len(owner))
    said = texts.gather(starts)
    for step in range(1, int((ends - starts).max())):  # as many as the longest list has
        longer = np.flatnonzero(ends - starts > step)
        more = pl.concat_str(pl.lit(said.gather(longer)), pl.lit(joint), pl.lit(texts.gather(starts[longer] + step)))
        said = said.scatter(longer, pl.select(more).to_series())
    return found.scatter(owner[starts], said)
