"""Zhiben checks obligations against event logs: who owed what by when, was it done, by what evidence.

    import zhiben

    result = zhiben.audit(["log.csv"], "workshop-safety", entities="entities.csv", as_of="2025-03-31")
    result.ledger        # every duty, one row each (pyarrow.Table)
    result.findings      # the breached and the late ones
    result.to_pandas()   # the ledger as a DataFrame
    zhiben.write_report(result, "report")

Everything below is imported when it is first used, so that `import zhiben` costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zhiben.engine.audit import Audit, audit
    from zhiben.engine.ledger import AsOf
    from zhiben.events.coverage_reading import read_coverage
    from zhiben.events.log import EventLog
    from zhiben.events.logmap import read_map
    from zhiben.events.problem import Problem, Span, Unusable
    from zhiben.events.reading import read_log
    from zhiben.events.registry import read_entities
    from zhiben.reports.divided.from_python import audit_in_parts
    from zhiben.reports.report import write_report
    from zhiben.rules.loading import load_rulebook
    from zhiben.rules.model import Rulebook
    from zhiben.rules.waiver_reading import read_waivers
    from zhiben.rules.waivers import Waiver, Waivers

__version__ = "0.1.0"

_HOME = {
    "audit": "zhiben.engine.audit",
    "Audit": "zhiben.engine.audit",
    "audit_in_parts": "zhiben.reports.divided.from_python",
    "AsOf": "zhiben.engine.ledger",
    "load_rulebook": "zhiben.rules.loading",
    "Rulebook": "zhiben.rules.model",
    "read_log": "zhiben.events.reading",
    "read_map": "zhiben.events.logmap",
    "read_entities": "zhiben.events.registry",
    "read_coverage": "zhiben.events.coverage_reading",
    "read_waivers": "zhiben.rules.waiver_reading",
    "Waiver": "zhiben.rules.waivers",
    "Waivers": "zhiben.rules.waivers",
    "EventLog": "zhiben.events.log",
    "write_report": "zhiben.reports.report",
    "Problem": "zhiben.events.problem",
    "Span": "zhiben.events.problem",
    "Unusable": "zhiben.events.problem",
}

__all__ = [
    "AsOf",
    "Audit",
    "EventLog",
    "Problem",
    "Rulebook",
    "Span",
    "Unusable",
    "Waiver",
    "Waivers",
    "__version__",
    "audit",
    "audit_in_parts",
    "load_rulebook",
    "read_coverage",
    "read_entities",
    "read_log",
    "read_map",
    "read_waivers",
    "write_report",
]


if not TYPE_CHECKING:  # a type checker that saw it would believe in every name

    def __getattr__(name):
        home = _HOME.get(name)
        if home is None:
            raise AttributeError(f"module 'zhiben' has no attribute {name!r}")
        from importlib import import_module

        return getattr(import_module(home), name)


def __dir__() -> list[str]:
    return sorted(__all__)
