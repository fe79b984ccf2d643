"""What made-up entities are called: 示例甲公司, Example Company 1; what is below one, by its name."""

from __future__ import annotations

from zhiben.events.vocabulary import Vocabulary

_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"


class Names:
    """Names in one language."""

    def __init__(self, vocabulary: Vocabulary, lang: str) -> None:
        self._kinds, self._lang = vocabulary.entities, lang
        self._example, self._gap = ("示例", "") if lang == "zh" else ("Example", " ")
        self._taken: set[str] = set()

    def bearer(self, kind: str, number: int) -> str:
        """The name of the entity of a kind with a number, from 0."""
        if self._lang == "zh":
            stem = (
                _STEMS[number] if number < 10 else f"{_STEMS[number % 10]}{_BRANCHES[number % 12]}{number // 60 or ''}"
            )
            return f"{self._example}{stem}{self._label(kind)}"
        return f"{self._example} {self._label(kind)} {number + 1}"

    def dependant(self, kind: str, owner: str | None, number: int) -> str:
        """The name of the entity of a kind with a number, from 0, that belongs to another."""
        return f"{owner or self._example}{self._gap}{self._label(kind)}{self._gap}{number + 1}"

    def once(self, name: str) -> str:
        """The name, or where it is taken the first of `name-2`, `name-3`, … that is not."""
        free, again = name, 1
        while free in self._taken:
            again += 1
            free = f"{name}-{again}"
        self._taken.add(free)
        return free

    def _label(self, kind: str) -> str:
        text = self._kinds[kind].label.text(self._lang, kind)
        return text.partition("（")[0].partition("(")[0].strip() or kind
