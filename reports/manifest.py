"""manifest.json: what went in and what came out, enough to make the same report again byte for byte.

No time of running, and no directories of the machine it ran on.
"""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

from zhiben import __version__
from zhiben.engine.audit import Audit
from zhiben.reports.summary import Summary

SCHEMA = "zhiben-manifest-1"
NAME = "manifest.json"
_LIBRARIES = ("pyarrow", "numpy", "polars", "chinesecalendar", "holidays", "tzdata")  # those that can change a verdict


def write_manifest(
    audit: Audit,
    summary: Summary,
    directory: Path,
    names: dict[str, str],
    lang: str,
    group_by: Sequence[str] = (),
    used: Sequence[tuple[str, str]] = (),
    known: Mapping[str, str] | None = None,
) -> None:
    """Describe an audit and the files already written to `directory`.

    Args:
        used: (role, file) of what else was read to write them.
        known: `sha256` of some of all these files, by path.
    """
    book, account, hashed = audit.rulebook, audit.log.account, dict(known or {})
    content = {
        "schema": SCHEMA,
        "zhiben": __version__,
        "python": platform.python_version(),
        "libraries": {name: version(name) for name in _LIBRARIES},
        "rulebook": {"name": book.name, "version": book.version, "sha256": book.digest, "profile": book.profile},
        "settings": dict(sorted((audit.settings or {}).items())),
        "parameters": {
            p.name: {"value": str(p.value), "set_by": p.set_by}
            for p in sorted(book.parameters.values(), key=lambda p: p.name)
        },
        "rules": list(audit.rules),
        "timezone": book.timezone,
        "as_of": audit.as_of.isoformat(),
        "known_at": audit.known_at.isoformat() if audit.known_at else None,
        "lang": lang,
        "group_by": list(group_by),
        "inputs": [
            {
                "role": role,
                "name": names.get(file, file),
                "bytes": Path(file).stat().st_size,
                "sha256": hashed.get(file) or sha256(Path(file)),
            }
            for role, file in (*audit.inputs, *used)
        ]
        # What was given as an object has no bytes to show; that it was given is said all the same.
        + [{"role": role, "name": None, "given": "object"} for role in audit.objects],
        "rows": {
            "read": account.read,
            "accepted": account.accepted,
            "duplicates": account.duplicates,
            "ignored": account.ignored,
            "rejected": account.rejected,
        }
        | ({} if account.events is None else {"events": account.events}),
        "duties": summary.total.total,
        "findings": summary.total.findings,
        "files": {
            file.relative_to(directory).as_posix(): hashed.get(str(file)) or sha256(file)
            for file in sorted(directory.rglob("*"))
            if file.is_file()
        },
    }
    text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
    (directory / NAME).write_text(text, encoding="utf-8", errors="backslashreplace", newline="\n")


def sha256(file: Path) -> str:
    """Hex digest of a file's bytes."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
