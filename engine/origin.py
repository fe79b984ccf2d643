"""Where a ledger comes from: rulebook, instant and parameters, kept in the table itself so that it is never without."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pyarrow as pa
from msgspec import Struct
from msgspec.structs import asdict

_KEY = b"zhiben"


class Origin(Struct, frozen=True):
    """What drew up a ledger.

    Attributes:
        rulebook, version, digest, profile: the rulebook, and the SHA-256 over its files.
        timezone: IANA zone.
        as_of: as asked, ISO.
        before: what happened before this instant existed, us since the epoch, UTC.
        rules: names of the only rules that were judged; empty = all.
        parameters: values as text, by name.
    """

    rulebook: str
    version: str
    digest: str
    profile: str
    timezone: str
    as_of: str
    before: int
    rules: tuple[str, ...]
    parameters: Mapping[str, str]


def stamped(ledger: pa.Table, origin: Origin) -> pa.Table:
    """The ledger with its origin among the metadata of its schema."""
    told = json.dumps(asdict(origin), ensure_ascii=False, sort_keys=True)
    return ledger.replace_schema_metadata({**(ledger.schema.metadata or {}), _KEY: told.encode()})


def origin_of(schema: pa.Schema) -> Origin | None:
    """The origin that a ledger was stamped with; None where there is none, or it cannot be read."""
    try:
        told = json.loads((schema.metadata or {})[_KEY])
        found = Origin(**{**told, "rules": tuple(told["rules"]), "before": int(told["before"])})
        texts = (found.rulebook, found.version, found.digest, found.profile, found.timezone, found.as_of, *found.rules)
        is_text = all(isinstance(text, str) for text in (*texts, *found.parameters.values()))
    except (KeyError, ValueError, TypeError, AttributeError, RecursionError):
        return None
    return found if is_text else None
