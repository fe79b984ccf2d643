"""A problem as people read it: code and message, place, the line with a caret under what is meant, how to mend it.

    error[unknown-field]: event `inspection` has no field `leader_rol`
      --> tasks/01-hazards.yaml:9:13
     9 |     where: {leader_rol: principal}
       |             ^^^^^^^^^^
       = help: did you mean `led_by`? fields: led_by, topic, score

Text of the input is never trusted: control and direction characters are shown as escapes, and no line grows beyond
what a terminal shows.
"""

from __future__ import annotations

import unicodedata

from zhiben.events.problem import Problem, Span
from zhiben.rules.titles import titled

EXCERPT_WIDTH = 100  # columns of a line that are shown
MESSAGE_LENGTH = 400  # characters of a message or hint that are shown

_LEVEL = {
    "en": {"error": "error", "warning": "warning", "note": "note"},
    "zh": {"error": "错误", "warning": "警告", "note": "提示"},
}
_HELP = {"en": "help", "zh": "建议"}


def render(problem: Problem, lang: str = "en") -> str:
    """The problem as several lines of text without a line end.

    Args:
        lang: "en", or "zh": the frame in Chinese, with a title of the code. Message and hint stand as they are given.
    """
    said = titled(problem.code, _clean(problem.message, MESSAGE_LENGTH), lang)
    lines = [f"{level_word(problem, lang)}[{problem.code}]{said}"]
    margin = 1
    for i, span in enumerate(_places(problem)):
        shown = _excerpt(span)
        margin = max(margin, len(str(span.line)) + 1)
        lines.append(f"{' ' * margin}{'-->' if i == 0 else ':::'} {_clean(str(span), MESSAGE_LENGTH)}")
        if shown:
            number = str(span.line)
            lines.append(f"{number:>{margin}} | {shown[0]}".rstrip())
            lines.append(f"{' ' * margin} | {shown[1]}")
    if problem.hint:
        hint = problem.hint.split("\n")
        lines.append(f"{' ' * margin} = {_HELP.get(lang, 'help')}: {_clean(hint[0], MESSAGE_LENGTH)}")
        lines += [f"{' ' * margin}         {_clean(line, MESSAGE_LENGTH)}" for line in hint[1:]]
    return "\n".join(lines)


def level_word(problem: Problem, lang: str) -> str:
    """`error`, `warning` or `note`, in the language."""
    return _LEVEL.get(lang, _LEVEL["en"])[problem.level]


def width(text: str) -> int:
    """Columns that a text takes on a terminal: wide characters (most Chinese) take two, combining ones none."""
    return sum(_width(character) for character in text)


def _places(problem: Problem) -> tuple[Span, ...]:
    return () if problem.span is None else (problem.span, *problem.also)


def _width(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _excerpt(span: Span) -> tuple[str, str] | None:
    """The line, cut around the place if it is long, and the carets below it."""
    if not span.line or not span.excerpt:
        return None
    start = min(max(span.column - 1, 0), len(span.excerpt))
    length = max(span.length, 1) if span.column else len(span.excerpt.rstrip())
    # Only what can be near the caret is looked at: a line may be a megabyte long.
    left = max(start - EXCERPT_WIDTH, 0)
    before = _escaped(span.excerpt[left:start])
    marked = _escaped(span.excerpt[start : start + min(length, EXCERPT_WIDTH)])
    after = _escaped(span.excerpt[start + length : start + length + EXCERPT_WIDTH]) if length <= EXCERPT_WIDTH else ""
    whole = width(before) + width(marked) + width(after)
    is_cut_left = left > 0
    is_cut_right = length > EXCERPT_WIDTH or start + length + EXCERPT_WIDTH < len(span.excerpt)
    if whole > EXCERPT_WIDTH or is_cut_left or is_cut_right:
        before, cut = _keep_end(before, EXCERPT_WIDTH // 2)
        before = ("… " if cut or is_cut_left else "") + before
        room = max(EXCERPT_WIDTH - width(before), 10)
        marked, cut_marked = _keep_start(marked, room)
        after, cut = ("", True) if cut_marked else _keep_start(after, max(room - width(marked), 0))
        after += " …" if cut or cut_marked or is_cut_right else ""
    carets = "^" * max(width(marked), 1)
    return before + marked + after, " " * width(before) + carets


def _keep_start(text: str, columns: int) -> tuple[str, bool]:
    taken = 0
    for i, character in enumerate(text):
        taken += _width(character)
        if taken > columns:
            return text[:i], True
    return text, False


def _keep_end(text: str, columns: int) -> tuple[str, bool]:
    kept, is_cut = _keep_start(text[::-1], columns)
    return kept[::-1], is_cut


def _clean(text: str, length: int) -> str:
    """One line of text, escaped and of bounded length."""
    cut = text if len(text) <= length else text[:length] + "…"
    return _escaped(cut)


def _escaped(text: str) -> str:
    """Text in which nothing moves the cursor, colours the terminal or turns the reading direction."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_visible(character) for character in text)


def _visible(character: str) -> str:
    if character == "\t":
        return " "
    if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"):
        code = ord(character)
        return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
    return character
