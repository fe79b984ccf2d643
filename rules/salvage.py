"""What is left of a file with a mistake in it, so that one bad label does not hide the problems of a hundred rules."""

from __future__ import annotations

import copy
from typing import Any, Callable, TypeVar

from pydantic import BaseModel, ValidationError

from zhiben.events.spanned import Document, Path_
from zhiben.events.translation import translate

Form = TypeVar("Form", bound=BaseModel)
_ROUNDS = 5  # dropping a value may show that its parent cannot do without it


def salvage(
    document: Document, model: type[Form], at: Path_, may_drop: Callable[[Path_], bool]
) -> tuple[Form | None, set[Path_]]:
    """The form without the values that are wrong, and the paths (below `at`) of what was left out.

    None where something would have to go that `may_drop` does not let go.
    """
    data: Any = document.value
    for part in at:
        data = data[part]
    data, dropped = copy.deepcopy(data), set[Path_]()
    for _ in range(_ROUNDS):
        try:
            return model.model_validate(data), dropped
        except ValidationError as error:
            paths = {mistake.path for mistake in translate(error, model, data)}
        if not all(path and may_drop(path) for path in paths):
            return None, dropped
        # Later items of a list first, so that the places of the earlier ones stay.
        for path in sorted(paths, key=lambda p: [(isinstance(x, str), x) for x in p], reverse=True):
            _drop(data, path)
            dropped.add(path)
    return None, dropped


def _drop(data: Any, path: Path_) -> None:
    for part in path[:-1]:
        try:
            data = data[part]
        except (LookupError, TypeError):
            return  # its parent is gone already
    if isinstance(data, dict):
        data.pop(path[-1], None)
    elif isinstance(data, list) and isinstance(path[-1], int) and path[-1] < len(data):
        del data[path[-1]]
