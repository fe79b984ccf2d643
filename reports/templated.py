"""Templates into which columns are put, many at once: one pass over the rows for all templates of like columns."""

from __future__ import annotations

from collections.abc import Sequence

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
