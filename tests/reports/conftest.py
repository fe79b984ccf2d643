"""What several tests of reports share: the hostile audit takes long to draw up."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.reports.hostile import hostile_audit
from zhiben.engine.audit import Audit


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Audit:
    """An audit with hostile text in every place (`hostile.TEXTS`)."""
    return hostile_audit(tmp_path_factory.mktemp("hostile"))


@pytest.fixture(scope="session")
def hostile_folder(hostile: Audit) -> Path:
    """Where the files of the hostile audit stand."""
    return Path(hostile.inputs[0][1]).parent
