"""A duty's id: 64 bits from (rulebook, rule, bearer, key, raised_by, opens), in plain integers (reading 29)."""

from __future__ import annotations

from zhiben.engine.reference.civil_days import ALWAYS
from zhiben.engine.reference.owed import Owed

_64_BITS = 2**64
_NO_OPENING = -(2**63)


def duty_id(rulebook: str, owed: Owed) -> str:
    """16 hex digits."""
    occasion = owed.occasion
    hashed = 0
    for text in (rulebook, occasion.rule.id, occasion.bearer, occasion.key, occasion.raised_by):
        hashed = mix(hashed ^ text_hash(text))
    opens = _NO_OPENING if owed.opens == ALWAYS else owed.opens
    return f"{mix(hashed ^ (opens % _64_BITS)):016x}"


def text_hash(text: str) -> int:
    """64 bits of a text: its length in bytes, then each eight of its bytes, the last ones padded with zeros."""
    content = text.encode("utf-8")
    hashed = mix(len(content))
    for at in range(0, len(content), 8):
        hashed = mix(hashed ^ int.from_bytes(content[at : at + 8].ljust(8, b"\0"), "little"))
    return hashed


def mix(z: int) -> int:
    """The finishing step of the generator splitmix64."""
    z = (z + 0x9E3779B97F4A7C15) % _64_BITS
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 % _64_BITS
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB % _64_BITS
    return z ^ (z >> 31)
