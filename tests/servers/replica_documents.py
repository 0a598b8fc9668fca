"""Documents of each source kind, made from what one source declares about its own.

Forms are those of ``tests/integration/monitors/kinds.py``; the words are invented. A date stands only where the source
says that dates stand: if its options miss it, a poll finds none.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from domain.source import SourceKind
from tests.integration.monitors.kinds import CHESS, GRANT, article_page, found, post, preview
from tests.servers.replica_addresses import Addresses, dated

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from domain.source import Source

LEAST = 4
"""Items of a document; more where a source expects more."""

_COMPOUND = re.compile(r"(?P<tag>[a-z][a-z0-9]*)?(?P<rest>(?:[.#][\w-]+)*)")
_PLAIN_PATH = re.compile(r'(?:"[^"]+"|[\w-]+)')


@dataclass(frozen=True)
class Item:
    """One invented article of a source."""

    number: int
    title: str
    at: datetime
    address: str

    @property
    def stamp(self) -> str:
        return self.at.isoformat()


def items_of(source: Source, now: datetime, addresses: Addresses) -> list[Item]:
    """Return the articles of a source, newest first, an hour apart; the first concerns a commitment."""
    number = max(source.min_items, LEAST)
    local = now.astimezone(ZoneInfo(source.zone)).replace(microsecond=0)
    made = []
    for place in range(number):
        at = local - timedelta(hours=place + 1)
        address = _address(source, addresses, at, place)
        made.append(Item(9000 - place, GRANT if place == 0 else f"{CHESS}, тур {place}", at, address))
    return made


def _address(source: Source, addresses: Addresses, at: datetime, place: int) -> str:
    options = source.options
    pattern = options.get("pattern")
    if not isinstance(pattern, str):
        return f"{source.url.partition('?')[0].rstrip('/')}/item-{place}"
    exclude = options.get("exclude")
    address = addresses.fitting(pattern, source.url, exclude=exclude if isinstance(exclude, str) else None)
    shape = options.get("date_in_address")
    if isinstance(shape, str):
        address = dated(address, shape, at.date())
        assert re.search(pattern, address), f"{source.id}: {address} with a date fits {pattern} no more"
    return address


def feed(source: Source, items: Sequence[Item]) -> bytes:
    """Return a feed of the source's kind in its declared encoding."""
    encoding = source.encoding or "utf-8"
    text = {SourceKind.ATOM: _atom, SourceKind.RDF: _rdf}.get(source.kind, _rss)(items)
    return f'<?xml version="1.0" encoding="{encoding}"?>{text}'.encode(encoding)


def _rss(items: Sequence[Item]) -> str:
    rows = "".join(
        f"<item><title>{each.title}</title><link>{escape(each.address)}</link>"
        f"<pubDate>{format_datetime(each.at)}</pubDate></item>"
        for each in items
    )
    return f'<rss version="2.0"><channel><title>N</title>{rows}</channel></rss>'


def _atom(items: Sequence[Item]) -> str:
    rows = "".join(
        f"<entry><id>tag:{each.number}</id><title>{each.title}</title>"
        f'<link href="{escape(each.address)}"/><updated>{each.stamp}</updated></entry>'
        for each in items
    )
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>N</title>{rows}</feed>'


def _rdf(items: Sequence[Item]) -> str:
    rows = "".join(
        f'<item rdf:about="{escape(each.address)}"><title>{each.title}</title><link>{escape(each.address)}</link>'
        f"<dc:date>{each.stamp}</dc:date></item>"
        for each in items
    )
    spaces = (
        'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"'
    )
    return f"<rdf:RDF {spaces}>{rows}</rdf:RDF>"


def listed_json(items: Sequence[Item]) -> bytes:
    """Return the list of NHK World, whose identifiers hold the day."""
    rows = [
        {"id": f"{each.at:%Y%m%d}_{each.number}", "title": each.title, "page_url": each.address, "description": ""}
        for each in items
    ]
    return json.dumps({"data": rows}).encode()


def news_sitemap(items: Sequence[Item]) -> bytes:
    rows = "".join(
        f"<url><loc>{escape(each.address)}</loc><news:news><news:title>{each.title}</news:title>"
        f"<news:publication_date>{each.stamp}</news:publication_date></news:news></url>"
        for each in items
    )
    return f'<urlset xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">{rows}</urlset>'.encode()


def sitemap_index(children: Sequence[str], changed: datetime) -> bytes:
    rows = "".join(
        f"<sitemap><loc>{escape(each)}</loc><lastmod>{changed.isoformat()}</lastmod></sitemap>" for each in children
    )
    return f"<sitemapindex>{rows}</sitemapindex>".encode()


def list_page(source: Source, items: Sequence[Item]) -> bytes:
    """Return a listing page with menus, its dates where the options say that they are."""
    menu = "".join(f'<a href="/menu/{number}">Menu {number}</a>' for number in range(6))
    rows = "".join(_heading(source, each) + _row(source, each) for each in items)
    year = _text(source.options, "year")
    above = nested(year, f"{items[0].at:%Y}年") if year else ""
    return f"<html><body><nav>{menu}</nav>{above}{rows}</body></html>".encode()


def _heading(source: Source, item: Item) -> str:
    selectors = _text(source.options, "heading")
    day = f"{item.at.year}年{item.at.month}月{item.at.day}日"
    return "".join(nested(each, day) for each in selectors.split(",") if each.strip())


def _row(source: Source, item: Item) -> str:
    options = source.options
    title = nested(title, item.title) if (title := _text(options, "title")) else item.title
    link = f'<a href="{escape(item.address)}">{title}</a>'
    if _text(options, "date_in_address") or _text(options, "heading"):
        shown = ""
    elif options.get("remarks") is True:
        shown = f"<!-- 平成{item.at.year - 1988}年{item.at.month}月{item.at.day}日 -->"
    elif selector := _text(options, "date"):
        shown = nested(selector, f"{item.at:%d.%m.%Y %H:%M}")
    else:
        shown = f"<span>{item.at:%d.%m.%Y}</span>"
    return nested(_text(options, "rows") or "section", f"<p>{link}</p>{shown}")


def nested(selector: str, content: str) -> str:
    """Return elements that a CSS selector of tags, classes and names finds, the innermost around ``content``."""
    opened: list[str] = []
    closed: list[str] = []
    parts = selector.split()
    for place, part in enumerate(parts):
        match = _COMPOUND.fullmatch(part)
        assert match, f"no element can be made for {part}"
        in_table = place + 1 < len(parts) and parts[place + 1].startswith("td")
        tag = match["tag"] or ("table" if in_table else "div")
        classes = " ".join(each[1:] for each in re.findall(r"\.[\w-]+", match["rest"]))
        names = re.findall(r"#([\w-]+)", match["rest"])
        opened.append(f'<{tag} class="{classes}"' + (f' id="{names[0]}"' if names else "") + ">")
        closed.append(f"</{tag}>")
        if in_table:
            opened.append("<tr>")
            closed.append("</tr>")
    return "".join(opened) + content + "".join(reversed(closed))


def link_page(addresses: Sequence[str]) -> bytes:
    links = "".join(f'<p><a href="{escape(each)}">More</a></p>' for each in addresses)
    return f"<html><body><h1>News</h1>{links}</body></html>".encode()


def article(item: Item) -> bytes:
    return article_page(item.title, f"{item.at:%d.%m.%Y}").encode()


def channel(source: Source, items: Sequence[Item]) -> bytes:
    """Return the preview of a Telegram channel, oldest post first."""
    name = source.url.rpartition("/")[2]
    posts = (post(f"{name}/{each.number}", f"<b>{each.title}</b>", each.stamp) for each in reversed(items))
    return preview(*posts).encode()


def search_results(source: Source, items: Sequence[Item]) -> bytes:
    """Return what a search engine finds: Google's links hide the address, Bing's hold it."""
    engine = source.options["engine"]
    if engine == "bing":
        rows = "".join(
            f"<item><title>{each.title}</title><link>http://www.bing.com/news/apiclick.aspx?url="
            f"https%3a%2f%2fport.example%2f{each.number}&amp;c=1</link><pubDate>{format_datetime(each.at)}</pubDate></item>"
            for each in items
        )
    else:
        rows = "".join(found(each.title, "Port News", format_datetime(each.at)) for each in items)
    return f'<rss version="2.0"><channel><title>N</title>{rows}</channel></rss>'.encode()


def api_answer(source: Source, items: Sequence[Item]) -> bytes:
    """Return JSON in which everything stands at the paths that the options name."""
    options = source.options
    rows = [_api_row(options, each) for each in items]
    return json.dumps(_at_list(_first_choice(_text(options, "items") or "@"), rows)).encode()


def _api_row(options: Mapping[str, Any], item: Item) -> dict[str, Any]:
    row: dict[str, Any] = {}
    stamps = {"seconds": item.at.timestamp(), "milliseconds": item.at.timestamp() * 1000}
    naive = f"{item.at:%Y-%m-%d %H:%M:%S}"
    values = {
        "title": item.title,
        "link": item.address,
        "id": item.number,
        "date": stamps.get(str(options.get("date_form")), naive),
        "outlet": "Port News",
    }
    for field, value in values.items():
        path = _first_choice(_text(options, field))
        if path:
            _put(row, _PLAIN_PATH.findall(path), value)
    return row


def _at_list(path: str, rows: list[dict[str, Any]]) -> object:
    if path == "@":
        return rows
    outer: dict[str, Any] = {}
    names = _PLAIN_PATH.findall(path.removesuffix(".*"))
    held: object = rows
    if path.endswith(".*"):
        held = {f"n{place}": row for place, row in enumerate(rows)} | {"facets": {"count": len(rows)}}
    _put(outer, names, held)
    return outer


def _put(holder: dict[str, Any], names: Sequence[str], value: object) -> None:
    for name in names[:-1]:
        holder = holder.setdefault(name.strip('"'), {})
    holder[names[-1].strip('"')] = value


def _first_choice(path: str) -> str:
    return path.partition("||")[0].strip()


def _text(options: Mapping[str, Any], name: str) -> str:
    value = options.get(name)
    return value if isinstance(value, str) else ""


START = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
"""The day on which the replica is asked, unless told otherwise."""
