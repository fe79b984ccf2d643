"""What libraries import for nobody, left out of a process that runs one command.

numpy and pyarrow write the documents of their functions while they are imported, and Polars imports what reads the
metadata of installed packages, e-mail and zip files with it, for a plugin that has to be asked for: a twelfth of the
instructions of `check` of a small log. Where a library no longer has a module of such a name, nothing happens.
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType

_WRITES_DOCUMENTS = ("numpy._core._add_newdocs", "numpy._core._add_newdocs_scalars")


class _Undocumented(dict[str, list[object]]):
    """What pyarrow asks of the document of a class of options: which parameters it tells of. None."""

    def __init__(self, _: str) -> None:
        super().__init__(Parameters=[])


def lighten() -> None:
    """Before numpy, pyarrow and Polars are imported: only in a process whose documents nobody reads."""
    for name in _WRITES_DOCUMENTS:
        sys.modules.setdefault(name, ModuleType(name))
    reader = ModuleType("pyarrow.vendored.docscrape")
    reader.NumpyDocString = _Undocumented  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    sys.modules.setdefault(reader.__name__, reader)
    if "importlib.metadata" not in sys.modules:
        _wait_with_metadata()


def _wait_with_metadata() -> None:
    """Import `importlib.metadata` when something of it is asked for.

    Not by `importlib.util.LazyLoader`, whose modules a second `import` loads already until Python 3.12.
    """
    waiting = ModuleType("importlib.metadata")

    def real() -> ModuleType:
        if sys.modules.get(waiting.__name__) is waiting:
            del sys.modules[waiting.__name__]
        return importlib.import_module(waiting.__name__)

    def entry_points(**which: str) -> object:
        return real().entry_points(**which)

    waiting.__dict__.update(
        __getattr__=lambda name: getattr(real(), name),
        __path__=[],  # what `from … import` looks at before it looks for a name
        entry_points=entry_points,  # pydantic takes it while it is imported, and calls it for plugins: there are none
    )
    sys.modules[waiting.__name__] = waiting
    setattr(importlib, "metadata", waiting)  # noqa: B010  # pyright does not know it as an attribute
