"""The parts of a report, by the words with which `--only` chooses: file names, also without their ending."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import PurePath

from zhiben.engine.ledger import FINDINGS, NOT_MET
from zhiben.events.problem import nearest

LEDGER, CSV, JSON = "ledger.parquet", "findings.csv", "findings.json"
EXPLANATIONS, EVENTS, HTML = "explanations.parquet", "events.parquet", "report.html"
FILES = (LEDGER, CSV, JSON, EXPLANATIONS, EVENTS, HTML)  # in the order in which they are written


def part_names() -> tuple[str, ...]:
    """Every word without an ending, in the order of the files; `findings` stands for two of them."""
    return tuple(dict.fromkeys(PurePath(file).stem for file in FILES))


def wrong_part(words: Sequence[str], said: Callable[[str], str] = str) -> str | None:
    """What is wrong with the first word that names no part, with the nearest one that does; None where all do.

    Args:
        said: says a sentence in another language.
    """
    for word in words:
        if not _files_of(word):
            near = nearest(word.casefold(), [*part_names(), *FILES])
            hint = said("did you mean `{near}`? ").format(near=near) if near else ""
            message = said("a report has no part `{word}`; {hint}parts: {parts}, or one file by its name: {files}")
            return message.format(word=word, hint=hint, parts=", ".join(part_names()), files=", ".join(FILES))
    return None


def chosen_files(words: Sequence[str]) -> frozenset[str]:
    """The files that some words name; all of them where there is no word.

    >>> sorted(chosen_files(["findings", "ledger.parquet"]))
    ['findings.csv', 'findings.json', 'ledger.parquet']
    """
    return frozenset(file for word in words for file in _files_of(word)) if words else frozenset(FILES)


def explained_verdicts(words: Sequence[str], formats: Sequence[str] = ()) -> frozenset[str]:
    """The verdicts of the duties that have to be explained in these parts of a report, and in its summary."""
    is_whole = formats or {EXPLANATIONS, EVENTS, HTML} & chosen_files(words)
    return NOT_MET if is_whole else frozenset({*FINDINGS, "waived"})


def told_misses(words: Sequence[str], formats: Sequence[str] = ()) -> int | None:
    """How many near misses of each duty these parts of a report tell; None = as many as anybody does.

    >>> told_misses(["ledger", "findings.csv"])
    1
    """
    return 1 if not formats and chosen_files(words) <= {LEDGER, CSV} else None


def _files_of(word: str) -> list[str]:
    return [file for file in FILES if word in (file, PurePath(file).stem)]
