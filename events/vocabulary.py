"""The vocabulary: which entity kinds and event types exist, and what each of their fields holds.

One name has one storage wherever it occurs among the event types (and, separately, among the entity kinds), so that a
log is one flat table. `storage()` says what a field's column looks like.
"""

from __future__ import annotations

from typing import Literal, Mapping

import pyarrow as pa
from msgspec import Struct, field

from zhiben.events import arrow as arrow  # before the first array is made

FieldType = Literal["text", "category", "number", "integer", "flag", "date", "time", "duration", "ref"]
Storage = Literal["text", "number", "flag", "time", "duration"]

# What a column of each storage looks like in an event or entity table.
ARROW: Mapping[Storage, pa.DataType] = {
    "text": pa.string(),  # `many: true` makes it list<string>; text columns may be dictionary-encoded
    "number": pa.int64(),  # millionths, so that every value of at most six decimals is exact
    "flag": pa.bool_(),
    "time": pa.timestamp("us", "UTC"),  # first instant in column NAME, last instant in column NAME.last
    "duration": pa.int64(),  # microseconds
}
SCALE = 1_000_000  # a number column holds value x SCALE
NUMBER_LIMIT = 10**12  # a number's absolute value stays below this, so that scaled values stay far inside int64
LAST = ".last"  # suffix of the column with a time field's last instant

_STORAGE: Mapping[FieldType, Storage] = {
    "text": "text",
    "category": "text",
    "ref": "text",
    "number": "number",
    "integer": "number",
    "flag": "flag",
    "date": "time",
    "time": "time",
    "duration": "duration",
}


class Label(Struct, frozen=True):
    """A name people read, in Chinese and English; either may be empty, then the other stands in."""

    zh: str = ""
    en: str = ""

    def text(self, lang: str, default: str = "") -> str:
        """The label in `lang` ("zh" or "en"), else in the other language, else `default`."""
        first, second = (self.zh, self.en) if lang == "zh" else (self.en, self.zh)
        return first or second or default


class Value(Struct, frozen=True):
    """One value of a category: the stored word, its labels, and other words accepted for it in a log."""

    name: str
    label: Label = Label()
    words: tuple[str, ...] = ()


class Field(Struct, frozen=True):
    """One field of an event type or entity kind. `many` fields (text, category, ref only) hold a list."""

    name: str
    type: FieldType
    many: bool = False
    label: Label = Label()
    aka: tuple[str, ...] = ()
    values: tuple[Value, ...] = ()

    @property
    def storage(self) -> Storage:
        """How the column of this field is stored."""
        return _STORAGE[self.type]


class Kind(Struct, frozen=True):
    """An entity kind or an event type: its name, labels and own fields by name."""

    name: str
    label: Label = Label()
    fields: Mapping[str, Field] = field(default_factory=dict)


class Vocabulary(Struct, frozen=True):
    """Entity kinds and event types by name, in the order of the file."""

    entities: Mapping[str, Kind] = field(default_factory=dict)
    events: Mapping[str, Kind] = field(default_factory=dict)

    def event_fields(self) -> dict[str, Field]:
        """Every field of any event type, by name (the first declaration stands for all: storage is the same)."""
        return {f.name: f for kind in reversed(list(self.events.values())) for f in kind.fields.values()}

    def entity_fields(self) -> dict[str, Field]:
        """Every attribute of any entity kind, by name."""
        return {f.name: f for kind in reversed(list(self.entities.values())) for f in kind.fields.values()}


# A decided duty is itself an event of this type (DESIGN §3, "The ledger is a log"). No log holds one and no vocabulary
# declares it; its fields carry the type in their names, so that a vocabulary may have fields called `key` or `rule`.
DUTY_DECIDED = "duty_decided"
NOT_LOGGED = f"`{DUTY_DECIDED}` is what the judgement itself decides; nobody can log one"
LOG_INSTEAD = "log what happened; the duties that follow from it are decided by the rules"


def _own(name: str, zh: str, values: Mapping[str, str] | None = None) -> Field:
    listed = tuple(Value(value, Label(label, value)) for value, label in (values or {}).items())
    return Field(
        f"{DUTY_DECIDED}.{name}", "category" if values else "text", name == "clause", Label(zh, name), (), listed
    )


_OWN = (
    _own("rule", "规则"),
    _own("clause", "条款"),
    _own("severity", "严重程度", {"critical": "特别严重", "high": "严重", "medium": "一般", "low": "轻微"}),
    _own("key", "事项"),
    _own("outcome", "结果", {"met": "已履行", "breached": "违反", "unknown": "无法判定"}),
)
DECIDED = Kind(DUTY_DECIDED, Label("义务判定", "decided duty"), {field.name: field for field in _OWN})

# Fields every event has. `recorded_after` = recordedtime - time.
EVENT_BUILT_IN: Mapping[str, Storage] = {
    "subject": "text",
    "source": "text",
    "time": "time",
    "recordedtime": "time",
    "recorded_after": "duration",
}
