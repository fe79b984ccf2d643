"""The ready-made files for CI services: valid by the services' schemas, and run here as far as that can be done."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from junitparser import JUnitXml
from ruamel.yaml import YAML
from sarif_kit.validate import validation_errors

from tests.cli.running import ENTITIES, LOG

ROOT = Path(__file__).resolve().parents[2]
CI = ROOT / "ci"
BIN = Path(sys.executable).parent


def ran(command: list[str], folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join([str(BIN), os.environ["PATH"]])
    return subprocess.run(
        command, cwd=folder, env={**os.environ, "PATH": path, "LC_ALL": "C.UTF-8", **environment}, capture_output=True,
        text=True, timeout=300, check=False,
    )  # fmt: skip


@pytest.fixture
def submission(tmp_path: Path) -> Path:
    """A folder as a submitter has it."""
    shutil.copy(LOG, tmp_path / "log.csv")
    shutil.copy(ENTITIES, tmp_path / "entities.csv")
    return tmp_path


@pytest.mark.parametrize(
    ("schema", "file"),
    [
        ("vendor.github-actions", "github/action.yml"),
        ("vendor.github-workflows", "github/workflow.yml"),
        ("vendor.gitlab-ci", "gitlab/zhiben.gitlab-ci.yml"),
    ],
)
def test_files_are_valid_by_the_schemas_of_the_services(schema: str, file: str) -> None:
    done = ran(["check-jsonschema", "--builtin-schema", schema, str(CI / file)], ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


def test_pre_commit_accepts_its_files() -> None:
    for command, file in (
        ("validate-manifest", ROOT / ".pre-commit-hooks.yaml"),
        ("validate-config", CI / "pre-commit/pre-commit-config.yaml"),
    ):
        done = ran(["pre-commit", command, str(file)], ROOT)
        assert done.returncode == 0, done.stdout + done.stderr


def test_no_file_names_a_place_to_fetch_from() -> None:
    for file in [*CI.rglob("*.yml"), *CI.rglob("*.yaml"), ROOT / ".pre-commit-hooks.yaml"]:
        assert "://" not in file.read_text(encoding="utf-8"), file


# --- GitHub --------------------------------------------------------------------------------------------------------


def action(folder: Path, **inputs: str) -> tuple[subprocess.CompletedProcess[str], dict[str, str]]:
    """The action's step as a runner runs it: bash with -e, inputs put into the environment, files for outputs."""
    described = YAML(typ="safe").load(CI / "github" / "action.yml")
    (step,) = described["runs"]["steps"]
    given = {name: told.get("default", "") for name, told in described["inputs"].items()} | inputs
    environment = {}
    for name, value in step["env"].items():
        assert value.startswith("${{ inputs.") and "${{" not in step["run"]
        environment[name] = given[value.removeprefix("${{ inputs.").removesuffix(" }}")]
    for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY"):
        (folder / name).touch()
        environment[name] = str(folder / name)
    (folder / "step.sh").write_text(step["run"], encoding="utf-8")
    command = ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", str(folder / "step.sh")]
    done = ran(command, folder, RUNNER_TEMP=str(folder), **environment)
    outputs = dict(line.split("=", 1) for line in (folder / "GITHUB_OUTPUT").read_text(encoding="utf-8").splitlines())
    return done, outputs


def test_the_action_annotates_summarises_and_leaves_a_sarif_file(submission: Path) -> None:
    asked = {"log": "log.csv\n", "rulebook": "workshop-safety", "entities": "entities.csv", "as-of": "2025-04-30"}
    done, outputs = action(submission, **asked)
    assert (done.returncode, outputs["exit-code"]) == (1, "1")
    assert "::error file=log.csv,line=16," in done.stdout
    assert (submission / "GITHUB_STEP_SUMMARY").read_text(encoding="utf-8").startswith("### ❌ 12 findings")
    log = json.loads(Path(outputs["sarif"]).read_text(encoding="utf-8"))
    assert validation_errors(log) == []
    assert log["runs"][0]["invocations"][0]["exitCode"] == 1


def test_the_action_says_also_what_cannot_be_used_and_runs_nothing_of_its_inputs(submission: Path) -> None:
    done, outputs = action(
        submission, log="$(touch hacked); `touch hacked`.csv", rulebook="workshop-safety; touch hacked"
    )
    assert (done.returncode, outputs["exit-code"]) == (2, "2")
    assert not (submission / "hacked").exists()
    assert "::error title=no-such-rulebook::" in done.stdout
    assert json.loads(Path(outputs["sarif"]).read_text(encoding="utf-8"))["runs"][0]["invocations"][0]["exitCode"] == 2


# --- GitLab --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("log", "code"), [("log.csv", 1), ("absent.csv", 2)])
def test_the_gitlab_job_leaves_its_test_report_and_the_exit_code(submission: Path, log: str, code: int) -> None:
    job = YAML(typ="safe").load(CI / "gitlab" / "zhiben.gitlab-ci.yml")[".zhiben"]
    options = "--rulebook workshop-safety --entities entities.csv --as-of 2025-04-30"
    variables = job["variables"] | {"ZHIBEN_LOG": log, "ZHIBEN_OPTIONS": options}
    script = "\n".join(job["script"])
    done = ran(["bash", "-e", "-o", "pipefail", "-c", script], submission, **variables)  # as GitLab's shell runner does
    assert done.returncode == code, done.stderr
    report = JUnitXml.fromstring((submission / job["artifacts"]["reports"]["junit"]).read_bytes())
    assert report.failures == (12 if code == 1 else 0)
    assert report.errors == 1
    assert job["artifacts"]["when"] == "always"


# --- pre-commit ----------------------------------------------------------------------------------------------------


def test_the_hook_runs_on_the_files_that_are_to_be_committed(
    submission: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    hooks = tmp_path_factory.mktemp("hooks")
    shutil.copy(ROOT / ".pre-commit-hooks.yaml", hooks)
    person = ["-c", "user.name=t", "-c", "user.email=t@zhiben.invalid"]
    for folder in (hooks, submission):
        assert ran(["git", "init", "-q", "."], folder).returncode == 0
    ran(["git", "add", "-A"], hooks)
    assert ran(["git", *person, "commit", "-qm", "hooks"], hooks).returncode == 0
    rev = ran(["git", "rev-parse", "HEAD"], hooks).stdout.strip()
    # The command that is installed here instead of an environment of its own, which would have to be fetched.
    args = ["--rulebook", "workshop-safety", "--entities", "entities.csv", "--as-of", "2025-04-30"]
    hook = {"id": "zhiben-check", "files": r"^log\.csv$", "args": args, "language": "unsupported"}
    config = {"repos": [{"repo": str(hooks), "rev": rev, "hooks": [hook]}]}
    (submission / ".pre-commit-config.yaml").write_text(json.dumps(config), encoding="utf-8")
    ran(["git", "add", "-A"], submission)
    home = str(tmp_path_factory.mktemp("home"))
    done = ran(["pre-commit", "run", "--all-files"], submission, PRE_COMMIT_HOME=home)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "log.csv:16: critical[hazard-closed-in-time]" in done.stdout
    (submission / "log.csv").write_text("id,type,subject,time\n", encoding="utf-8")
    hook["args"] = ["--rulebook", "workshop-safety", "--rule", "trained-before-hot-work", "--as-of", "2025-04-30"]
    (submission / ".pre-commit-config.yaml").write_text(json.dumps(config), encoding="utf-8")
    ran(["git", "add", "-A"], submission)
    done = ran(["pre-commit", "run", "--all-files"], submission, PRE_COMMIT_HOME=home)
    assert done.returncode == 0, done.stdout + done.stderr
