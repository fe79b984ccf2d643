"""Rules cite clauses of the outline, where the rulebook has one; the outline lists each clause once."""

from __future__ import annotations

from zhiben.events.problem import Problem, nearest
from zhiben.events.spanned import Path_
from zhiben.rules.build.draft import DraftBook


def check_book(book: DraftBook) -> None:
    """Unknown clauses (warnings), clauses listed twice, clauses owed by an unknown kind."""
    if book.book is None or book.book_document is None or not book.book.clauses:
        return
    seen: dict[str, int] = {}
    for i, clause in enumerate(book.book.clauses):
        path = ("clauses", i, "id")
        if clause.id in seen:
            first = book.book_document.span(("clauses", seen[clause.id], "id"))
            message = f"clause `{clause.id}` is listed twice, the first time in line {first.line}"
            span = book.book_document.span(path)
            book.problems.append(Problem("duplicate-id", message, span, "keep one of the two", also=(first,)))
        seen.setdefault(clause.id, i)
        kinds = book.vocabulary.entities
        if clause.owed_by is not None and book.words is not None and clause.owed_by not in kinds:
            near = nearest(clause.owed_by, kinds)
            hint = (f"did you mean `{near}`? " if near else "") + f"entities: {', '.join(kinds) or 'none'}"
            span = book.book_document.span(("clauses", i, "owed_by"))
            message = f"there is no entity kind `{clause.owed_by}`"
            book.problems.append(Problem("unknown-entity", message, span, hint, "warning"))
    for draft in book.rules:
        for i, clause_id in enumerate(draft.form.clause or ()):
            if clause_id not in seen:
                near = nearest(clause_id, seen)
                hint = f"did you mean `{near}`?" if near else "clauses are listed in rulebook.yaml"
                message = f"the outline has no clause `{clause_id}`"
                cited: Path_ = (*draft.path, "clause")
                at = (*cited, i) if isinstance(draft.desk.value(cited), list) else cited
                draft.desk.warning("unknown-clause", message, at, hint)
