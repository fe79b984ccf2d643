"""The value of every parameter: its default, a profile's or a setting's, always of the default's kind."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any, Mapping, Sequence

from zhiben.events.mistakes import found
from zhiben.events.problem import Problem, nearest
from zhiben.events.scalars import BadScalar, resolve
from zhiben.events.spanned import Document
from zhiben.rules.form.rulebook import ParameterForm, ProfileForm, RulebookForm, WhyForm
from zhiben.rules.model import Parameter
from zhiben.rules.words import PERIODS, BadDuration, is_duration, parse_duration

_EXAMPLES = {
    "duration": "30 days", "period": "quarter", "date": "2024-12-31", "number": "3", "flag": "true", "text": "word",
    "list": "one,two",
}  # fmt: skip


def kind_of(value: object) -> str:
    """What a parameter holds: duration, period, date, number, flag, list or text."""
    if isinstance(value, bool):
        return "flag"
    if isinstance(value, (int, Decimal)):
        return "number"
    if isinstance(value, dt.date):
        return "date"
    if isinstance(value, (list, tuple)):
        return "list"
    text = str(value)
    return "period" if text in PERIODS else "duration" if is_duration(text) else "text"


def settle(
    book: RulebookForm,
    profiles: Sequence[tuple[ProfileForm, Document]],
    profile: str | None,
    settings: Mapping[str, str],
) -> tuple[dict[str, Parameter], list[Problem]]:
    """The value of every parameter, and what is wrong with profiles and settings.

    Every profile is checked, chosen or not. A value from a profile or a setting must be of its default's kind. Whose
    word a default is says nothing of another value: that is an analyst's choice, unless the profile says `why`.
    """
    problems: list[Problem] = []
    why: dict[str, WhyForm] = {}
    values: dict[str, tuple[object, str]] = {name: (p.default, "default") for name, p in book.parameters.items()}
    for form, document in profiles:
        for name, value in form.parameters.items():
            span = document.span(("parameters", name), key=name not in book.parameters)
            if name not in book.parameters:
                problems.append(_unknown(f"profile `{form.profile}` sets", name, book, span))
            elif kind_of(value) != kind_of(book.parameters[name].default):
                problems.append(_mismatch(f"profile `{form.profile}`", name, value, book, span))
            elif form.profile == profile:
                values[name] = (value, f"profile {form.profile}")
                why[name] = form.why.get(name, WhyForm())
        for name in form.why:
            if name not in form.parameters:
                problems.append(_without_value(form.profile, name, document))
    problems += _profile_problems(profiles, profile)
    for name, text in settings.items():
        if name not in book.parameters:
            problems.append(_unknown("--set sets", name, book, None))
            continue
        setting = _typed(text, book.parameters[name].default)
        if isinstance(setting, _Wrong):
            problems.append(_mismatch("--set", name, text, book, None))
        else:
            values[name] = (setting, "--set")
            why[name] = WhyForm()
    return {name: _parameter(name, book, *values[name], why.get(name)) for name in book.parameters}, problems


def _parameter(name: str, book: RulebookForm, value: object, set_by: str, why: WhyForm | None) -> Parameter:
    form: ParameterForm | WhyForm = book.parameters[name]
    if why is not None and value != book.parameters[name].default:
        form = why
    held = tuple(value) if isinstance(value, list) else value
    return Parameter(name, held, form.origin or "choice", form.reason, form.source, form.confidence or "", set_by)


def _profile_problems(profiles: Sequence[tuple[ProfileForm, Document]], profile: str | None) -> list[Problem]:
    problems, names = [], [form.profile for form, _ in profiles]
    for i, (form, document) in enumerate(profiles):
        if form.profile in names[:i]:
            first = profiles[names.index(form.profile)][1].span(("profile",))
            message = f"there are two profiles `{form.profile}`, the first in {first}"
            problems.append(Problem("duplicate-profile", message, document.span(("profile",)), also=(first,)))
    if profile is not None and profile not in names:
        near = nearest(profile, names)
        hint = (f"did you mean `{near}`? " if near else "") + (
            "profiles: " + ", ".join(names) if names else "this rulebook has none; leave --profile out"
        )
        problems.append(Problem("unknown-profile", f"there is no profile `{profile}`", None, hint))
    return problems


class _Wrong:
    """Marks a setting that is not of its default's kind."""


def _typed(text: str, default: object) -> object:
    kind = kind_of(default)
    if kind == "text":
        return text
    if kind == "list":
        inner = default[0] if isinstance(default, list) else ""
        items = [_typed(part.strip(), inner) for part in text.split(",")]
        return _Wrong() if any(isinstance(item, _Wrong) for item in items) else items
    try:
        value: object = resolve(text.strip())
    except BadScalar:
        return _Wrong()
    return value if value is not None and kind_of(value) == kind else _Wrong()


def _without_value(profile: str, name: str, document: Document) -> Problem:
    message = f"profile `{profile}` says why `{name}` is as it is, and gives it no value"
    hint = "give it a value under `parameters`, or leave it out"
    return Problem("undefined-parameter", message, document.span(("why", name), key=True), hint)


def _unknown(who: str, name: str, book: RulebookForm, span: Any) -> Problem:
    near = nearest(name, book.parameters)
    hint = (f"did you mean `{near}`? " if near else "") + "parameters: " + (", ".join(book.parameters) or "none")
    return Problem("undefined-parameter", f"{who} `{name}`, which is no parameter of this rulebook", span, hint)


def _mismatch(who: str, name: str, value: object, book: RulebookForm, span: Any) -> Problem:
    default = book.parameters[name].default
    kind = kind_of(default)
    message = f"{who} gives `{name}` {found(value)}, expected a {kind} as its default {found(default)} is"
    hint = f"such as `{_EXAMPLES[kind]}`"
    if kind == "duration":
        try:
            parse_duration(str(value))
        except BadDuration as bad:
            hint = bad.hint
    return Problem("wrong-parameter-type", message, span, hint)
