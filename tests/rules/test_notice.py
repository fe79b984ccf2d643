"""The draft rulebook that nobody had evaluated: what stops it from loading, and that nothing else does."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from pathlib import Path

from zhiben.rules.loading import attempt, load_rulebook
from zhiben.rules.model import EachEntity, EachEvent, Rule

# English labels inside {…} that a comma cuts in two; a quotation mark on either side mends them.
_CUT = re.compile(r'(?<=, )en: ([^"{}\n]*?,[^"{}\n]*?)(?=\})')


def mended(notice: Path, folder: Path) -> Path:
    """A copy of the draft with its slips mended: labels cut at commas, and the one list of numbers made text."""
    copy = folder / "notice"
    shutil.copytree(notice, copy, ignore=shutil.ignore_patterns("extended", "*.md"))
    for path in copy.rglob("*.yaml"):
        _mend(path)
    return copy


def _mend(path: Path) -> None:
    text = _CUT.sub(r'en: "\1"', path.read_text(encoding="utf-8"))
    text = text.replace("type: integer, many: true", "type: text, many: true")
    text = re.sub(r"(?<=covers: \{tasks: \[)[\d, ]+", lambda m: re.sub(r"\d+", r'"\g<0>"', m[0]), text)
    path.write_text(text, encoding="utf-8")


def test_the_draft_has_labels_cut_at_commas_and_a_list_of_numbers(shared: Path) -> None:
    rulebook, problems = attempt(shared / "notice")
    assert rulebook is None
    assert Counter(p.code for p in problems) == {"bad-label": 10, "not-yet": 1}
    assert {p.message for p in problems if p.code == "not-yet"} == {
        "`tasks` is a list of whole numbers; only lists of text, categories and references are read yet"
    }


def test_mended_it_loads_without_a_word(shared: Path, tmp_path: Path) -> None:
    book = load_rulebook(mended(shared / "notice", tmp_path))
    assert book.problems == ()
    assert (len(book.rules), len(book.parameters), len(book.clauses)) == (114, 59, 110)
    by_id = {rule.id: rule for rule in book.rules}
    closed = by_id["major-hazard-closed"]
    assert isinstance(closed.duty.occasion, EachEvent) and closed.duty.occasion.whose == "below"
    assert closed.due_on_occasion and closed.otherwise and closed.otherwise.otherwise
    assert isinstance(by_id["old-premises-upgraded"].duty.occasion, EachEntity)
    required = book.vocabulary.entities["site"].fields["required_items"]
    assert required.values == book.vocabulary.events["equipment_upgraded"].fields["items"].values
    assert required.values[0].label.zh == "消火栓"


def test_its_profile_is_stricter(shared: Path, tmp_path: Path) -> None:
    folder = mended(shared / "notice", tmp_path)

    def drill(**how: str) -> Rule:
        return next(r for r in load_rulebook(folder, **how).rules if r.id == "evacuation-drill")  # type: ignore[arg-type]

    assert drill().variants[1].duty.window != drill(profile="law").variants[1].duty.window


def test_the_extended_rules_say_what_is_not_evaluated_yet(shared: Path, tmp_path: Path) -> None:
    folder = mended(shared / "notice", tmp_path)
    shutil.rmtree(folder / "tasks")
    shutil.copytree(shared / "notice" / "extended", folder / "tasks")
    (folder / "tasks" / "hazard-register.map.yaml").unlink()
    parameters = (folder / "tasks" / "parameters.yaml").read_text(encoding="utf-8").split("parameters:\n")[1]
    (folder / "tasks" / "parameters.yaml").unlink()
    _mend(folder / "tasks" / "rules.yaml")
    book = (folder / "rulebook.yaml").read_text(encoding="utf-8")
    (folder / "rulebook.yaml").write_text(book.replace("parameters:\n", "parameters:\n" + parameters), encoding="utf-8")
    rulebook, problems = attempt(folder)
    errors = [p for p in problems if p.level == "error"]
    assert rulebook is None
    # `grace` under `every` is a slip of the draft that its author knows of.
    # Rules of `tasks/` that are named are left out here; the authority's own interviews are of a high severity, too.
    found = Counter(p.code for p in errors)
    assert found == {"misplaced-option": 1, "unknown-rule": 5, "circular-rules": 1}
