"""Steps of reading, tried one after the other: what is wrong with one does not hide what is wrong with the next."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from zhiben.events.problem import Problem, Unusable

Given = TypeVar("Given")
Made = TypeVar("Made")


class Attempts:
    """Tries steps and keeps the problems of those that failed, each once, in the order in which they were found."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def make(self, step: Callable[[], Made]) -> Made | None:
        """What the step gives, or None where it was `Unusable`."""
        try:
            return step()
        except Unusable as error:
            self.problems.extend(p for p in error.problems if p not in self.problems)
            return None

    def read(self, given: Given | None, reader: Callable[[Given], Made]) -> Made | None:
        """What the reader makes of what is given; None where nothing is, or what is was `Unusable`."""
        return None if given is None else self.make(lambda: reader(given))
