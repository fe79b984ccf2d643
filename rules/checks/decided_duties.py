"""Rules over decided duties: the rules and clauses they name exist, and no rules wait in a circle."""

from __future__ import annotations

from collections.abc import Sequence

from zhiben.events.mistakes import choices
from zhiben.events.problem import Span, nearest
from zhiben.events.spanned import Path_
from zhiben.rules.build.draft import DraftBook, DraftRule
from zhiben.rules.decided import CLAUSE, RULE, Reading, chain, is_sound, readings, reads, reads_by


def check_book(book: DraftBook) -> None:
    """Names that nothing bears, conditions that no duty can meet, rules that wait for each other or themselves."""
    if not any(readings(draft.rule) for draft in book.rules):
        return
    misnamed = _check_names(book)
    rules = [draft.rule for draft in book.rules]
    if book.is_whole and len({rule.id for rule in rules}) == len(rules):
        sound = [
            [] if draft.rule.id in misnamed else [r for r in readings(draft.rule) if is_sound(r.where)]
            for draft in book.rules
        ]
        _check_matches(book, sound)
        _check_circles(book, sound)


def _check_names(book: DraftBook) -> set[str]:
    """Reports names that nothing bears; returns the rules that hold one."""
    steps = [step for draft in book.rules for step in chain(draft.rule)]
    listed = [clause.id for clause in book.book.clauses] if book.book else []
    known = {RULE: [step.id for step in steps], CLAUSE: list(dict.fromkeys([*listed, *_cited(book)]))}
    misnamed = set[str]()
    for draft in book.rules:
        for field, word, path in draft.desk.mentioned:
            if path[: len(draft.path)] != draft.path or word in known[field] or not book.is_whole:
                continue
            misnamed.add(draft.rule.id)
            if field == RULE:
                message, what, code = f"there is no rule `{word}`", "rules", "unknown-rule"
            else:
                message, what, code = f"there is no clause `{word}`", "clauses", "unknown-clause"
            draft.desk.error(code, message, path, choices(nearest(word, known[field]), known[field], what))
    return misnamed


def _cited(book: DraftBook) -> list[str]:
    return [clause for draft in book.rules for step in chain(draft.rule) for clause in step.clauses]


def _check_matches(book: DraftBook, sound: Sequence[list[Reading]]) -> None:
    rules = [draft.rule for draft in book.rules]
    for draft, asked in zip(book.rules, sound, strict=True):
        for reading in asked:
            if not any(reads_by(reading, rules)):
                message = "no duty of any rule can be what is read here: rule, clause and severity do not go together"
                path = _place(draft, reading)
                draft.desk.warning("nothing-to-read", message, path, "see the rules' clauses and severities")


def _check_circles(book: DraftBook, sound: Sequence[list[Reading]]) -> None:
    """One error for each circle, at the event by which the first of its rules goes round."""
    read = reads([draft.rule for draft in book.rules], sound)
    ids = [draft.rule.id for draft in book.rules]
    told: set[frozenset[int]] = set()
    for start, draft in enumerate(book.rules):
        circle = _circle(start, read)
        if circle is None or frozenset(circle) in told:
            continue
        told.add(frozenset(circle))
        following = circle[1] if len(circle) > 1 else start
        places = [
            _entrance(book, sound[here], here, there) for here, there in zip(circle, [*circle[1:], start], strict=True)
        ]
        way = " → ".join(f"`{ids[place]}`" for place in [*circle, start])
        if len(circle) == 1:
            message = f"`{ids[start]}` reads its own decided duties, so that its verdicts wait for themselves"
        else:
            message = f"these rules wait for each other's decided duties: {way}"
        kept_out = [step.id for step in chain(book.rules[following].rule)]
        narrow = f"{{not: {kept_out[0]}}}" if len(kept_out) == 1 else f"{{not_in: [{', '.join(kept_out)}]}}"
        hint = (
            f"say which rules are read, `rule: [ID, ID]`, or leave them out, `rule: {narrow}`; "
            "or narrow by severity or clause"
        )
        also = tuple(span for _, span in places[1:])
        draft.desk.error("circular-rules", message, places[0][0], hint, also=also)


def _circle(start: int, read: Sequence[frozenset[int]]) -> list[int] | None:
    """The shortest way from a rule back to itself, without the return."""
    ways, seen = [[start]], {start}
    while ways:
        longer: list[list[int]] = []
        for way in ways:
            for other in sorted(read[way[-1]]):
                if other == start:
                    return way
                if other not in seen:
                    seen.add(other)
                    longer.append([*way, other])
        ways = longer
    return None


def _entrance(book: DraftBook, sound: list[Reading], here: int, there: int) -> tuple[Path_, Span]:
    """Where a rule reads another."""
    draft, other = book.rules[here], book.rules[there].rule
    reading = next(r for r in sound if any(reads_by(r, [other])))
    path = _place(draft, reading)
    return path, draft.desk.span(path)


def _place(draft: DraftRule, reading: Reading) -> Path_:
    """The `event` of a reading: the first of the places in which it may stand."""
    places: list[Path_] = [(*draft.path, *part, "event") for part in reading.parts]
    return next((path for path in places if draft.desk.value(path) is not None), (*draft.path, "id"))
