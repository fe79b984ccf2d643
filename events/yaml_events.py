"""What a YAML text consists of, one event after the other, whoever read it."""

from __future__ import annotations

from typing import Literal, NamedTuple

Kind = Literal["document", "mapping", "sequence", "scalar", "alias", "end"]


class Event(NamedTuple):
    """One event and where it stands.

    Attributes:
        kind: what begins, or stands there whole; "end" is that of a mapping or sequence.
        line, column, end_line, end_column: 0-based, in letters, end excluded.
        value, style: of a scalar; the style is empty for plain text.
        anchor: the name given to a value, or that an alias asks for.
        tag: what has it as its text; None where there is none.
        is_flow: of a mapping or sequence, in brackets.
        is_directed: of a document, with directives (`%…`).
    """

    kind: Kind
    line: int
    column: int
    end_line: int
    end_column: int
    value: str = ""
    style: str = ""
    anchor: str | None = None
    tag: object = None
    is_flow: bool = False
    is_directed: bool = False


class NotYaml(Exception):
    """A text that is not YAML.

    Attributes:
        line, column: where that was seen, 0-based; None where it is not known.
        what: what is wrong, in words of the parser; may be empty.
        opening: line and column of the bracket or quotation mark that is not closed; None where it is something else.
    """

    def __init__(
        self, what: str, line: int | None = None, column: int | None = None, opening: tuple[int, int] | None = None
    ) -> None:
        super().__init__(what)
        self.what, self.line, self.column, self.opening = what, line, column, opening


class ControlCharacter(Exception):
    """A letter that YAML does not allow: its code, and which letter of the text it is, from 0 (None: not known)."""

    def __init__(self, code: int, position: int | None) -> None:
        super().__init__(code)
        self.code, self.position = code, position
