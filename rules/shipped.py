"""The rulebooks that come with Zhiben, found by name; anything else is the path of a directory."""

from __future__ import annotations

from os import PathLike
from pathlib import Path

from zhiben.events.problem import Problem, Unusable, nearest

_HOME = Path(__file__).parent


def shipped_rulebooks() -> tuple[str, ...]:
    """Names of the shipped rulebooks, sorted."""
    return tuple(sorted(file.parent.name for file in _HOME.glob("*/rulebook.yaml")))


def rulebook_path(name: str | PathLike[str]) -> Path:
    """The directory of a shipped rulebook, or of a rulebook of one's own.

    A shipped name wins over a directory of the same name; write `./NAME` for the directory.

    Raises:
        Unusable: code `no-such-rulebook`, when it is neither.
    """
    names = shipped_rulebooks()
    if str(name) in names:
        return _HOME / str(name)
    try:
        if Path(name).exists():
            return Path(name)
    except (OSError, ValueError):
        pass  # a name that no file can have is no file
    near = nearest(str(name), names)
    hint = f"did you mean `{near}`? " if near else ""
    hint += f"shipped rulebooks: {', '.join(names)}; or give the directory that holds a rulebook.yaml"
    raise Unusable(
        [Problem("no-such-rulebook", f"no rulebook is called `{name}`, nor is there such a directory", hint=hint)]
    )
