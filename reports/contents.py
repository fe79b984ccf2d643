"""What every file of a report is made from: an audit, counted and worded once for all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from zhiben.engine.audit import Audit
from zhiben.engine.ledger import FINDINGS
from zhiben.engine.quality import Remark
from zhiben.reports.changes import gone_explained
from zhiben.reports.places import short_names
from zhiben.reports.remarks import remark_text
from zhiben.reports.rows import explained
from zhiben.reports.summary import Summary, summarise
from zhiben.reports.why.stored import explanation_table
from zhiben.reports.words import LANGS, Lang


@dataclass(frozen=True)
class Contents:
    """An audit on its way to its readers.

    Attributes:
        lang: of what only one language fits into; files that can hold both hold both.
        names: how the names of input files are written: no directories of one machine.
        notice_template: the DOCX file that notices are made from; None = the shipped one.
        exit_code: what the command leaves with; None where no command asked for the report.
    """

    audit: Audit
    lang: Lang
    names: Mapping[str, str] = field(default_factory=dict)
    notice_template: str | None = None
    exit_code: int | None = None

    @classmethod
    def of(
        cls, audit: Audit, lang: Lang, notice_template: str | None = None, *, exit_code: int | None = None
    ) -> Contents:
        """With every file that the report may name, each once, in a stable order."""
        read = [file for _, file in audit.inputs]
        spoken = [problem.span.file for problem in audit.problems if problem.span]
        logged = audit.log.table["file"].unique().to_pylist()
        own = [] if notice_template is None else [notice_template]
        named = short_names(dict.fromkeys([*read, *(file for file in logged if file), *spoken, *own]))
        return cls(audit, lang, named, notice_template, exit_code)

    @cached_property
    def summary(self) -> Summary:
        """Counts of every verdict."""
        return summarise(self.audit)

    @cached_property
    def remarks(self) -> list[tuple[Remark, dict[Lang, str]]]:
        """What is to be said of the log itself, apart from the findings, with its sentence in both languages."""
        return [(one, {lang: remark_text(self.audit, one, lang) for lang in LANGS}) for one in self.audit.quality]

    @cached_property
    def findings(self) -> pl.DataFrame:
        """The findings in the order of the ledger, made readable in both languages (`rows.explained`)."""
        return explained(self.audit, self.audit.findings, dict(self.names))

    @cached_property
    def waived(self) -> pl.DataFrame:
        """The waived duties, like the findings; their sentences say by whom and why."""
        return explained(self.audit, self.audit.waived, dict(self.names))

    @cached_property
    def gone(self) -> pl.DataFrame | None:
        """What became of the baseline's findings that are none now (`changes.gone_explained`); None = no baseline."""
        return None if self.audit.comparison is None else gone_explained(self.audit, self.names)

    @cached_property
    def explanations(self) -> pl.DataFrame:
        """Why each duty that is not met stands as it does, in both languages (`why.stored.explanation_table`)."""
        return explanation_table(self.audit, self.names)

    @cached_property
    def explained_findings(self) -> pl.DataFrame:
        """The same of the findings and the waived duties, and of others where they are at hand."""
        if "explanations" in vars(self):
            return self.explanations
        return explanation_table(self.audit, self.names, (*FINDINGS, "waived"))

    def of_verdicts(self, *verdicts: str) -> pl.DataFrame:
        """The duties with these verdicts, as `findings` has them."""
        ledger, compared = self.audit.ledger, self.audit.comparison
        if compared is not None:
            ledger = ledger.append_column("status", compared.status)
        is_wanted = pc.is_in(ledger["verdict"], value_set=pa.array(verdicts))
        return explained(self.audit, ledger.filter(is_wanted), dict(self.names))
