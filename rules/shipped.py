"""The rulebooks that come with Zhiben, found by name; anything else is the path of a directory."""

from __future__ import annotations

from pathlib import Path

from zhiben.events.given import FilePath, path_of
from zhiben.events.problem import Problem, Unusable, nearest

_HOME = Path(__file__).parent


def shipped_rulebooks() -> tuple[str, ...]:
    """Names of the shipped rulebooks, sorted."""
    return tuple(sorted(file.parent.name for file in _HOME.glob("*/rulebook.yaml")))


def rulebook_path(name: FilePath) -> Path:
    """The directory of a shipped rulebook, or of a rulebook of one's own.

    A shipped name wins over a directory of the same name; write `./NAME` for the directory. A Path means the directory
    where there is one.

    Raises:
        Unusable: code `no-such-rulebook`, when it is neither.
        TypeError: neither text nor a path.
    """
    names = shipped_rulebooks()
    if isinstance(name, str) and name in names:
        return _HOME / name
    path = path_of(name, "the rulebook", f"a shipped name ({', '.join(names)})")
    try:
        if path.exists():
            return path
    except (OSError, ValueError):
        pass  # a name that no file can have is no file
    if str(name) in names:
        return _HOME / str(name)
    near = nearest(str(name), names)
    hint = f"did you mean `{near}`? " if near else ""
    hint += f"shipped rulebooks: {', '.join(names)}; or give the directory that holds a rulebook.yaml"
    raise Unusable(
        [Problem("no-such-rulebook", f"no rulebook is called `{name}`, nor is there such a directory", hint=hint)]
    )
