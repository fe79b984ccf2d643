"""The one record that would have met a duty: how it is kept, made, and held against the rule."""

from zhiben.engine.explain.record.columns import Record, fields_of_type, put, value_columns
from zhiben.engine.explain.record.holding import holding, is_matching
from zhiben.engine.explain.record.making import record

__all__ = ["Record", "fields_of_type", "holding", "is_matching", "put", "record", "value_columns"]
