"""A notice's template: a DOCX file with placeholders, read and tried out before anything is judged."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from difflib import get_close_matches
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import TemplateError, TemplateSyntaxError
from lxml.etree import LxmlError
from msgspec import Struct

from zhiben.events.problem import Problem, Span, Unusable
from zhiben.reports.notices.filling import Filling, NotDocument, UnknownPlaceholder
from zhiben.reports.notices.sample import SAMPLE
from zhiben.reports.words import Lang

_BEGIN = "begin with a copy of reports/templates/notice.{lang}.docx, the shipped one, and change it in a word processor"
_PAIRS = "every {{ needs its }}, every {%tr for … %} its {%tr endfor %} in a row of its own"


class NoticeTemplate(Struct, frozen=True, dict=True):
    """A template that was tried out.

    Attributes:
        content: the bytes of the DOCX file.
        file: its name in messages.
    """

    content: bytes
    file: str
    lang: Lang

    @classmethod
    def shipped(cls, lang: Lang) -> NoticeTemplate:
        """The one that is used where no other is given."""
        name = f"notice.{lang}.docx"
        return cls((files("zhiben.reports") / "templates" / name).read_bytes(), name, lang)

    @classmethod
    def read(cls, file: str | Path, lang: Lang) -> NoticeTemplate:
        """A user's own, tried out with a made-up notice.

        Raises:
            Unusable: the file is not there, is no DOCX file, or has a placeholder that stands for nothing.
        """
        try:
            content = Path(file).read_bytes()
        except (OSError, ValueError) as error:
            why = (getattr(error, "strerror", None) or str(error)).lower()
            code = "no-such-file" if isinstance(error, FileNotFoundError) else "unreadable-file"
            raise Unusable([Problem(code, f"the notice template cannot be read: {why}", Span(str(file)))]) from None
        template = cls(content, str(file), lang)
        template.filled(SAMPLE)
        return template

    def filled(self, values: Mapping[str, Any], when: datetime | None = None) -> bytes:
        """The DOCX file of one notice; the same values give the same bytes.

        Args:
            values: what the placeholders stand for (`content.notices`).
            when: the file's date of writing; default that of the template.

        Raises:
            Unusable: as `read`.
        """
        try:
            return self._filling.filled(values, when)
        except NotDocument as error:
            message = f"the notice template is not a DOCX file that can be read: {error}"
            raise self._unusable("not-a-document", message, _BEGIN.format(lang=self.lang)) from None
        except UnknownPlaceholder as error:
            raise self._unusable("unknown-placeholder", *_unknown_text(error, values)) from None
        except TemplateSyntaxError as error:
            found = f"{error.message}{_near(error)}"
            message = f"a placeholder is not written as it must be: {found}"
            raise self._unusable("bad-placeholder", message, _PAIRS) from None
        except (TemplateError, LxmlError, TypeError, ValueError, ArithmeticError, AttributeError, LookupError) as error:
            message = f"a placeholder cannot be filled in: {error}"
            raise self._unusable("bad-placeholder", message, "put in values as they are: {{ name }}") from None

    @cached_property
    def _filling(self) -> Filling:
        return Filling(self.content)

    def _unusable(self, code: str, message: str, hint: str) -> Unusable:
        return Unusable([Problem(code, message, Span(self.file), hint)])


def _unknown_text(error: UnknownPlaceholder, values: Mapping[str, Any]) -> tuple[str, str]:
    """What is unknown, and the nearest that is known."""
    inside = error.inside
    known = sorted(inside) if isinstance(inside, dict) else sorted(values) if inside is None else []
    near = get_close_matches(error.name, known, 1)
    meant = f"did you mean `{near[0]}`? " if near else ""
    where = " there" if isinstance(inside, dict) else ""
    return f"there is no placeholder `{error.name}`{where}", f"{meant}placeholders{where}: {', '.join(known) or 'none'}"


def _near(error: TemplateError) -> str:
    """The words of the template around an error, as docxtpl gives them."""
    lines = [line.strip() for line in getattr(error, "docx_context", ()) if "{" in line]
    return f" (near `{lines[0][:80]}`)" if lines else ""
