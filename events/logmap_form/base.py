"""What all parts of a log map have in common, and how a file is laid out."""

from __future__ import annotations

from typing import Annotated, ClassVar, Mapping

from pydantic import BaseModel, ConfigDict, Field, field_validator

from zhiben.events.encoding import encoding_named
from zhiben.events.mistakes import mistake

Words = Annotated[tuple[str, ...], Field(strict=False)]


class Form(BaseModel):
    """What all parts of a map have in common: frozen, and no word that they do not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)


class Read(Form):
    """How the file is laid out, where it cannot be detected."""

    ELSEWHERE: ClassVar[Mapping[str, str]] = {
        "sheets": "write `sheet`: one name, or a list; without it every visible sheet is read"
    }

    delimiter: str | None = None
    encoding: str | None = None
    sheet: str | Words | None = None
    header_row: int | None = Field(default=None, ge=1)
    skip_rows: Mapping[str, Words] = {}
    fill_down: Words = ()

    @field_validator("delimiter")
    @classmethod
    def _one_character(cls, value: str | None) -> str | None:
        if value is not None and (len(value) != 1 or value in '"\r\n'):
            raise mistake(
                "bad-delimiter", f"a delimiter is one character, not `{value}`", "write ',' or ';' or \"\\t\""
            )
        return value

    @field_validator("encoding")
    @classmethod
    def _understood(cls, value: str | None) -> str | None:
        known = None if value is None else encoding_named(value)
        if value is not None and known is None:
            raise mistake("unknown-encoding", f"the encoding `{value}` is not understood", "write utf-8 or gb18030")
        return known
