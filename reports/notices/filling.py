"""How a DOCX file with placeholders is filled in: docxtpl, in a sandbox, with nothing lost and nothing left to chance.

A template reaches nothing but the values of the notice; a value is text and is never read as a template.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from docx.opc.exceptions import OpcError
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, Template, TemplateRuntimeError, UndefinedError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml.etree import LxmlError, fromstring
from markupsafe import Markup, escape

from zhiben.reports.notices.archive import repacked

_TOO_LARGE = 20_000_000  # bytes unpacked; a letterhead has its logo, but no more
# What docxtpl turns into braces after the values are in.
_ESCAPED = re.compile(r"\{_(?=[{%])|[}%]_(?=\})")


class NotDocument(Exception):
    """It is no DOCX file that can be read."""


class UnknownPlaceholder(UndefinedError):
    """A placeholder that stands for nothing; `inside` is the value that was asked for it, None = the notice itself."""

    def __init__(self, name: str, inside: object, message: str | None) -> None:
        super().__init__(message)
        self.name, self.inside = name, inside


class Filling:
    """A template on its way to many notices.

    Args:
        content: the bytes of the DOCX file.
    """

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._environment = _Compiled(autoescape=True, undefined=_Strict)
        _see_archive(content)

    def filled(self, values: Mapping[str, Any], when: datetime | None) -> bytes:
        """The bytes of one notice, dated `when`; None = as the template is.

        Raises:
            NotDocument: see there.
            jinja2.TemplateError: a placeholder is wrong; one that stands for nothing is an `UnknownPlaceholder`.
            lxml.LxmlError: with what was put in it is no XML any more.
        """
        document = _Document(io.BytesIO(self._content))
        try:
            document.init_docx()
        except (OpcError, LxmlError, OSError, LookupError, ValueError, AttributeError, RuntimeError) as error:
            raise NotDocument(str(error)) from None
        document.render(_literal(dict(values)), self._environment, autoescape=True)
        if when is not None:  # a template without such dates would else be given the present one
            document.core_properties.created = document.core_properties.modified = when
        written = io.BytesIO()
        document.save(written)
        return repacked(written.getvalue())


class _Document(DocxTemplate):  # type: ignore[misc]
    """docxtpl repairs XML that is broken, and may lose words by it; here that is an error."""

    def fix_tables(self, xml: str) -> Any:
        fromstring(xml)
        return super().fix_tables(xml)


class _Strict(StrictUndefined):
    """Complains as Jinja does, and says in data of what."""

    def __init__(
        self, hint: str | None = None, obj: Any = None, name: str | None = None, exc: Any = UndefinedError
    ) -> None:
        if exc is UndefinedError:  # else the sandbox forbids it
            super().__init__(hint, obj, name, _complaint(name or "", obj))
        else:
            super().__init__(hint, obj, name, exc)


def _complaint(name: str, inside: object) -> Any:
    def complain(message: str | None = None) -> TemplateRuntimeError:
        return UnknownPlaceholder(name, None if repr(inside) == "missing" else inside, message)

    return complain


class _Compiled(ImmutableSandboxedEnvironment):
    """Keeps what it compiled: one template fills in many notices, and compiling it is most of the work."""

    def from_string(self, source: Any, globals: Any = None, template_class: Any = None) -> Template:
        kept: dict[str, Template] = self.__dict__.setdefault("kept", {})
        if source not in kept:
            kept[source] = super().from_string(source, globals, template_class)
        return kept[source]


def _see_archive(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > _TOO_LARGE:
                raise NotDocument(f"unpacked it has more than {_TOO_LARGE // 1_000_000} MB")
            if broken := archive.testzip():
                raise NotDocument(f"its part {broken} is damaged")
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        raise NotDocument(str(error)) from None


def _literal(value: Any) -> Any:
    """Values whose braces stay as they are; all other text is escaped when it is put in."""
    if isinstance(value, dict):
        return {name: _literal(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_literal(part) for part in value]
    if isinstance(value, str) and _ESCAPED.search(value):
        return Markup(_ESCAPED.sub(lambda found: found[0].replace("_", "&#95;"), str(escape(value))))
    return value
