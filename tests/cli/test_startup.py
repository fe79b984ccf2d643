"""Start-up stays light: what a command works with is imported when it runs, and not before."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

from zhiben.cli.main import zhiben

HEAVY = {"polars", "pyarrow", "numpy", "pandas", "pydantic", "ruamel", "rich", "jinja2"}
REPORTING = {"pandas", "jinja2", "pygal", "docx", "docxtpl", "lxml", "icalendar", "junitparser", "xlsxwriter", "rich"}
ROOT = Path(__file__).resolve().parents[2]


def modules_after(code: str) -> set[str]:
    """Top-level modules loaded after some code ran in a fresh interpreter."""
    tail = "\nimport sys; print(*{name.partition('.')[0] for name in sys.modules}, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code + tail], capture_output=True, text=True, timeout=60, check=True)
    return set(done.stderr.split())


def test_help_imports_nothing_but_click() -> None:
    code = "from zhiben.__main__ import main\ntry: main(['--help'])\nexcept SystemExit: pass"
    loaded = modules_after(code)
    assert "click" in loaded
    assert not loaded & HEAVY


@pytest.mark.parametrize(("given", "told"), [({}, "1"), ({"OPENBLAS_NUM_THREADS": "3"}, "3")])
def test_a_command_asks_for_no_threads_of_linear_algebra(given: dict[str, str], told: str) -> None:
    code = "import os, sys; from zhiben.__main__ import main; sys.argv = ['zhiben', '--version']\ntry: main()\n"
    code += "except SystemExit: print(os.environ['OPENBLAS_NUM_THREADS'], file=sys.stderr)"
    around = {name: value for name, value in os.environ.items() if name != "OPENBLAS_NUM_THREADS"} | given
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, env=around)
    assert done.stderr.strip() == told


def test_a_command_imports_what_libraries_import_for_nobody_only_when_it_is_asked_for() -> None:
    code = "import sys; from zhiben.cli.lighter import lighten; lighten()\n"
    code += "import numpy, pyarrow.compute as pc, polars, pydantic; pydantic.BaseModel\n"
    code += "print(*sys.modules)\n"
    code += "import importlib.metadata as metadata; from importlib.metadata import PackageNotFoundError, version\n"
    code += "print(version('numpy') == metadata.version('numpy') == numpy.__version__, pc.sum([1, 2]))\n"
    code += "print(len(metadata.entry_points(group='console_scripts')) > 0, 'email' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    loaded, *asked = done.stdout.splitlines()
    assert not set(loaded.split()) & {"email", "zipfile", "pydoc"}
    assert asked == ["True 3", "True True"]


def test_whatever_is_asked_of_what_waits_is_answered_by_the_real_one() -> None:
    code = "from zhiben.cli.lighter import lighten; lighten()\n"
    code += "import numpy, pyarrow.compute, numpy._core._add_newdocs as documents\n"
    code += "from pyarrow.vendored.docscrape import NumpyDocString, Reader\n"
    code += "from importlib.metadata import entry_points, version\n"  # both before anything real is imported
    code += "print(callable(documents.add_newdoc), Reader.__module__, NumpyDocString('')['Summary'])\n"
    code += "print(len(entry_points(group='console_scripts')) > 0, version('numpy') == numpy.__version__)\n"
    code += "try: documents.nothing_of_this_name\nexcept AttributeError: print('not there')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.splitlines() == ["True pyarrow.vendored.docscrape []", "True True", "not there"]


# Of what is imported anyway, the parts that a small log and a rulebook do not need; pyarrow.fs alone loads a cloud SDK.
ELSEWHERE = {
    "numba", "ruamel.yaml", "pydantic.dataclasses", "openpyxl", "opencc", "jsonschema", "sqlite3", "unittest", "asyncio", "multiprocessing", "ssl",
    "pyarrow.csv", "pyarrow.dataset", "pyarrow.fs", "pyarrow.parquet",
    "zhiben.engine.simulate.run", "zhiben.engine.reference.evaluate",
    "zhiben.events.coverage_reading", "zhiben.events.xlsx_sheet", "zhiben.events.parquet_sheet",
    "zhiben.engine.baseline", "zhiben.engine.baseline_reading", "zhiben.engine.departed", "zhiben.reports.changes",
    "zhiben.rules.form.waiver", "zhiben.rules.waiver_reading", "zhiben.reports.html", "zhiben.reports.report",
}  # fmt: skip
EXPLAINING = {"zhiben.engine.explain.explaining", "zhiben.engine.explain.record"}


def check_of_the_demonstration(as_of: str, *more: str) -> set[str]:
    demo = ROOT / "rules" / "workshop-safety" / "demo"
    words = ["check", str(demo / "log.csv"), "--rulebook", "workshop-safety", "--as-of", as_of]
    words += ["--entities", str(demo / "entities.csv"), *more]
    code = f"from zhiben.__main__ import main\ntry: main({words!r})\nexcept SystemExit: pass"
    tail = "\nimport sys; print(*sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code + tail], capture_output=True, text=True, timeout=60, check=True)
    assert ("inspection" in done.stdout) == (as_of > "2024")
    return set(done.stderr.splitlines()[-1].split())


def test_check_imports_nothing_that_only_reports_and_other_commands_need() -> None:
    loaded = check_of_the_demonstration("2025-04-30")
    assert {"polars", "pyarrow", "pydantic"} | EXPLAINING <= loaded
    assert not loaded & (REPORTING | ELSEWHERE)


def test_check_in_english_imports_no_words_that_put_problems_into_chinese() -> None:
    assert "zhiben.rules.phrases" not in check_of_the_demonstration("2025-04-30", "--lang", "en")
    assert "zhiben.rules.phrases" in check_of_the_demonstration("2025-04-30", "--lang", "zh")


def test_check_without_findings_imports_no_explanations() -> None:
    loaded = check_of_the_demonstration("2020-01-02")  # before anything was owed
    assert "zhiben.engine.evaluate" in loaded
    assert not loaded & (REPORTING | ELSEWHERE | EXPLAINING)


def test_a_form_is_not_built_before_it_is_needed() -> None:
    code = "from zhiben.rules.form.rulebook import RulebookForm\nfrom zhiben.events.logmap_form import LogMap\n"
    code += "print(RulebookForm.__pydantic_complete__, LogMap.__pydantic_complete__)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.split() == ["False", "False"]


def test_explaining_imports_neither_the_simulation_nor_the_reference_evaluator() -> None:
    code = "import zhiben.engine.explain.explaining, sys\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    loaded = set(done.stdout.split())
    assert "zhiben.engine.explain.record" in loaded
    assert not loaded & {"zhiben.engine.simulate.run", "zhiben.engine.reference.evaluate"}


def test_importing_zhiben_imports_nothing() -> None:
    assert not modules_after("import zhiben") & HEAVY


def test_every_public_name_is_there() -> None:
    import zhiben as package

    for name in package.__all__:
        assert getattr(package, name) is not None
    assert set(package.__all__) == set(dir(package))
    with pytest.raises(AttributeError, match="no attribute 'audt'"):
        _ = package.audt  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]


def commands(group: click.Group, path: str = "zhiben") -> dict[str, click.Command]:
    """Every command by the words that call it."""
    found: dict[str, click.Command] = {}
    for name, command in group.commands.items():
        found |= (
            commands(command, f"{path} {name}") if isinstance(command, click.Group) else {f"{path} {name}": command}
        )
    return found


def test_every_command_and_option_is_documented() -> None:
    page = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert len(commands(zhiben)) >= 5
    for words, command in commands(zhiben).items():
        assert words in page
        assert words in readme or words.replace("zhiben rules", "rules") in readme
        for option in (name for p in command.params if isinstance(p, click.Option) for name in p.opts):
            assert f"`{option}" in page or f"{option} " in page, f"{words} {option}"
        assert command.help
