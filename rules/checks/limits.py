"""Bounds that are never reached or always: negative counts, shares beyond 1, `at_least: 0`, reversed limits."""

from __future__ import annotations

from zhiben.events.vocabulary import SCALE
from zhiben.rules.build.desk import Desk
from zhiben.rules.build.written import BOUNDS, MEASURES, Written


def check_duty(duty: Written, desk: Desk) -> None:
    """Looks at every number among the bounds; numbers are millionths."""
    measure = next(iter(duty.given(MEASURES)), "count")
    for name in duty.given(BOUNDS):
        value = duty.get(name)
        numbers = list(value) if name == "between" else [value]
        places = [(*duty.at(name), i) for i in range(len(numbers))] if name == "between" else [duty.at(name)]
        for number, path in zip(numbers, places, strict=True):
            if isinstance(number, int):
                _check(number, measure, path, desk)
                _idle(name, number, measure, path, desk)
        if name == "between" and all(isinstance(n, int) for n in numbers) and numbers[0] > numbers[1]:
            message = f"the low limit {text(numbers[0])} is above the high limit {text(numbers[1])}"
            desk.error("range-reversed", message, duty.at(name), f"between: [{text(numbers[1])}, {text(numbers[0])}]")


def _check(number: int, measure: str, path: tuple[str | int, ...], desk: Desk) -> None:
    if number < 0 and measure in ("count", "distinct", "share", "covers", "standing"):
        what = "a share" if measure in ("share", "covers") else "a count"
        desk.error("negative-bound", f"{what} is never negative, found {text(number)}", path, "0 or more")
    elif number > SCALE and measure in ("share", "covers"):
        message = f"a share lies between 0 and 1, found {text(number)}"
        percent = number // 100 if number <= 100 * SCALE else 0
        hint = f"{text(number)} percent is {text(percent)}" if percent else "a part of 1, such as 0.9"
        desk.error("bound-out-of-reach", message, path, hint)


def _idle(name: str, number: int, measure: str, path: tuple[str | int, ...], desk: Desk) -> None:
    """Limits that are always reached, and fractions of what is counted whole."""
    if name == "at_least" and number == 0 and measure in ("count", "distinct", "share", "covers", "standing"):
        desk.warning("bound-without-effect", "`at_least: 0` is always met", path, "at_least: 1, or leave the rule out")
    elif number % SCALE and measure in ("count", "distinct", "standing"):
        message = f"what is counted is a whole number, found the limit {text(number)}"
        whole = text(-(-number // SCALE) * SCALE) if name == "at_least" else text(number // SCALE * SCALE)
        written = f"{name}: {text(number)}"
        never = f"`{written}` can never be met"
        same = f"`{written}` means the same as `{name}: {whole}`"
        hint = {"between": "a whole number", "exactly": never}.get(name, same)
        desk.warning("fractional-bound", message, path, hint)


def text(millionths: int) -> str:
    """A number of millionths without trailing zeros.

    >>> text(1_500_000), text(-3_000_000), text(10)
    ('1.5', '-3', '0.00001')
    """
    sign, number = ("-", -millionths) if millionths < 0 else ("", millionths)
    whole, part = divmod(number, SCALE)
    return f"{sign}{whole}" + (f".{part:06d}".rstrip("0") if part else "")
