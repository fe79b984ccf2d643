"""A rulebook to begin with: two rules, proven by worked cases, in files that explain themselves."""

from __future__ import annotations

import json
import re
from pathlib import Path

from zhiben.events.problem import Problem, Span, Unusable
from zhiben.reports.scaffold.place import placed, refused

_HOME = Path(__file__).parent / "book"
_FILES = ("rulebook.yaml", "vocabulary.yaml", "tasks/rules.yaml", "examples/rules.yaml")


def new_book(root: Path, name: str | None) -> list[Path]:
    """Write a rulebook into a directory that does not exist yet, or is empty; all of it or nothing.

    Args:
        name: what the rulebook is called; None = as the directory.

    Returns:
        Paths of the files.

    Raises:
        Unusable: code `bad-name`, `not-empty` or `out-not-writable`.
    """
    try:
        called = root.resolve().name if name is None else name
        _check_empty(root)
    except (OSError, ValueError) as error:
        raise refused(root, error) from None
    if not re.fullmatch(r"\w[\w.-]*", called):
        hint = "letters, digits, `-`, `_` and `.`: give --name, such as --name safety-2025"
        raise Unusable([Problem("bad-name", f"`{called[:60]}` cannot be the name of a rulebook", hint=hint)])
    texts = {name: (_HOME / name).read_text(encoding="utf-8") for name in _FILES}
    texts["rulebook.yaml"] = texts["rulebook.yaml"].replace("rulebook: NAME\n", f"rulebook: {quoted(called)}\n")
    return placed(root, texts)


def quoted(text: str) -> str:
    """The text as YAML reads it back: bare where nothing could be mistaken, else in double quotes."""
    is_bare = re.fullmatch(r"[a-z][a-z0-9_]*(?:-[a-z0-9_]+)*", text) and text not in _WORDS
    return text if is_bare else json.dumps(text, ensure_ascii=False)


_WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})  # no texts for every reader of YAML


def _check_empty(root: Path) -> None:
    try:
        names = sorted(entry.name for entry in root.iterdir())
    except FileNotFoundError:
        return
    except NotADirectoryError:
        message = f"`{root}` is a file, and a rulebook is a directory"
        raise Unusable([Problem("not-empty", message, Span(str(root)), "give another directory")]) from None
    if not names:
        return
    held = ", ".join(f"`{name}`" for name in names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
    message = f"`{root}` is not empty: it holds {held}"
    hint = "give a directory that does not exist yet"
    if "rulebook.yaml" in names:
        hint += "; " + "or --rule ID --event TYPE to add a rule to this rulebook"
    raise Unusable([Problem("not-empty", message, Span(str(root)), hint)])
