"""No rulebook makes a traceback: any text in any file, and any small change of a good rulebook."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.rules.book import RULEBOOK, TASKS, VOCABULARY, write
from tests.rules.test_mistakes import CASES
from zhiben.rules.explain import explain
from zhiben.rules.lint import lint
from zhiben.rules.loading import attempt
from zhiben.rules.render import render

FILES = ("rulebook", "vocabulary", "tasks")
GOOD = {"rulebook": RULEBOOK, "vocabulary": VOCABULARY, "tasks": TASKS}
RULES = [
    f"- id: r{i}\n  bearer: enterprise\n"
    + "".join(f"  {line}\n" for line in case.get("rule", f"duty: {case.get('duty')}").splitlines())
    for i, case in enumerate(CASES.values())
    if "rule" in case or "duty" in case
]
# Words of the language in places where they do not belong are more telling than noise.
WORDS = st.sampled_from(
    "at_least at_most between every by within before since_last throughout until for_each event entity where same differs "
    "when variants otherwise covers share sum count field times previous any true null 1m $x inspection hazard_found led_by "
    "site enterprise id subject recorded_after duty_decided 2024-02-30 -1 0.1 [] {} [1] {a:1} * & ! ' \" : - # \t \u202e 甲".split(
        " "
    )
)
noise = st.text(alphabet=st.characters(exclude_categories=()), max_size=12)


def survives(case: dict[str, Any]) -> None:
    """Loading, linting, rendering and explaining give problems or a rulebook, never an exception."""
    with tempfile.TemporaryDirectory() as folder:
        path = write(Path(folder), case)
        rulebook, problems = attempt(path)
        assert (rulebook is None) == any(p.level == "error" for p in problems)
        "\n\n".join(render(problem, "zh") for problem in lint(path)).encode("utf-8")
        if rulebook is not None:
            for rule in rulebook.rules:
                explain(rulebook, rule, "zh")
                explain(rulebook, rule, "en")


@given(st.sampled_from(FILES), st.binary(max_size=60))
def test_any_bytes_in_any_file(name: str, content: bytes) -> None:
    survives({**GOOD, name: content})


@st.composite
def changed(draw: st.DrawFn) -> dict[str, Any]:
    """A good rulebook, or rules with a mistake, in which words were put in, taken out or exchanged."""
    case = dict(GOOD)
    case["tasks"] = "".join(draw(st.lists(st.sampled_from([TASKS, *RULES]), min_size=1, max_size=3)))
    name = draw(st.sampled_from(FILES))
    text = case[name]
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 12)))
        text = text[:start] + draw(st.one_of(WORDS, noise, st.just(""))) + text[end:]
    return {**case, name: text.encode("utf-8", "surrogatepass")}


@given(changed())
def test_any_small_change(case: dict[str, Any]) -> None:
    survives(case)


scalars = st.one_of(WORDS, st.integers(-5, 5), st.booleans(), st.none())


def nested(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """What is given, lists of it and mappings to it."""
    return st.one_of(inner, st.lists(inner, max_size=3), st.dictionaries(WORDS, inner, max_size=3))


values = nested(nested(scalars))
KEYS = (
    "event where same differs whose roll_up count distinct sum share covers standing at_least at_most between every by "
    "within before since_last throughout from partial roll grace for_each until"
).split()


def flow(value: object) -> str:
    """A value as flow YAML."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{flow(k)}: {flow(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(flow(v) for v in value) + "]"
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"').replace("\t", " ") + '"'
    return "null" if value is None else str(value).lower()


@given(st.dictionaries(st.sampled_from(KEYS), values, max_size=6))
def test_any_value_of_any_field(fields: dict[str, Any]) -> None:
    survives({"duty": flow({"event": "inspection", "at_least": 1, **fields})})
