"""What every file of a report is made from: an audit, counted and worded once for all of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import cached_property

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
from msgspec import Struct, field

from zhiben.engine.audit import Audit
from zhiben.engine.ledger import FINDINGS, NOT_MET
from zhiben.engine.quality import Remark
from zhiben.reports import blocks
from zhiben.reports.blocks import Block, blocks_of
from zhiben.reports.changes import gone_explained
from zhiben.reports.places import short_names
from zhiben.reports.remarks import remark_text
from zhiben.reports.summary import Summary, summarise
from zhiben.reports.words import LANGS, Lang


class Contents(Struct, frozen=True, dict=True):
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

    def blocks(self, verdicts: Collection[str]) -> Iterator[Block]:
        """At least the duties with these verdicts, a block at a time; of few duties the one `block`, which is kept."""
        if self._at_hand.issuperset(verdicts) and ("block" in vars(self) or self._unmet <= blocks.SIZE):
            yield self.block
        else:
            yield from blocks_of(self.audit, self._with(verdicts), self.names)

    @cached_property
    def block(self) -> Block:
        """Every duty of which it is at hand why it is not met, as one block, for whoever needs them all at once."""
        return Block(self.audit, self._with(self._at_hand), self.names)

    @property
    def _at_hand(self) -> frozenset[str]:
        return NOT_MET if self.audit.told is None else self.audit.told.verdicts

    def _with(self, verdicts: Collection[str]) -> pa.Table:
        ledger, compared = self.audit.ledger, self.audit.comparison
        table = ledger if compared is None else ledger.append_column("status", compared.status)
        return table.filter(pc.is_in(table["verdict"], value_set=pa.array(sorted(verdicts))))

    @cached_property
    def _unmet(self) -> int:
        """How many duties are not met; the rows themselves may be as many as the ledger has, and are not kept."""
        return int(pc.sum(pc.not_equal(self.audit.ledger["verdict"], "met")).as_py() or 0)

    @cached_property
    def findings(self) -> pl.DataFrame:
        """The findings in the order of the ledger, made readable in both languages (`Block.readable`)."""
        return self.block.readable(FINDINGS)

    def findings_of(self, block: Block) -> pl.DataFrame:
        """The findings of a block, made readable; where it is all of them, for others too."""
        return self.findings if block is vars(self).get("block") else block.readable(FINDINGS)

    def explained(self, duties: pa.Table) -> pl.DataFrame:
        """Some of the duties that are not met, made readable; events that are known are not looked up again."""
        known = self.block.events if "block" in vars(self) and len(duties) else None
        verdicts = pc.unique(duties["verdict"]).to_pylist()
        return Block(
            self.audit, duties, self.names, most=1, known=known if self._at_hand.issuperset(verdicts) else None
        ).readable()

    @property
    def has_findings(self) -> bool:
        """Whether the findings are few enough, or are worded already, to be had all at once."""
        return "findings" in vars(self) or self._unmet <= blocks.SIZE

    @cached_property
    def waived(self) -> pl.DataFrame:
        """The waived duties, like the findings; their sentences say by whom and why."""
        return self.of_verdicts("waived")

    def waived_blocks(self) -> Iterator[tuple[pl.DataFrame, pl.DataFrame]]:
        """The waived duties made readable, and why they stand as they do, a block at a time."""
        for block in self.blocks(["waived"]):
            yield block.readable(["waived"]), block.told

    @cached_property
    def gone(self) -> pl.DataFrame | None:
        """What became of the baseline's findings that are none now (`changes.gone_explained`); None = no baseline."""
        return None if self.audit.comparison is None else gone_explained(self.audit, self.names)

    def of_verdicts(self, *verdicts: str) -> pl.DataFrame:
        """The duties with these verdicts, none of them met, as `findings` has them."""
        return pl.concat(block.readable(verdicts) for block in self.blocks(verdicts))
