"""Documents that lie about their encoding, expand, nest, repeat or never end; see ``hostile.py``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.source import Verdict
from tests.servers.feeds import Page
from tests.servers.hostile import GOOD, Trick

if TYPE_CHECKING:
    from collections.abc import Iterator

RUSSIAN = "Япония и Казахстан договорились о строительстве дороги"


def feed(*items: str, before: str = "", declared: str = "") -> str:
    declaration = f'<?xml version="1.0" encoding="{declared}"?>' if declared else '<?xml version="1.0"?>'
    return f'{declaration}{before}<rss version="2.0"><channel><title>x</title>{"".join(items)}</channel></rss>'


def item(title: str, guid: str = "", more: str = "") -> str:
    return f"<item><title>{title}</title><guid>{guid}</guid>{more}</item>"


def html(title: str, body: str = "") -> Page:
    page = f"<!DOCTYPE html><html><head><title>{title}</title></head><body>{body}</body></html>"
    return Page(page.encode(), headers={"Content-Type": "text/html; charset=utf-8"})


def coded(codec: str, declared: str = "", charset: str = "", mark: bytes = b"") -> Page:
    body = mark + feed(item(RUSSIAN, "a"), declared=declared).encode(codec)
    return Page(body, headers={"Content-Type": f"text/xml; charset={charset}" if charset else "text/xml"})


def bomb(depth: int = 12) -> str:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "lol" * 10}">' for n in range(depth))
    return feed(item(f"&e{depth - 1};"), before=f"<!DOCTYPE rss [{entities}]>")


CHALLENGE = '<script src="/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1"></script>'

PAGES = (
    Trick("a web page for a feed", html("News", "<p>Hello</p>"), Verdict.NOT_A_FEED),
    Trick(
        "a web page called a feed", Page(html("News").body, headers={"Content-Type": "text/xml"}), Verdict.NOT_A_FEED
    ),
    Trick("a puzzle for browsers", html("Just a moment...", CHALLENGE), Verdict.BLOCKED),
    Trick(
        "a captcha", html("Проверка", '<form><div class="g-recaptcha" data-sitekey="x"></div></form>'), Verdict.BLOCKED
    ),
    Trick("a page of DDoS-Guard", html("DDoS-Guard", "<p>Checking your browser before accessing</p>"), Verdict.BLOCKED),
    Trick("nothing", Page(b""), Verdict.NOT_A_FEED),
    Trick("blank lines", Page(b"\r\n" * 500), Verdict.NOT_A_FEED),
    Trick("JSON for a feed", Page(b'{"items": []}'), Verdict.NOT_A_FEED),
    Trick("plain text for a feed", Page(b"Service temporarily unavailable"), Verdict.NOT_A_FEED),
    Trick("a PDF", Page(b"%PDF-1.7\n" + bytes(range(256))), Verdict.NOT_A_FEED),
    Trick("noise", Page(bytes(range(256)) * 400), Verdict.NOT_A_FEED),
    Trick("nulls only", Page(b"\0" * 100_000), Verdict.NOT_A_FEED),
    Trick("a feed without items", Page(feed().encode()), Verdict.EMPTY),
    Trick("a feed cut off in its only item", Page(GOOD[:150]), Verdict.NOT_A_FEED),
)

ENCODINGS = (
    Trick("a header that lies", coded("utf-8", charset="koi8-r"), Verdict.NEW, items=1, refuses="п╞"),
    Trick("a declaration that lies", coded("utf-8", "windows-1251"), Verdict.NEW, items=1, refuses="РЇ"),
    Trick("header and declaration that lie", coded("cp1251", "utf-8", "shift_jis"), Verdict.NEW, items=1),
    Trick("a mark against a declaration", coded("utf-8", "utf-16", "koi8-r", b"\xef\xbb\xbf"), Verdict.NEW, items=1),
    Trick("utf-16 without a mark", coded("utf-16-le", "utf-16"), Verdict.NEW, items=1),
    Trick("utf-16 without mark or declaration", coded("utf-16-be"), Verdict.NEW, items=1),
    Trick("utf-16 cut in half a character", Page(coded("utf-16-le").body + b"\x04"), Verdict.NEW, items=1),
    Trick("a mark that lies", coded("cp1251", mark=b"\xff\xfe"), Verdict.NOT_A_FEED),
    Trick(
        "no encoding at all",
        Page(feed(item("x" * 40)).encode().replace(b"x" * 40, bytes(range(129, 169)))),
        Verdict.GARBLED,
    ),
    Trick("nulls in the text", Page(GOOD.replace("Япония".encode(), "Япо\0ния\1".encode())), Verdict.NEW, items=1),
)

EXPANSION = (
    Trick("a billion laughs", Page(bomb().encode()), Verdict.NOT_A_FEED, refuses="lollol"),
    Trick(
        "a quadratic bomb",
        Page(feed(item("&a;" * 1_000), before=f'<!DOCTYPE rss [<!ENTITY a "{"lol" * 3_000}">]>').encode()),
        Verdict.NOT_A_FEED,
    ),
    Trick(
        "a file as an entity",
        Page(feed(item("Япония &x;", "a"), before='<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>').encode()),
        Verdict.NEW,
        1,
        refuses="root:",
    ),
    Trick(
        "an external set of entities",
        Page(feed(item("Япония", "a"), before='<!DOCTYPE rss SYSTEM "http://10.0.0.1/x.dtd">').encode()),
        Verdict.NEW,
        1,
    ),
    Trick(
        "parameter entities",
        Page(feed(item("x"), before='<!DOCTYPE rss [<!ENTITY % a "%b;%b;"> %a;]>').encode()),
        Verdict.NOT_A_FEED,
    ),
    Trick("a declaration without end", Page(b"<!DOCTYPE rss [" + b'"' * 100_000), Verdict.NOT_A_FEED),
    Trick("a remark without end", Page(b"<?xml version='1.0'?>" + b"<!-- " * 60_000), Verdict.NOT_A_FEED),
    Trick("remarks without number", Page(b"<!-- -->" * 30_000 + GOOD.partition(b"?>")[2]), Verdict.NEW, items=1),
    Trick("instructions left open", Page(b"<?a " * 80_000), Verdict.NOT_A_FEED),
)

SHAPES = (
    Trick("deep nesting", Page(feed("<a>" * 4_000 + item("Япония", "a")).encode()), Verdict.NEW, items=1),
    Trick(
        "deep nesting in an item",
        Page(feed(item("Япония", "a", "<description>" + "<b>" * 4_000 + "</description>")).encode()),
        Verdict.NEW,
        items=1,
    ),
    Trick(
        "attributes without number",
        Page(feed(item("Япония", "a", "<x" + "".join(f" a{n}='1'" for n in range(20_000)) + "/>")).encode()),
        Verdict.NEW,
        items=1,
    ),
    Trick(
        "attributes behind a bracket",
        Page(feed(item("Япония", "a", "<x a='>'" + "".join(f" a{n}='1'" for n in range(20_000)) + "/>")).encode()),
        Verdict.NEW,
        items=1,
    ),
    Trick("very many tags", Page(feed("<a/>" * 210_000 + item("Япония", "a")).encode()), Verdict.TOO_LARGE),
    Trick(
        "name spaces without number",
        Page(feed(item("Япония", "a", "<x" + "".join(f" xmlns:a{n}='u{n}'" for n in range(5_000)) + "/>")).encode()),
        Verdict.NEW,
        items=1,
    ),
    Trick("one huge line", Page(feed(item("Япония " * 10_000, "a")).encode()), Verdict.NEW, items=1),
    Trick("tags left open", Page(feed("<item><title>" * 1_500).encode()), Verdict.EMPTY),
    Trick(
        "characters by number without number",
        Page(feed(item("Япония" + "&#1103;" * 20_000, "a")).encode()),
        Verdict.NEW,
        items=1,
    ),
    Trick(
        "characters there are none of",
        Page(feed(item("Япония " * 30 + "&#xD800;&#0;&#99999999999;", "a")).encode()),
        Verdict.NEW,
        items=1,
    ),
    Trick("very many empty items", Page(feed("<item/>" * 130_000).encode()), Verdict.TOO_LARGE),
    Trick("very many items", Page(feed(*(item("x", str(n)) for n in range(20_000))).encode()), Verdict.TOO_LARGE),
    Trick(
        "one guid for all",
        Page(feed(*(item(f"Новость {n}", "same") for n in range(20))).encode()),
        Verdict.NEW,
        items=20,
    ),
    Trick("empty guids", Page(feed(*(item(f"Новость {n}") for n in range(20))).encode()), Verdict.NEW, items=20),
    Trick(
        "guids that count",
        Page(feed(*(item(f"Новость {n}", f"item_{n}") for n in range(20))).encode()),
        Verdict.NEW,
        items=20,
    ),
    Trick(
        "the same item again and again",
        Page(feed(*(item("Новость", "a") for _ in range(500))).encode()),
        Verdict.NEW,
        items=1,
    ),
    Trick(
        "oldest first",
        Page(
            feed(
                *(
                    item(f"Новость {n}", str(n), f"<pubDate>{n:02} Jan 2026 00:00:00 GMT</pubDate>")
                    for n in range(1, 11)
                )
            ).encode()
        ),
        Verdict.NEW,
        items=10,
    ),
    Trick(
        "items of the year 9999",
        Page(feed(item("Новость", "a", "<pubDate>Fri, 31 Dec 9999 23:59:59 GMT</pubDate>")).encode()),
        Verdict.NEW,
        items=1,
    ),
    Trick(
        "markup in a title",
        Page(feed(item("&lt;script&gt;alert(1)&lt;/script&gt;Япония", "a")).encode()),
        Verdict.NEW,
        items=1,
        refuses="<script",
    ),
    Trick(
        "addresses of other schemes",
        Page(feed(item("Япония", "", "<link>javascript:alert(1)</link>")).encode()),
        Verdict.NEW,
        items=1,
        refuses="javascript:",
    ),
)


def tricks_of_documents() -> Iterator[Trick]:
    yield from (*PAGES, *ENCODINGS, *EXPANSION, *SHAPES)
