"""One rule with its variants and its chain of `otherwise`, every variant a whole duty of its own."""

from __future__ import annotations

from msgspec.structs import replace

from zhiben.events.spanned import Path_
from zhiben.events.vocabulary import Label
from zhiben.rules.build.condition import condition, tested
from zhiben.rules.build.desk import Desk
from zhiben.rules.build.duty import build_duty
from zhiben.rules.build.names import Fields, entity_fields, first_of
from zhiben.rules.build.occasion import Root, breach, occasion
from zhiben.rules.build.written import Written, overlaid, written
from zhiben.rules.checks import check_duty
from zhiben.rules.form.duty import VariantForm
from zhiben.rules.form.occasion import EachEntityForm
from zhiben.rules.form.rule import OtherwiseForm, RuleForm
from zhiben.rules.model import DateRange, Duty, Occasion, Rule, Severity, Variant
from zhiben.rules.wording.titles import following

OTHERWISE = "/otherwise"


def build_rule(form: RuleForm, path: Path_, desk: Desk) -> Rule:
    """The rule of a form; problems go to the desk. `parameters` are filled by the loader."""
    bearer = Fields(()) if form.bearer is None else entity_fields(form.bearer, (*path, "bearer"), desk)
    if form.bearer is None:
        bearer = entity_fields(None, path, desk)
    base = written(form.duty, (*path, "duty"), _occasion_word(form))
    raised, root = occasion(base, form.bearer, bearer, desk)
    severity: Severity = form.severity or "medium"
    duty, variants, due = _duty_and_variants(base, form.variants, (*path, "variants"), raised, root, severity, desk)
    rule = Rule(
        form.id,
        duty,
        form.bearer,
        form.clause or (),
        form.title or Label(),
        severity,
        form.label or (),
        form.origin or "",
        condition(form.applies, (*path, "applies"), bearer, desk),
        _in_force(form, path, desk),
        variants,
        due_on_occasion=due,
        waivable=form.waivable is not False,
        span=desk.span((*path, "id")),
    )
    return replace(rule, otherwise=_otherwise(form.otherwise, (*path, "otherwise"), rule, root, desk))


def _occasion_word(form: RuleForm) -> str:
    if form.duty.for_each is None:
        return "bearer"
    return "entity" if isinstance(form.duty.for_each, EachEntityForm) else "event"


def _otherwise(form: OtherwiseForm | None, path: Path_, parent: Rule, root: Root, desk: Desk) -> Rule | None:
    if form is None:
        return None
    base = written(form, path, "breach")
    severity: Severity = form.severity or parent.severity
    raised = breach(base, root, desk)
    duty, variants, due = _duty_and_variants(base, form.variants, (*path, "variants"), raised, root, severity, desk)
    rule = Rule(
        parent.id + OTHERWISE,
        duty,
        parent.bearer,
        parent.clauses if form.clause is None else form.clause,
        form.title or following(parent.title),
        severity,
        parent.label if form.label is None else form.label,
        parent.origin if form.origin is None else form.origin,
        in_force=parent.in_force,
        variants=variants,
        due_on_occasion=due,
        waivable=parent.waivable if form.waivable is None else form.waivable,
        span=desk.span(path, key=True),
    )
    return replace(rule, otherwise=_otherwise(form.otherwise, (*path, "otherwise"), rule, root, desk))


def _duty_and_variants(
    base: Written,
    forms: tuple[VariantForm, ...],
    path: Path_,
    raised: Occasion,
    root: Root,
    severity: Severity,
    desk: Desk,
) -> tuple[Duty, tuple[Variant, ...], bool]:
    check_duty(base, desk)
    duty, due = build_duty(base, raised, root, desk)
    variants: list[Variant] = []
    names: set[str] = set()
    for i, form in enumerate(forms):
        at = (*path, i)
        fields = overlaid(base, form, at, desk)
        check_duty(fields, desk)
        whole, its_due = build_duty(fields, raised, root, desk)
        if whole.window != duty.window and its_due != due:
            message = "one due date on the occasion and another on the bearer within a rule is not evaluated yet"
            desk.error("not-yet", message, (*at, "within"), "write two rules", key=True)
        when = condition(form.when, (*at, "when"), first_of(root.fields, root.bearer), desk)
        read_on_root = {known.called(name) for name, known in root.fields.known.items()}
        on_occasion = frozenset(name for name in tested(when) if name in read_on_root)
        name = form.id or str(i + 1)
        if name in names:
            desk.error(
                "duplicate-id", f"two variants are called `{name}`", (*at, "id"), "each variant needs its own id"
            )
        names.add(name)
        span = _range(form.in_force.range() if form.in_force else DateRange(), (*at, "in_force"), desk)
        variants.append(Variant(name, whole, form.severity or severity, when, on_occasion, span))
    return duty, tuple(variants), due


def _in_force(form: RuleForm, path: Path_, desk: Desk) -> DateRange:
    """The rule's days, cut to the rulebook's."""
    if form.in_force is None:
        return desk.in_force
    own, book = _range(form.in_force.range(), (*path, "in_force"), desk), desk.in_force
    start = max((d for d in (own.start, book.start) if d), default=None)
    end = min((d for d in (own.end, book.end) if d), default=None)
    is_reversed = bool(own.start and own.end and own.start > own.end)
    if start and end and start > end and not is_reversed:
        days = f"{own.start or '…'} to {own.end or '…'}"
        message = f"the rule is in force {days}, outside the rulebook's {book.start or '…'} to {book.end or '…'}"
        desk.error("in-force-outside", message, (*path, "in_force"), "a rule's days lie inside the rulebook's")
    elif not is_reversed and ((own.start and own.start != start) or (own.end and own.end != end)):
        days = f"{own.start or '…'} to {own.end or '…'}"
        message = f"the rule's days {days} reach outside the rulebook's and are cut to {start or '…'} to {end or '…'}"
        desk.warning("in-force-cut", message, (*path, "in_force"), "a rule's days lie inside the rulebook's", key=True)
    return DateRange(start, end)


def _range(days: DateRange, path: Path_, desk: Desk) -> DateRange:
    if days.start and days.end and days.start > days.end:
        message = f"`from: {days.start}` is after `through: {days.end}`"
        desk.error("range-reversed", message, path, "both days are included", key=True)
    return days
