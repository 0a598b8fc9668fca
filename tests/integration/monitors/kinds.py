"""One small site for each source kind: what its addresses answer, what its source declares, what a poll finds.

``origin`` says whether the form of a document was seen at a publisher, or invented after a specification or a
description. The words are invented everywhere.
"""

from __future__ import annotations

import base64
import gzip
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from domain.source import Source, SourceId, SourceKind
from tests.builders import a_source
from tests.servers.feeds import FeedServer, Page

if TYPE_CHECKING:
    from collections.abc import Mapping

GRANT = "Япония выделит Казахстану грант на таможенное оборудование для порта Актау"
CHESS = "Шахматный турнир завершён"


@dataclass(frozen=True)
class Site:
    """A site of one kind.

    Attributes:
        start: path of the source's address. pages: bodies by path; ``{server}`` in them is the server's address.
        titles: of all items. options: of the source, likewise. asked: paths in the order of the first poll.
    """

    kind: SourceKind
    origin: str
    start: str
    pages: Mapping[str, str | bytes]
    titles: tuple[str, ...]
    asked: tuple[str, ...]
    options: Mapping[str, Any] = field(default_factory=dict)

    def open_on(self, server: FeedServer) -> Source:
        """Serve the site and return its source."""
        here = server.url("")
        for path, body in self.pages.items():
            served = body if isinstance(body, bytes) else body.replace("{server}", here).encode()
            server.pages[path] = Page(served)
        options = json.loads(json.dumps(self.options).replace("{server}", here))
        name = SourceId(f"site-{self.kind.value.replace('_', '-')}")
        return a_source(id=name, kind=self.kind, url=server.url(self.start), options=options, zone="UTC")


def row(number: int, title: str, day: str) -> str:
    """One row of a list page."""
    return f'<li><a href="/news/{number}">{title}</a> <span>{day}</span></li>'


def list_page(*rows: str) -> str:
    """A list page with the menus that such pages have."""
    menu = "".join(f'<a href="/about/{number}">Menu {number}</a>' for number in range(6))
    return f"<html><body><nav>{menu}</nav><ul>{''.join(rows)}</ul></body></html>"


def article_page(title: str, day: str, summary: str = "") -> str:
    """The page of one article, with what it says for those who link to it."""
    return (
        f'<html><head><meta property="og:title" content="{title}"><meta property="og:description" content="{summary}">'
        f"</head><body><h1>{title}</h1><p>{day}</p></body></html>"
    )


def sitemap(*items: tuple[str, str, str]) -> str:
    """A news sitemap of (path, title, stamp)."""
    urls = "".join(
        f"<url><loc>{{server}}{path}</loc><news:news><news:title>{title}</news:title>"
        f"<news:publication_date>{stamp}</news:publication_date></news:news></url>"
        for path, title, stamp in items
    )
    return f'<urlset xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">{urls}</urlset>'


def index(*children: tuple[str, str]) -> str:
    """An index of sitemaps by (path, last change)."""
    listed = "".join(f"<sitemap><loc>{{server}}{path}</loc><lastmod>{at}</lastmod></sitemap>" for path, at in children)
    return f"<sitemapindex>{listed}</sitemapindex>"


def post(named: str, text: str, stamp: str, *classes: str) -> str:
    """One post of a Telegram channel; without text it is a picture."""
    shown = f'<div class="tgme_widget_message_text js-message_text" dir="auto">{text}</div>' if text else ""
    return (
        f'<div class="tgme_widget_message_wrap js-widget_message_wrap"><div data-post="{named}" '
        f'class="tgme_widget_message {" ".join(classes)} js-widget_message">'
        f'<div class="tgme_widget_message_bubble">{shown}'
        f'<a class="tgme_widget_message_photo_wrap" href="https://t.me/{named}"></a><span '
        f'class="tgme_widget_message_meta"><a class="tgme_widget_message_date" href="https://t.me/{named}">'
        f'<time datetime="{stamp}" class="time">10:00</time></a></span></div></div></div>'
    )


def preview(*posts: str) -> str:
    """The public preview of a Telegram channel."""
    return (
        '<!DOCTYPE html><html><body><header class="tgme_header"><div class="tgme_channel_info">Steppe</div></header>'
        f'<section class="tgme_channel_history js-message_history">{"".join(posts)}</section></body></html>'
    )


def found(title: str, outlet: str, stamp: str) -> str:
    """One item of a Google News search, behind a link that does not tell the address."""
    code = base64.urlsafe_b64encode(b"\x08\x13\x22\x10AU_yqLPort" + title.encode()[:20]).decode().rstrip("=")
    return (
        f"<item><title>{title} - {outlet}</title><link>https://news.google.com/rss/articles/{code}?oc=5</link>"
        f'<guid isPermaLink="false">{code}</guid><pubDate>{stamp}</pubDate><source url="https://port.example">{outlet}'
        f"</source><description>&lt;a&gt;{title}&lt;/a&gt; {outlet}</description></item>"
    )


_RSS_ITEMS = "".join(
    f"<item><title>{title}</title><link>{{server}}/{place}</link><pubDate>Thu, 15 Jan 2026 1{place}:00:00 GMT</pubDate>"
    "</item>"
    for place, title in enumerate((GRANT, CHESS))
)

SITES = {
    site.kind: site
    for site in (
        Site(
            SourceKind.RSS,
            "seen: RSS 2.0",
            "/rss",
            {"/rss": f'<rss version="2.0"><channel><title>N</title>{_RSS_ITEMS}</channel></rss>'},
            (GRANT, CHESS),
            ("/rss",),
        ),
        Site(
            SourceKind.RDF,
            "seen: RDF of Japanese ministries",
            "/rdf",
            {
                "/rdf": '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"'
                f' xmlns:dc="http://purl.org/dc/elements/1.1/"><item rdf:about="{{server}}/1"><title>{GRANT}</title>'
                "<link>{server}/1</link><dc:date>2026-01-15T10:00:00Z</dc:date></item></rdf:RDF>"
            },
            (GRANT,),
            ("/rdf",),
        ),
        Site(
            SourceKind.ATOM,
            "invented after RFC 4287",
            "/atom",
            {
                "/atom": f'<feed xmlns="http://www.w3.org/2005/Atom"><title>N</title><entry><id>1</id><title>{GRANT}'
                '</title><link href="{server}/1"/><updated>2026-01-15T10:00:00Z</updated></entry></feed>'
            },
            (GRANT,),
            ("/atom",),
        ),
        Site(
            SourceKind.JSON,
            "invented after JSON Feed 1.1",
            "/feed.json",
            {
                "/feed.json": json.dumps(
                    {
                        "version": "https://jsonfeed.org/version/1.1",
                        "title": "N",
                        "items": [
                            {
                                "id": "1",
                                "url": "{server}/1",
                                "title": GRANT,
                                "content_text": "x",
                                "date_published": "2026-01-15T10:00:00Z",
                            }
                        ],
                    }
                )
            },
            (GRANT,),
            ("/feed.json",),
        ),
        Site(
            SourceKind.SITEMAP,
            "invented after sitemaps.org: an index, its newest sitemap gzipped under a name that says so",
            "/sitemap.xml",
            {
                "/sitemap.xml": index(
                    ("/pages.xml", "2026-01-15"), ("/news-1.xml", "2025-12-31"), ("/news-2.xml.gz", "")
                ),
                "/news-1.xml": sitemap(("/news/1", CHESS, "2025-12-31T10:00:00Z")),
                "/news-2.xml.gz": gzip.compress(
                    sitemap(("/news/2", GRANT, "2026-01-15T10:00:00Z"))
                    .replace("{server}", "https://steppe.example.kz")
                    .encode()
                ),
            },
            (CHESS, GRANT),
            ("/sitemap.xml", "/news-1.xml", "/news-2.xml.gz"),
            {"children": "/news-"},
        ),
        Site(
            SourceKind.HTML_LIST,
            "seen: a hub with a page for each year, as at the Ministry of Justice of Japan",
            "/press/",
            {
                "/press/": "".join(f'<a href="/press/{year}/">{year}</a>' for year in (2024, 2026, 2025)),
                "/press/2026/": list_page(row(2, GRANT, "2026-01-15"), row(1, CHESS, "2026-01-14")),
                "/press/2025/": list_page(row(0, "Обзор года", "2025-12-31")),
            },
            (GRANT, CHESS),
            ("/press/", "/press/2026/"),
            {"pattern": "/news/", "follow": ["/press/\\d{4}/$"]},
        ),
        Site(
            SourceKind.RISING_ID,
            "invented after descriptions of Turkmen state sites",
            "/news",
            {
                "/news": '<a href="/article/7">a</a> <a href="/article/6">b</a> <a href="/about">c</a>',
                "/article/6": article_page(CHESS, "14.01.2026"),
                "/article/7": article_page(GRANT, "15.01.2026"),
            },
            (GRANT,),
            ("/news", "/article/7"),
            {"page": "{server}/article/{id}", "newest": "/article/(?P<id>\\d+)$"},
        ),
        Site(
            SourceKind.TELEGRAM_CHANNEL,
            "invented after the selectors by which RSS-Bridge and snscrape read the previews",
            "/s/steppe",
            {
                "/s/steppe": preview(
                    post("steppe/1", "Channel created", "2026-01-01T08:00:00+00:00", "service_message"),
                    post("steppe/41", f"<b>{CHESS}</b><br/><br/>Итоги.", "2026-01-15T09:00:00+00:00"),
                    post("steppe/42", "", "2026-01-15T09:30:00+00:00"),
                    post("steppe/43", f"<b>{GRANT}</b>", "2026-01-15T10:00:00+00:00"),
                )
            },
            (CHESS, GRANT),
            ("/s/steppe",),
        ),
        Site(
            SourceKind.API,
            "invented after descriptions of the interface of Tajikistan's president",
            "/api/event?type=news",
            {
                "/api/event": json.dumps(
                    {
                        "data": [
                            {"id": 4712, "title": GRANT, "publish_date": "2026-01-15 10:00:00"},
                            {"id": 4711, "title": CHESS, "publish_date": "2026-01-15 09:00:00"},
                        ]
                    }
                )
            },
            (GRANT, CHESS),
            ("/api/event?type=news",),
            {
                "items": "data",
                "title": "title",
                "id": "id",
                "page": "{server}/event/news/{id}",
                "date": "publish_date",
                "headers": {"code": "mfa"},
            },
        ),
        Site(
            SourceKind.NEWS_SEARCH,
            "invented after descriptions of Google News; what both queries find counts once",
            "/search",
            {
                "/search": '<rss version="2.0"><channel><title>N</title><link>https://news.google.com/search</link>'
                + found(GRANT, "Port News", "Thu, 15 Jan 2026 10:00:00 GMT")
                + found(CHESS, "Chess Weekly", "Thu, 15 Jan 2026 09:00:00 GMT")
                + "</channel></rss>"
            },
            (GRANT, CHESS),
            (
                "/search?q=%22Central+Asia%22&hl=en-US&gl=US&ceid=US%3Aen",
                "/search?q=Kazakhstan+Japan&hl=en-US&gl=US&ceid=US%3Aen",
            ),
            {
                "engine": "google",
                "queries": ['"Central Asia"', "Kazakhstan Japan"],
                "language": "en-US",
                "country": "US",
            },
        ),
    )
}
