"""The files of a rulebook, each read once: documents in order of file name, digest, and everything unreadable."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from msgspec.structs import replace

from zhiben.events.problem import Problem, Span, Unusable, nearest
from zhiben.events.spanned import Document, read_small_file, read_yaml_bytes

_SUFFIXES = (".yaml", ".yml")
_FILES = ("rulebook.yaml", "vocabulary.yaml")
_FOLDERS = ("tasks", "profiles", "examples")
_RULE = re.compile(rb"^(- | +)duty *:", re.MULTILINE)


@dataclass(slots=True)
class Sources:
    """What was read. A missing or unreadable file is None (or left out) and stands among the problems.

    `digest` is the SHA-256 over names (relative, `/`) and bytes of all files read, sorted by name.
    """

    root: Path
    rulebook: Document | None = None
    vocabulary: Document | None = None
    tasks: list[Document] = field(default_factory=list)
    profiles: list[Document] = field(default_factory=list)
    digest: str = ""
    problems: list[Problem] = field(default_factory=list)


def read_sources(root: Path) -> Sources:
    """Reads rulebook.yaml, vocabulary.yaml, tasks/*.yaml and profiles/*.yaml below a folder.

    Raises:
        Unusable: there is no such folder, or it is no folder.
    """
    place = Span(str(root))
    try:
        is_folder, exists = root.is_dir(), root.exists()
    except (OSError, ValueError):
        is_folder = exists = False
    if not is_folder:
        message = f"`{root}` is a file, not a rulebook folder" if exists else f"there is no rulebook `{root}`"
        raise Unusable([Problem("no-such-rulebook", message, place, "a folder with rulebook.yaml in it")])
    sources = Sources(root)
    seen: list[tuple[str, bytes]] = []
    sources.rulebook = _read(sources, seen, root / "rulebook.yaml")
    sources.vocabulary = _read(sources, seen, root / "vocabulary.yaml")
    sources.tasks = _folder(sources, seen, "tasks")
    sources.profiles = _folder(sources, seen, "profiles")
    sources.problems += _strays(root)
    if not any(path.suffix.lower() in _SUFFIXES for path in _listed(root / "tasks")):
        sources.problems.append(Problem("no-rules", f"`{root}` has no rules", place, "rules stand in tasks/*.yaml"))
    digest = hashlib.sha256()
    for name, raw in sorted(seen):
        digest.update(f"{name}\0{len(raw)}\0".encode())
        digest.update(raw)
    sources.digest = digest.hexdigest()
    return sources


def _read(sources: Sources, seen: list[tuple[str, bytes]], path: Path) -> Document | None:
    try:
        raw = read_small_file(path)
        seen.append((path.relative_to(sources.root).as_posix(), raw))
        return read_yaml_bytes(raw, str(path))
    except Unusable as unusable:
        sources.problems += (_with_likely_name(problem, path) for problem in unusable.problems)
        return None


def _with_likely_name(problem: Problem, path: Path) -> Problem:
    """A problem with a missing file, and what lies there in its stead: `vocabulary.yml`, `Rulebook.yaml`."""
    if problem.code != "no-such-file":
        return problem
    alike = {other.name.lower().replace(".yml", ".yaml"): other.name for other in _listed(path.parent)}
    near = nearest(path.name, alike)
    return problem if near is None else replace(problem, hint=f"rename `{alike[near]}`")


def _strays(root: Path) -> Iterator[Problem]:
    """Warnings about rules beside the folder of rules, and about folders that are called nearly as ours are."""
    for path in _listed(root):
        folder = nearest(path.name.lower(), _FOLDERS) if path.name not in _FOLDERS and path.is_dir() else None
        if path.suffix.lower() in _SUFFIXES and path.name not in _FILES and _holds_rules(path):
            folder = "tasks"
        if folder is not None:
            message = f"`{path}` is not read: only {folder}/*.yaml is"
            yield Problem("ignored-file", message, Span(str(path)), level="warning")


def _holds_rules(path: Path) -> bool:
    try:
        return _RULE.search(read_small_file(path)) is not None
    except Unusable:
        return False


def _folder(sources: Sources, seen: list[tuple[str, bytes]], name: str) -> list[Document]:
    folder = sources.root / name
    documents = []
    for path in _listed(folder):
        if path.suffix.lower() not in _SUFFIXES:
            message = f"`{path}` is not read: only {name}/*.yaml is"
            sources.problems.append(Problem("ignored-file", message, Span(str(path)), level="warning"))
        elif document := _read(sources, seen, path):
            documents.append(document)
    return documents


def _listed(folder: Path) -> list[Path]:
    """What lies in a folder, hidden files excepted, by name; nothing where there is no such folder."""
    try:
        return sorted((p for p in folder.iterdir() if not p.name.startswith(".")), key=lambda path: path.name)
    except OSError:
        return []
