"""A house for tests of leads: a publisher on loopback whose pages say more than its feed, and both jobs over it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any

from bot.clocks import SystemPacer
from matching.exchange import item_of
from monitors.fetch import HttpFetcher
from monitors.judging import JudgingParts
from monitors.leads import LeadOutcome, LeadParts, read_leads
from monitors.plan import AlertRules
from monitors.poll import PollParts, poll_sources
from tests.groupers import GROUPER
from tests.integration.monitors.desk import DECLARATION, LIMITS
from tests.integration.storage.outcomes import due_in
from tests.servers.feeds import FeedServer, Page

if TYPE_CHECKING:
    from domain.development import Development
    from domain.lead import AwaitedLead
    from domain.ports import Matcher
    from domain.story import Story
    from domain.unit_of_work import OpenUnitOfWork
    from monitors.fetch import FetchLimits
    from tests.fakes import FixedClock

RULES = AlertRules(DECLARATION.adopted, timedelta(days=7))


def article(*paragraphs: str) -> Page:
    body = "".join(f"<p>{each}</p>" for each in paragraphs)
    html = f"<html><body><article>{body}</article></body></html>"
    return Page(html.encode(), headers={"Content-Type": "text/html; charset=utf-8"})


@dataclass
class House:
    """A publisher on loopback, a database, and both jobs over them."""

    server: FeedServer
    clock: FixedClock
    opens: OpenUnitOfWork
    matcher: Matcher
    limits: FetchLimits = LIMITS

    def shows(self, *headlines: str, days_ago: float = 0, summary: str = "") -> None:
        """Let the feed hold these headlines; each has its page at /1, /2 ..."""
        date = format_datetime(self.clock.now() - timedelta(days=days_ago))
        items = "".join(
            f"<item><title>{title}</title><link>{self.server.url(f'/{number}')}</link><pubDate>{date}</pubDate>"
            f"<description>{summary}</description></item>"
            for number, title in enumerate(("Шахматный турнир завершён", *headlines))
        )
        rss = f'<?xml version="1.0"?><rss version="2.0"><channel><title>x</title>{items}</channel></rss>'
        self.server.pages["/rss"] = Page(rss.encode())

    @property
    def judging(self) -> JudgingParts:
        return JudgingParts(self.matcher, GROUPER, item_of, self.opens, self.clock, RULES)

    async def poll(self) -> None:
        async with HttpFetcher(self.limits, SystemPacer()) as fetcher:
            parts = PollParts(fetcher, self.judging, lambda: 1.0)
            with self.opens(writes=False) as work:
                watched = work.sources.list_all()
            await poll_sources(parts, watched)

    async def read(self, **over: Any) -> list[LeadOutcome]:
        async with HttpFetcher(self.limits, SystemPacer()) as fetcher:
            return await read_leads(self.parts(fetcher), **over)

    def parts(self, fetcher: HttpFetcher) -> LeadParts:
        return LeadParts(fetcher, self.judging)

    @property
    def stories(self) -> list[Story]:
        with self.opens(writes=False) as work:
            found = [work.stories.find(each.lead.story_id) for each in work.leads.list_waiting(self.clock.now(), 10)]
        return [each for each in found if each is not None]

    def lead_of(self, story: Story) -> AwaitedLead:
        with self.opens(writes=False) as work:
            found = work.leads.find(story.id)
        assert found is not None
        return found

    @property
    def developments(self) -> list[Development]:
        with self.opens(writes=False) as work:
            return list(work.developments.list_latest(10))

    def due(self, **after: float) -> int:
        """Number of alerts that are due so long after now."""
        with self.opens(writes=False) as work:
            return len(due_in(work, self.clock.now() + timedelta(**after)))


async def after_baseline(house: House, *headlines: str, **over: Any) -> None:
    """Bring headlines in the second poll, which may alert."""
    house.shows()
    await house.poll()
    house.clock.advance(hours=2)
    house.shows(*headlines, **over)
    await house.poll()
