"""What the shipped templates of notices say: (Chinese, English), with the placeholders that are filled in."""

from __future__ import annotations

from collections.abc import Sequence

WORDS: dict[str, tuple[str, str]] = {
    "title": ("整改通知书", "Rectification notice"),
    "number": ("编号：{{ number }}", "No. {{ number }}"),
    "addressee": ("{{ addressee }}：", "To: {{ addressee }}"),
    "opening": (
        "根据{% if rulebook.document %}{{ rulebook.document }}{% endif %}《{{ rulebook.title }}》，对截至{{ as_of }}"
        "的义务履行情况进行了核对，发现以下 {{ findings_count }} 项问题，其中未履行或超出要求 {{ breached_count }} 项、"
        "逾期补做 {{ late_count }} 项。",
        "On the basis of {{ rulebook.title }}{% if rulebook.document %} ({{ rulebook.document }}){% endif %}, the "
        "duties owed as of {{ as_of }} were checked. Findings: {{ findings_count }}, of which {{ breached_count }} not "
        "done or beyond a limit, {{ late_count }} made up late.",
    ),
    "request": (
        "请逐项核实、整改，并于______年____月____日前书面反馈整改情况。如对其中事项有异议，或当时已经履行，请一并说明并附上"
        "相应记录。",
        "Please check each of them, put it right, and report in writing by ____________________. Where you do not "
        "agree, or a duty was done at the time, please say so and enclose the record.",
    ),
    "basis": ("依据条款", "Clauses concerned"),
    "clauses": (
        "{% for clause in clauses %}{{ clause.id }}{% if clause.title %} {{ clause.title }}{% endif %}"
        "{{ '。' if loop.last else '；' }}{% endfor %}",
        "{% for clause in clauses %}{{ clause.id }}{% if clause.title %} {{ clause.title }}{% endif %}"
        "{{ '.' if loop.last else '; ' }}{% endfor %}",
    ),
    "findings": ("问题清单", "Findings"),
    "left_out": (
        "本表列出最严重的 {{ findings|length }} 项，另有 {{ findings_left_out }} 项见审计报告的 findings.csv。",
        "The gravest {{ findings|length }} are listed; {{ findings_left_out }} more are in findings.csv of the "
        "audit report.",
    ),
    "unknowns": ("无法判定的事项", "What cannot be judged"),
    "unknowns_said": (
        "以下 {{ unknown_count }} 项因资料不足无法判定，不作为问题认定，也不视为已经履行。请补充相应资料。",
        "The following duties ({{ unknown_count }}) cannot be judged for want of information. They are not findings, "
        "and "
        "they do not count as done either. Please supply what is missing.",
    ),
    "unknowns_left_out": (
        "另有 {{ unknowns_left_out }} 项见审计报告的 ledger.parquet。",
        "{{ unknowns_left_out }} more are in ledger.parquet of the audit report.",
    ),
    "notes": ("说明", "Notes"),
    "as_of": (
        "本通知反映截至 {{ as_of }}（{{ timezone }}）已知的记录{% if known_at %}，知悉时点为 {{ known_at }}{% endif %}"
        "；此后发生的未予计入。",
        "This notice rests on what was recorded as of {{ as_of }} ({{ timezone }}){% if known_at %}, as known at "
        "{{ known_at }}{% endif %}; what happened later is not considered.",
    ),
    "note": ("{{ note }}", "{{ note }}"),
    "issuer": ("签发单位（盖章）：", "Issued by (seal):"),
    "signed": ("签发人：", "Signature:"),
    "date": ("签发日期：　　　　年　　月　　日", "Date:"),
    "receiver": ("签收单位（盖章）：", "Received by (seal):"),
    "received": ("签收人：", "Signature:"),
    "received_on": ("签收日期：　　　　年　　月　　日", "Date:"),
}  # fmt: skip

FINDINGS: Sequence[tuple[str, str, str, float]] = (
    ("序号", "No.", "{{ f.number }}", 1.0),
    ("事项", "Duty", "{{ f.title }}{% if f.clause %}（{{ f.clause }}）{% endif %}", 3.1),
    ("期限", "Due", "{{ f.due }}", 1.9),
    ("查明情况", "What was owed and seen", "{{ f.sentence }}{% if f.miss %}{{ f.miss }}{% endif %}", 4.9),
    ("整改要求", "What to do", "{{ f.todo }}", 3.3),
    ("程度", "Severity", "{{ f.severity }}", 1.6),
    ("证据所在", "Evidence", "{{ f.evidence or f.raised_at or '—' }}", 2.0),
)

UNKNOWNS: Sequence[tuple[str, str, str, float]] = (
    ("序号", "No.", "{{ u.number }}", 1.0),
    (
        "事项",
        "Duty",
        "{{ u.title }}{% if u.clause %}（{{ u.clause }}）{% endif %}{% if u.key %} {{ u.key }}{% endif %}",
        7.2,
    ),
    ("期限", "Due", "{{ u.due or '—' }}", 2.4),
    ("无法判定的原因", "Why it cannot be judged", "{{ u.reason }}", 7.2),
)
