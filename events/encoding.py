"""Bytes to text: UTF-8 or GB18030, each with or without a byte order mark; declared or detected."""

from __future__ import annotations

from msgspec import Struct

UTF8 = "utf-8"
GB18030 = "gb18030"
_NAMES = {
    "utf-8": UTF8,
    "utf8": UTF8,
    "utf-8-sig": UTF8,
    "utf-8-bom": UTF8,
    "gb18030": GB18030,
    "gbk": GB18030,
    "gb2312": GB18030,
    "cp936": GB18030,
}
_BOMS = {b"\xef\xbb\xbf": UTF8, b"\x84\x31\x95\x33": GB18030}
_OTHER_BOMS = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}
_HEAD = 4096
_TEXTUAL = bytes(b for b in range(256) if b >= 32 or chr(b) in "\t\n\v\f\r")
_FEW = 20  # one in so many bytes may be a control character


class Undecodable(ValueError):
    """The bytes are not text of an understood encoding; `str()` says why."""


class Text(Struct, frozen=True):
    """Decoded text. Bytes foreign to the encoding are lone surrogates, so that their rows can be rejected."""

    text: str
    encoding: str
    is_detected: bool
    has_bad_bytes: bool


def encoding_named(name: str) -> str | None:
    """The understood encoding of that name, or None."""
    return _NAMES.get(name.strip().lower().replace("_", "-"))


def decode(content: bytes, declared: str | None = None) -> Text:
    """Text of a file.

    A byte order mark says the encoding. Without mark and declaration: UTF-8 where most non-ASCII characters are valid
    UTF-8, else GB18030 where every byte is.

    Raises:
        Undecodable: binary content, another encoding, or neither UTF-8 nor GB18030.
    """
    for mark, name in _OTHER_BOMS.items():
        if content.startswith(mark):
            raise Undecodable(f"the file is {name}; UTF-8 or GB18030 was expected")
    if _is_binary(content[:_HEAD]):
        raise Undecodable(f"the file is binary, not text (the first NUL is byte {content.index(0) + 1:,})")
    for mark, encoding in _BOMS.items():
        if content.startswith(mark):
            return _lenient(content[len(mark) :], encoding)
    if declared is not None:
        return _lenient(content, declared)
    try:
        return Text(content.decode(UTF8), UTF8, is_detected=False, has_bad_bytes=False)
    except UnicodeDecodeError:
        return _detected(content)


def _is_binary(head: bytes) -> bool:
    """Whether NUL bytes come with many more bytes that no text has; a few in a text only spoil their lines."""
    return b"\0" in head and len(head.translate(None, _TEXTUAL)) * _FEW > len(head)


def _lenient(content: bytes, encoding: str) -> Text:
    try:
        return Text(content.decode(encoding), encoding, is_detected=False, has_bad_bytes=False)
    except UnicodeDecodeError:
        return Text(content.decode(encoding, "surrogateescape"), encoding, is_detected=False, has_bad_bytes=True)


def _detected(content: bytes) -> Text:
    as_utf8 = content.decode(UTF8, "surrogateescape")
    bad = sum(1 for c in as_utf8 if "\udc80" <= c <= "\udcff")
    good = sum(1 for c in as_utf8 if c > "\x7f") - bad
    if good <= bad:
        try:
            return Text(content.decode(GB18030), GB18030, is_detected=True, has_bad_bytes=False)
        except UnicodeDecodeError:
            pass
    if bad * 10 > len(as_utf8):
        raise Undecodable("the file is neither UTF-8 nor GB18030 text")
    return Text(as_utf8, UTF8, is_detected=False, has_bad_bytes=True)
