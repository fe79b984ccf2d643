"""Checks of a rulebook, one idea a file: a file dropped in here is found by itself.

A file has `check_duty(duty, desk)`, called for every duty and every variant laid over it, or `check_book(book)`, called
once for the whole rulebook, or both. Each adds what it finds to the problems and changes nothing.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from zhiben.rules.build.desk import Desk
from zhiben.rules.build.draft import DraftBook
from zhiben.rules.build.written import Written


def check_duty(duty: Written, desk: Desk) -> None:
    """Runs every check of a single duty."""
    for module in _modules():
        if check := getattr(module, "check_duty", None):
            check(duty, desk)


def check_book(book: DraftBook) -> None:
    """Runs every check of a whole rulebook."""
    for module in _modules():
        if check := getattr(module, "check_book", None):
            check(book)


@cache
def _modules() -> tuple[ModuleType, ...]:
    return tuple(import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__))
