"""Rules over decided duties: the rules and clauses they name exist, and no rules wait in a circle."""

from __future__ import annotations

from collections.abc import Sequence

from zhiben.events.mistakes import choices
from zhiben.events.problem import Span, nearest
from zhiben.events.spanned import Path_
from zhiben.rules.build.draft import DraftBook, DraftRule
from zhiben.rules.decided import CLAUSE, RULE, Reading, chain, readings, reads, reads_by


def check_book(book: DraftBook) -> None:
    """Names that nothing bears, conditions that no duty can meet, rules that wait for each other or themselves."""
    if not any(readings(draft.rule) for draft in book.rules):
        return
    _check_names(book)
    rules = [draft.rule for draft in book.rules]
    if book.is_whole and len({rule.id for rule in rules}) == len(rules):
        _check_matches(book)
        _check_circles(book, reads(rules))


def _check_names(book: DraftBook) -> None:
    steps = [step for draft in book.rules for step in chain(draft.rule)]
    listed = [clause.id for clause in book.book.clauses] if book.book else []
    known = {RULE: [step.id for step in steps], CLAUSE: list(dict.fromkeys([*listed, *_cited(book)]))}
    for desk in {id(draft.desk): draft.desk for draft in book.rules}.values():
        for field, word, path in desk.mentioned:
            if word in known[field] or not book.is_whole:
                continue
            if field == RULE:
                message, what, code = f"there is no rule `{word}`", "rules", "unknown-rule"
            else:
                message, what, code = f"there is no clause `{word}`", "clauses", "unknown-clause"
            desk.error(code, message, path, choices(nearest(word, known[field]), known[field], what))


def _cited(book: DraftBook) -> list[str]:
    return [clause for draft in book.rules for step in chain(draft.rule) for clause in step.clauses]


def _check_matches(book: DraftBook) -> None:
    rules = [draft.rule for draft in book.rules]
    for draft in book.rules:
        for reading in readings(draft.rule):
            if not any(reads_by(reading, rules)):
                message = "no duty of any rule can be what is read here: rule, clause and severity do not go together"
                path = _place(draft, reading)
                draft.desk.warning("nothing-to-read", message, path, "see the rules' clauses and severities")


def _check_circles(book: DraftBook, read: Sequence[frozenset[int]]) -> None:
    """One error for each circle, at the event that closes it."""
    ids = [draft.rule.id for draft in book.rules]
    told: set[frozenset[int]] = set()
    for start, draft in enumerate(book.rules):
        circle = _circle(start, read)
        if circle is None or frozenset(circle) in told:
            continue
        told.add(frozenset(circle))
        following = circle[1] if len(circle) > 1 else start
        places = [_entrance(book, here, there) for here, there in zip(circle, [*circle[1:], start], strict=True)]
        way = " → ".join(f"`{ids[place]}`" for place in [*circle, start])
        if len(circle) == 1:
            message = f"`{ids[start]}` reads its own decided duties, so that its verdicts wait for themselves"
        else:
            message = f"these rules wait for each other's decided duties: {way}"
        kept_out = [step.id for step in chain(book.rules[following].rule)]
        narrow = f"{{not: {kept_out[0]}}}" if len(kept_out) == 1 else f"{{not_in: [{', '.join(kept_out)}]}}"
        hint = f"say which rules are read, `rule: [ID, ID]`, or leave them out, `rule: {narrow}`; or narrow by"
        also = tuple(span for _, span in places[1:])
        draft.desk.error("circular-rules", message, places[0][0], hint + " severity or clause", also=also)


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


def _entrance(book: DraftBook, here: int, there: int) -> tuple[Path_, Span]:
    """Where a rule reads another."""
    draft, other = book.rules[here], book.rules[there].rule
    reading = next(r for r in readings(draft.rule) if any(reads_by(r, [other])))
    path = _place(draft, reading)
    return path, draft.desk.span(path)


def _place(draft: DraftRule, reading: Reading) -> Path_:
    """The `event` of a reading: the first of the places in which it may stand."""
    places: list[Path_] = [(*draft.path, *part, "event") for part in reading.parts]
    return next((path for path in places if draft.desk.value(path) is not None), (*draft.path, "id"))
