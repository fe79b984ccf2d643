"""What libraries import for nobody, left out of a process that runs one command until it is asked for.

numpy and pyarrow write the documents of their functions while they are imported, and Polars imports what reads the
metadata of installed packages, e-mail and zip files with it, for a plugin that has to be asked for: a twelfth of the
instructions of `check` of a small log. These are private parts of the libraries, so nothing here relies on what is in
them: whatever is asked of one that waits is answered by the real one, and one that is there no longer is not missed.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

_WRITES_DOCUMENTS = ("numpy._core._add_newdocs", "numpy._core._add_newdocs_scalars")


class _Undocumented(dict[str, list[object]]):
    """What pyarrow asks of the document of a class of options, such as the parameters it tells of: nothing."""

    def __init__(self, _: str) -> None:
        super().__init__()

    def __missing__(self, section: str) -> list[object]:
        return []


def lighten() -> None:
    """Before numpy, pyarrow and Polars are imported: only in a process whose documents nobody reads."""
    for name in _WRITES_DOCUMENTS:
        _wait_with(name)
    _wait_with("pyarrow.vendored.docscrape", NumpyDocString=_Undocumented)

    # pydantic takes `entry_points` while it is imported, and calls it for plugins, of which there are none. A module
    # is looked at for a path before a name is imported from it.
    _wait_with("importlib.metadata", "entry_points", __path__=[])


def _wait_with(name: str, *functions: str, **said: object) -> None:
    """Import a module when something of it is asked for besides what is said here, or one of the functions is called.

    Not by `importlib.util.LazyLoader`, whose modules a second `import` loads already until Python 3.12.
    """
    if name in sys.modules:
        return
    package, _, last = name.rpartition(".")

    def real(asked: str) -> Any:
        """The same of the real module."""
        if asked.startswith("__"):  # the import system looks whether there is a path or a specification
            raise AttributeError(asked)
        if sys.modules.get(name) is waiting:
            del sys.modules[name]
        return getattr(importlib.import_module(name), asked)

    def later(function: str) -> Callable[..., Any]:
        return lambda *given, **named: real(function)(*given, **named)

    waiting = ModuleType(name)
    waiting.__dict__.update(said, __getattr__=real, **{function: later(function) for function in functions})
    sys.modules[name] = waiting
    if package in sys.modules:
        setattr(sys.modules[package], last, waiting)
