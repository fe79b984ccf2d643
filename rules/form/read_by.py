"""Annotations of pydantic's kind for functions of ours, where its own prepare far more than validating needs.

`PlainValidator` lays out the annotated type three times for writing values out, which no form does, and looks at the
signature of the function. Of what it takes to prepare the forms of rules that is a third.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec import Struct
from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema


class ReadBy(Struct, frozen=True):
    """The value is what the function makes of it; the annotated type is for readers, and type checkers, only."""

    function: Callable[[Any], Any]

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.function)


class FirstBy(Struct, frozen=True):
    """The function sees the value first, and what it gives is read as the annotated type."""

    function: Callable[[Any], Any]

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_before_validator_function(self.function, schema=handler(source))
