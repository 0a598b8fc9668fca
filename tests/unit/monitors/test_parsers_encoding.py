"""Which of the names of an encoding is believed, and what is done when none fits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import ParseError
from domain.source import Verdict
from monitors.parsers.encoding import decode, decode_page
from monitors.parsers.feed import parse_feed
from monitors.parsers.legibility import damage, is_misread
from tests.builders import a_fetched, a_source

RUSSIAN = "Япония поддержит строительство дороги, сообщили в министерстве. Ёлка — «праздник»"
PLAIN_RUSSIAN = "Япония поддержит строительство дороги, сообщили в министерстве. Ёлка"
JAPANESE = "カザフスタンと日本の大臣が、脱炭素の協力について覚書に署名しました。①㈱"
PLAIN_JAPANESE = "カザフスタンと日本の大臣が、脱炭素の協力について覚書に署名しました。"
ENGLISH = "The minister’s visit – a “first” – cost €20m"


def document(text: str, declared: str | None = None) -> str:
    declaration = f'<?xml version="1.0" encoding="{declared}"?>' if declared else '<?xml version="1.0"?>'
    item = f"<item><title>{text}</title><link>https://a.example/1</link></item>"
    return f"{declaration}<rss version='2.0'><channel>{item}</channel></rss>"


@pytest.mark.parametrize(
    ("text", "codec", "declared", "charset", "override"),
    [
        pytest.param(RUSSIAN, "cp1251", "windows-1251", "utf-8", None, id="declaration before charset"),
        pytest.param(PLAIN_RUSSIAN, "koi8-r", "KOI8-R", "windows-1251", None, id="koi8-r by declaration"),
        pytest.param(PLAIN_RUSSIAN, "koi8-r", None, "koi8-r", "windows-1251", id="charset before override"),
        pytest.param(PLAIN_RUSSIAN, "koi8-r", None, "", "koi8-r", id="override"),
        pytest.param(RUSSIAN, "cp1251", None, "", None, id="cp1251 by looking at it"),
        pytest.param(PLAIN_RUSSIAN, "koi8-r", None, "", None, id="koi8-r by looking at it"),
        pytest.param(PLAIN_RUSSIAN, "koi8-r", "windows-1251", "", None, id="koi8-r declared as cp1251"),
        pytest.param(RUSSIAN, "utf-8", "windows-1251", "", None, id="utf-8 declared as cp1251"),
        pytest.param(RUSSIAN, "utf-8", None, "koi8-r", None, id="utf-8 served as koi8-r"),
        pytest.param(RUSSIAN, "utf-8", "koi8-r", "cp866", "windows-1251", id="utf-8 and three who say otherwise"),
        pytest.param(JAPANESE, "utf-8", "EUC-JP", "shift_jis", None, id="Japanese utf-8 that nobody calls so"),
        pytest.param(PLAIN_RUSSIAN, "koi8-r", "KOI8-R", "utf-8", "windows-1251", id="declaration before all others"),
        pytest.param(PLAIN_JAPANESE, "iso2022_jp", "ISO-2022-JP", "", None, id="ISO-2022-JP, which is ASCII in bytes"),
        pytest.param("В» — да", "cp1251", "windows-1251", "", None, id="cp1251 that looks like utf-8 in one place"),
        pytest.param(RUSSIAN, "cp1251", "utf-8", "text/xml", None, id="cp1251 declared as utf-8"),
        pytest.param(RUSSIAN, "utf-8", "iso-8859-1", "", None, id="utf-8 declared as latin"),
        pytest.param(RUSSIAN, "utf-8", "utf-16", "", None, id="utf-8 declared as utf-16"),
        pytest.param(RUSSIAN, "utf-8", "no-such-code", "", None, id="unknown name"),
        pytest.param(RUSSIAN, "utf-8", "unicode_escape", "", None, id="name of a codec for other things"),
        pytest.param(RUSSIAN, "cp1251", "rot13", "hex", None, id="names of codecs that are none for bytes"),
        pytest.param(JAPANESE, "cp932", "Shift_JIS", "", None, id="Shift_JIS with Microsoft's characters"),
        pytest.param(JAPANESE, "cp932", None, "", None, id="Shift_JIS by looking at it"),
        pytest.param(PLAIN_JAPANESE, "euc_jp", "EUC-JP", "", None, id="EUC-JP"),
        pytest.param(PLAIN_JAPANESE, "euc_jp", None, "", None, id="EUC-JP by looking at it"),
        pytest.param(PLAIN_JAPANESE, "euc_jp", None, "shift_jis", "euc-jp", id="EUC-JP served as Shift_JIS"),
        pytest.param(JAPANESE, "utf-8", "windows-1251", "", None, id="Japanese utf-8 declared as cp1251"),
        pytest.param(JAPANESE, "utf-8", "iso-8859-1", "", None, id="Japanese utf-8 declared as latin"),
        pytest.param(JAPANESE, "utf-8-sig", "Shift_JIS", "", None, id="mark before declaration"),
        pytest.param(JAPANESE, "utf-16", "UTF-16", "utf-8", None, id="utf-16 with mark"),
        pytest.param(JAPANESE, "utf-16-le", "UTF-16", "", None, id="utf-16-le without mark"),
        pytest.param(JAPANESE, "utf-16-be", "UTF-16", "", None, id="utf-16-be without mark"),
        pytest.param(JAPANESE, "utf-32", "UTF-32", "", None, id="utf-32 with mark"),
        pytest.param(ENGLISH, "cp1252", None, "", None, id="cp1252 by looking at it"),
        pytest.param(ENGLISH, "cp1252", "iso-8859-1", "", None, id="cp1252 declared as latin"),
    ],
)
def test_the_encoding_that_fits_is_found(
    text: str, codec: str, declared: str | None, charset: str, override: str | None
) -> None:
    body = document(text, declared).encode(codec)
    content_type = f"text/xml; charset={charset}" if charset else "text/xml"
    assert text in decode(body, content_type, override)
    (entry,) = parse_feed(a_fetched(body, content_type), a_source(encoding=override))
    assert entry.title == text


def test_a_few_broken_bytes_do_not_turn_the_whole_document() -> None:
    body = document(RUSSIAN * 5, "utf-8").encode().replace("дороги".encode(), "дорог".encode() + b"\xd0", 1)
    assert decode(body, "", None).count("\ufffd") == 1


def test_a_document_that_nobody_can_read_is_garbled() -> None:
    body = document("".join(chr(0x0E01 + n % 40) for n in range(80))).encode("tis_620")
    with pytest.raises(ParseError, match="garbled") as refused:
        parse_feed(a_fetched(body), a_source())
    assert refused.value.verdict is Verdict.GARBLED


def test_text_garbled_by_its_publisher_is_garbled() -> None:
    twice = PLAIN_RUSSIAN.encode().decode("cp1251", "ignore")
    with pytest.raises(ParseError, match="garbled"):
        parse_feed(a_fetched(document(twice)), a_source())


def test_one_broken_character_in_a_long_text_is_not_garbled() -> None:
    assert damage(RUSSIAN * 3 + "\ufffd") < 0.01


@pytest.mark.parametrize(
    "text", [RUSSIAN, JAPANESE, ENGLISH, "ООО «РЖД» и ПМЖ", "Өзбекстан, Қазақстан, Тоҷикистон", ""]
)
def test_sound_text_is_not_taken_for_mojibake(text: str) -> None:
    assert damage(text) == 0
    assert not is_misread(text)


@given(st.binary(max_size=200), st.sampled_from(["", "text/xml; charset=koi8-r", "charset=;;", "x; charset=utf-16"]))
def test_decoding_never_fails(body: bytes, content_type: str) -> None:
    assert isinstance(decode(body, content_type, None), str)


@pytest.mark.parametrize(
    ("codec", "meta", "charset", "override"),
    [
        pytest.param("koi8-r", "<meta charset='koi8-r'>", "", "windows-1251", id="the page before the override"),
        pytest.param("koi8-r", "<meta charset='windows-1251'>", "koi8-r", None, id="the header before the page"),
        pytest.param(
            "koi8-r",
            "<meta http-equiv='Content-Type' content='text/html; charset=KOI8-R'>",
            "utf-8",
            None,
            id="the page where the header is wrong",
        ),
        pytest.param("koi8-r", "", "", "koi8-r", id="the override where the page is silent"),
    ],
)
def test_a_page_may_name_its_encoding_itself(codec: str, meta: str, charset: str, override: str | None) -> None:
    page = f"<html><head>{meta}</head><body>{PLAIN_RUSSIAN}</body></html>"
    content_type = f"text/html; charset={charset}" if charset else "text/html"
    assert decode_page(page.encode(codec), content_type, override) == page
