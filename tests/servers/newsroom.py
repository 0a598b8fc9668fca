"""Publishers on loopback: feeds made from articles, and the source files that declare them.

with Newsroom("kz-steppe", "uz-orchard") as newsroom:
    newsroom.publishes("kz-steppe", GRANT, POTATOES)
    newsroom.sources, newsroom.toml()
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from email.utils import format_datetime
from typing import TYPE_CHECKING, Self
from xml.sax.saxutils import escape

from domain.source import Source, SourceId
from tests.builders import a_source
from tests.servers.feeds import FeedServer, Page

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True)
class Article:
    """An item of a feed; ``slug`` makes its address, ``guid`` stays when the address or the headline changes."""

    slug: str
    title: str
    summary: str = ""
    at: datetime | None = None
    guid: str = ""

    @property
    def url(self) -> str:
        """On loopback, where nobody answers."""
        return f"http://127.0.0.1:9/{self.slug}"


def rss(*articles: Article, language: str = "ru") -> bytes:
    """An RSS 2.0 document."""
    items = "".join(_item(each) for each in articles)
    head = f"<title>News</title><link>http://127.0.0.1:9/</link><language>{language}</language>"
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{head}{items}</channel></rss>'.encode()


def _item(article: Article) -> str:
    date = f"<pubDate>{format_datetime(article.at)}</pubDate>" if article.at else ""
    return (
        f"<item><title>{escape(article.title)}</title><link>{article.url}</link>"
        f'<guid isPermaLink="false">{article.guid or article.slug}</guid>{date}'
        f"<description>{escape(article.summary)}</description></item>"
    )


@dataclass
class Newsroom:
    """One server with a feed for each source."""

    sources: tuple[Source, ...]
    server: FeedServer = field(default_factory=FeedServer)

    @classmethod
    def of(cls, *ids: str, **over: object) -> Newsroom:
        """Publishers with these source ids, all in Russian unless told otherwise."""
        return cls(tuple(a_source(id=SourceId(each), name=f"Outlet {each}", **over) for each in ids))

    def __enter__(self) -> Self:
        self.server.__enter__()
        self.sources = tuple(_at(each, self.server.url(f"/{each.id}")) for each in self.sources)
        for source in self.sources:
            self.publishes(source.id)
        return self

    def __exit__(self, *_: object) -> None:
        self.server.__exit__()

    def publishes(self, source_id: str, *articles: Article) -> None:
        """Show these articles from now on; a feed always has one that concerns nobody."""
        self.serves(source_id, Page(rss(*articles, Article(f"{source_id}-chess", "Шахматный турнир завершён"))))

    def serves(self, source_id: str, page: Page) -> None:
        """Answer with this page from now on."""
        self.server.pages[f"/{source_id}"] = page

    def toml(self) -> str:
        """The source file that declares these publishers."""
        return "\n".join(
            f'[[source]]\nid = "{each.id}"\nname = "{each.name}"\nkind = "{each.kind}"\nurl = "{each.url}"\n'
            f'country = "{each.country}"\nlanguages = ["{each.languages[0]}"]\n'
            for each in self.sources
        )


def _at(source: Source, url: str) -> Source:
    return replace(source, url=url)
