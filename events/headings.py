"""Column headings to what they mean: envelope attributes and fields, by name, Chinese or English label, or `aka`.

In this order: an envelope attribute's own name, a field's own name, a field's label or `aka`, an everyday word for an
envelope attribute. Case, full-width forms, traditional characters, and blanks or line breaks between Chinese characters
make no difference. One heading may stand for fields of several types; each row then uses its own type's field.
"""

from __future__ import annotations

from typing import Iterable, Mapping

from zhiben.events.values import forms, plain
from zhiben.events.vocabulary import Field, Kind

EVENT_WORDS: Mapping[str, tuple[str, ...]] = {
    "id": ("event id", "event_id", "编号", "事件编号", "记录编号", "流水号"),
    "source": ("source", "submitted by", "来源", "数据来源", "报送单位"),
    "type": ("event type", "event_type", "类型", "事件类型"),
    "subject": ("entity", "enterprise", "company", "主体", "单位", "单位名称", "企业", "企业名称", "责任单位"),
    "time": ("date", "event time", "datetime", "时间", "日期", "发生时间", "发生日期"),
    "recordedtime": (
        "recorded time",
        "recorded_time",
        "recorded at",
        "录入时间",
        "录入日期",
        "登记时间",
        "登记日期",
        "记录时间",
    ),
}
ENTITY_WORDS: Mapping[str, tuple[str, ...]] = {
    "id": ("entity id", "编号", "主体编号", "标识"),
    "kind": ("type", "类型", "类别", "主体类型", "种类"),
    "owner": ("parent", "belongs to", "上级", "上级单位", "所属", "所属单位", "隶属"),
    "aliases": ("alias", "other names", "别名", "简称", "曾用名", "名称"),
    "valid_from": ("valid from", "from", "生效日期", "开始日期", "起始日期"),
    "valid_to": ("valid to", "to", "through", "失效日期", "结束日期", "终止日期"),
}
COVERAGE_WORDS: Mapping[str, tuple[str, ...]] = {
    "subject": EVENT_WORDS["subject"],
    "type": EVENT_WORDS["type"],
    "from": ("valid from", "开始日期", "起始日期", "自"),
    "through": ("to", "until", "结束日期", "终止日期", "至"),
}


class Headings:
    """What headings may mean under one vocabulary and one envelope."""

    def __init__(self, envelope: Mapping[str, tuple[str, ...]], kinds: Iterable[Kind]) -> None:
        self._envelope = {name: name for name in envelope}
        self._names: dict[str, dict[str, Field]] = {}
        self._labels: dict[str, dict[str, Field]] = {}
        self._words = {plain(word): name for name, words in envelope.items() for word in (name, *words)}
        for kind in kinds:
            for field in kind.fields.values():
                self._names.setdefault(plain(field.name), {})[field.name] = field
                for word in (field.label.zh, field.label.en, *field.aka):
                    if word:
                        self._labels.setdefault(plain(word), {})[field.name] = field

    def meaning(self, heading: str) -> str | tuple[str, ...] | None:
        """An envelope attribute (text), the names of the fields it may stand for (tuple), or None."""
        if heading in self._envelope:
            return heading
        for word in forms(heading):
            if (found := self._meaning(word)) is not None:
                return found
        return None

    def _meaning(self, word: str) -> str | tuple[str, ...] | None:
        fields = self._names.get(word) or self._labels.get(word)
        return tuple(fields) if fields else self._words.get(word)

    def known(self) -> list[str]:
        """Every heading that means something, for suggestions."""
        labels = (
            w for fields in self._labels.values() for f in fields.values() for w in (f.label.zh, f.label.en, *f.aka)
        )
        return [*self._envelope, *self._names, *(w for w in labels if w), *self._words]
