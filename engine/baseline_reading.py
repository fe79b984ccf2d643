"""Reads the ledger of an earlier audit, to compare with: a ledger.parquet, or the directory of a report."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
from msgspec import Struct

from zhiben.engine.ledger import SCHEMA, VERDICTS, AsOf
from zhiben.engine.origin import Origin, origin_of
from zhiben.events.given import FilePath, path_of
from zhiben.events.problem import Problem, Span, Unusable
from zhiben.events.values import counted
from zhiben.rules.model import Rulebook

NAME = "ledger.parquet"
_EXPECTED = f"give the {NAME} that an earlier `zhiben audit` wrote, or the directory of its report"


class Baseline(Struct, frozen=True):
    """The ledger of an earlier audit, as `ledger.SCHEMA`, and what drew it up."""

    ledger: pa.Table
    origin: Origin


def ledger_file(path: FilePath) -> Path:
    """The file that is meant by a baseline's path.

    Raises:
        TypeError: `path` is no path.
    """
    given = path_of(path, "the baseline", "the Audit of an earlier run")
    try:
        return given / NAME if given.is_dir() else given
    except (OSError, ValueError):  # a name that no file can have
        return given


def read_baseline(path: FilePath) -> Baseline:
    """An earlier ledger.

    Raises:
        Unusable: no such file, no ledger, a ledger that does not say where it comes from, a duty that occurs twice.
        TypeError: `path` is no path.
    """
    import pyarrow.parquet as pq

    file = ledger_file(path)
    place = Span(str(file))
    try:
        table = pq.ParquetFile(file).read()
    except FileNotFoundError:
        raise _refused("no-such-file", f"there is no file `{file}`", place) from None
    except (pa.ArrowException, OSError, ValueError) as error:
        reason = (str(error).splitlines() or ["it is damaged"])[0]
        raise _refused("not-parquet", f"`{file}` cannot be read as a ledger: {reason}", place) from None
    return Baseline(_ledger(table, place), _origin(table, place))


def fitting(baseline: Baseline, rulebook: Rulebook, clock: AsOf, rules: Sequence[str]) -> list[Problem]:
    """Why a ledger cannot be compared with an audit; nothing where it can.

    Args:
        rules: names of the only rules that the audit judges; empty = all.
    """
    origin, found = baseline.origin, []
    if origin.rulebook != rulebook.name:
        message = f"the baseline was judged by `{origin.rulebook}`, this audit by `{rulebook.name}`"
        hint = "its duties have other ids: compare audits by one rulebook"
        found.append(Problem("baseline-of-another-rulebook", message, hint=hint))
    if origin.before > clock.before:
        message = f"the baseline is as of {origin.as_of}, which is later than this audit"
        found.append(Problem("baseline-later", message, hint="the earlier ledger is the baseline of the later audit"))
    missing = [name for name in (rules or [rule.id for rule in rulebook.rules]) if name not in origin.rules]
    if origin.rules and missing:
        message = f"the baseline was judged by {counted(len(origin.rules), 'rule')} only, and not by `{missing[0]}`"
        found.append(Problem("baseline-of-other-rules", message, hint=f"give --rule {' --rule '.join(origin.rules)}"))
    return found


def _ledger(table: pa.Table, place: Span) -> pa.Table:
    missing = [name for name in SCHEMA.names if name not in table.column_names]
    if missing:
        named = ", ".join(f"`{name}`" for name in missing[:5])
        raise _refused("not-a-ledger", f"`{place.file}` is no ledger: it lacks {named}", place)
    try:
        ledger = table.select(SCHEMA.names).cast(SCHEMA)
    except (pa.ArrowException, ValueError) as error:
        raise _refused("not-a-ledger", f"`{place.file}` is no ledger: {str(error).splitlines()[0]}", place) from None
    strange = pc.unique(ledger["verdict"]).filter(pc.invert(pc.is_in(pc.unique(ledger["verdict"]), pa.array(VERDICTS))))
    nulls = [n for n in ("duty", "rule", "bearer", "key", "raised_by", "evidence") if ledger[n].null_count]
    if len(strange) or nulls:
        what = f"the verdict `{strange[0]}`" if len(strange) else f"a row without `{nulls[0]}`"
        raise _refused("not-a-ledger", f"`{place.file}` is no ledger: it has {what}", place)
    counted = pc.value_counts(ledger["duty"])
    twice = counted.filter(pc.greater(counted.field("counts"), 1))
    if len(twice):
        message = f"the duty `{twice[0]['values']}` occurs {twice[0]['counts']} times in `{place.file}`"
        raise _refused("duplicate-duty", message, place)
    return ledger.combine_chunks()


def _origin(table: pa.Table, place: Span) -> Origin:
    found = origin_of(table.schema)
    if found is None:
        message = f"`{place.file}` does not say by which rulebook and as of when it was drawn up"
        raise _refused("ledger-without-origin", message, place)
    return found


def _refused(code: str, message: str, place: Span) -> Unusable:
    return Unusable([Problem(code, message, place, _EXPECTED)])
