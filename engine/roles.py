"""What the files of an audit are."""

from __future__ import annotations

from typing import Literal

Role = Literal["log", "map", "entities", "coverage", "waivers", "baseline"]
