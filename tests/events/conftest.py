"""Golden files of messages: what people read, word for word."""

from __future__ import annotations

from pathlib import Path
from typing import Callable

import pytest

GOLDEN = Path(__file__).parent / "golden"

Compare = Callable[[str, str], None]


@pytest.fixture
def golden(regild: bool) -> Compare:
    """Compares a text with the golden file of a name, or rewrites it."""

    def compare(name: str, text: str) -> None:
        path = GOLDEN / f"{name}.txt"
        if regild:
            GOLDEN.mkdir(exist_ok=True)
            path.write_text(text, "utf-8")
        assert path.is_file(), f"no golden file {path.name}; run with --regild and read the diff"
        assert text == path.read_text("utf-8")

    return compare
