"""From the bytes of a document to its text.

What names an encoding is believed in this order: byte order mark, XML declaration, HTTP charset, in web pages their
``meta`` element, the source's declared override, and UTF-8, the default of XML; only if none of them fits, the bytes
themselves are looked at. A name fits if the bytes decode with it and do not come out as mojibake, so a wrong
declaration costs nothing. Bytes that are UTF-8 throughout are nothing else, whatever is declared: text in another
encoding does not keep to its rules by chance for more than a letter or two.
"""

from __future__ import annotations

import re

from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, read_bom, resolve_encoding

from monitors.parsers.legibility import GARBLED_SHARE, damage, is_misread

_XML_DECLARATION = re.compile(rb"""\s*<\?xml[^>]{0,200}?\sencoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']""")

_WITHOUT_MARK = {
    b"\1\0\1\0": "utf-16-le",
    b"\0\1\0\1": "utf-16-be",
    b"\1\0\0\0": "utf-32-le",
    b"\0\0\0\1": "utf-32-be",
}
"""Wide encodings by which of the first four bytes are zero (XML 1.0, appendix F)."""

_NOT_FOR_DOCUMENTS = re.compile(r"utf-?(?:7|16|32)|escape|idna|punycode|undefined", re.IGNORECASE)
"""Codecs that no document whose declaration we could read as ASCII is written in."""

_ENOUGH_FOR_UTF8 = 4
"""Characters beyond ASCII that prove UTF-8. In windows-1251 a letter before a dash or a quotation mark can look like
one; four such places and not a single whole word in a document do not happen."""

_DETECTED = ("cp1251", "koi8-r", "cp932", "euc_jp", "iso2022_jp", "cp1252")
_PLAUSIBLE = 0.7
"""Measured on short feeds: 0.9 and more in the right encoding, under 0.6 in any other of the list."""

_ASCII = re.compile(r"[\x00-\x7f]+")
_CYRILLIC_WORD = re.compile(r"(?<![А-Яа-яЁё])(?:[А-ЯЁ]?[а-яё]+|[А-ЯЁ]{2,5})(?![А-Яа-яЁё])")
_KANA = re.compile(r"[\u3041-\u30ff]")
_JAPANESE = re.compile(r"[\u3001-\u30ff\u4e00-\u9fff\uff01-\uff5e]")
_LATIN = re.compile(r"(?<=[A-Za-z])[ß-ÿ’]|[À-ÿ](?=[a-z])|[‘’“”–—…«»\xa0©§£€°]")
_LEAST_KANA = 0.1
"""Japanese news has a third of kana; chance bytes read as Japanese give rare ideographs and hardly any."""


def decode(body: bytes, content_type: str, override: str | None) -> str:
    """Return the document as text; never fails, what cannot be read becomes U+FFFD.

    Args:
        content_type: HTTP header, may be empty.
        override: encoding declared for the source, or None.
    """
    return _decode(body, content_type, None, override)


def decode_page(body: bytes, content_type: str, override: str | None) -> str:
    """Return a web page as text; as ``decode``, but what the page says of itself at its beginning counts too."""
    return _decode(body, content_type, html_body_declared_encoding(body), override)


def _decode(body: bytes, content_type: str, meta: str | None, override: str | None) -> str:
    mark, mark_bytes = read_bom(body)
    if mark and mark_bytes:
        return body[len(mark_bytes) :].decode(mark, "replace")
    wide = _WITHOUT_MARK.get(bytes(byte and 1 for byte in body[:4]))
    if wide:
        return body.decode(wide, "replace")
    named = _named(body, content_type, meta, override)
    return _first_fitting(body, named) or _best_damaged(body, named)


def _named(body: bytes, content_type: str, meta: str | None, override: str | None) -> list[str]:
    declaration = _XML_DECLARATION.match(body)
    names = (
        declaration and declaration[1].decode("ascii"),
        http_content_type_encoding(content_type),
        meta,
        override,
        "utf-8",
    )
    codecs = (resolve_encoding(name) for name in names if name)
    return list(dict.fromkeys(codec for codec in codecs if codec and not _NOT_FOR_DOCUMENTS.search(codec)))


def _first_fitting(body: bytes, codecs: list[str]) -> str | None:
    utf8 = _strictly(body, "utf-8")
    if utf8 is not None and _beyond_ascii(utf8) >= _ENOUGH_FOR_UTF8:
        return utf8
    for codec in codecs:
        text = _strictly(body, codec)
        if text is not None and (codec == "utf-8" or not is_misread(text)):
            return text
    return None


def _best_damaged(body: bytes, codecs: list[str]) -> str:
    readings = [_leniently(body, codec) for codec in codecs]
    best = min(readings, key=damage)
    return best if _is_slightly_damaged(best) else _detected(body) or best


def _is_slightly_damaged(text: str) -> bool:
    """Tell a right reading of bytes with a few broken ones from a wrong reading, in which most of them break."""
    return damage(text) <= GARBLED_SHARE and text.count("\ufffd") * 2 < _beyond_ascii(text)


def _detected(body: bytes) -> str | None:
    readings = [text for codec in _DETECTED if (text := _strictly(body, codec)) is not None]
    best = max(readings, key=_plausibility, default="")
    return best if _plausibility(best) >= _PLAUSIBLE else None


def _plausibility(text: str) -> float:
    """Return the share (0 to 1) of the characters beyond ASCII that stand as in Russian, Japanese or Latin text."""
    beyond_ascii = _beyond_ascii(text)
    if not beyond_ascii:
        return 0.0
    cyrillic = sum(len(word.group()) for word in _CYRILLIC_WORD.finditer(text))
    japanese = len(_JAPANESE.findall(text))
    if len(_KANA.findall(text)) < _LEAST_KANA * japanese:
        japanese = 0
    return max(cyrillic, japanese, len(_LATIN.findall(text))) / beyond_ascii


def _beyond_ascii(text: str) -> int:
    return len(_ASCII.sub("", text))


def _strictly(body: bytes, codec: str) -> str | None:
    try:
        return body.decode(codec)
    except (UnicodeError, LookupError):
        return None


def _leniently(body: bytes, codec: str) -> str:
    try:
        return body.decode(codec, "replace")
    except (UnicodeError, LookupError):
        return body.decode("utf-8", "replace")
