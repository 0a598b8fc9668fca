"""Which stories wait for the first paragraphs of their article, which page is read next, and what came of it; pure.

A lead adds and sharpens, it never takes away: what a headline showed stays shown, because a page may greet us with
a notice about cookies instead of the article.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from domain.fetching import FetchRequest
from domain.identity import stable_id
from domain.lead import LeadState
from domain.source import SourceKind, Verdict
from monitors.parsers.news_search import is_opaque
from monitors.plan import counts

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from domain.errors import SourceError
    from domain.lead import AwaitedLead, Lead
    from domain.source import WatchedSource
    from domain.story import Story
    from monitors.plan import AlertRules

SHORT = 200
"""Characters; a summary from this length on says enough by itself."""

MOST_ATTEMPTS = 2

REST = timedelta(minutes=5)
"""Between two attempts, so that both lie within the time that alerts wait."""

AT_ONCE = 30
"""Pages read in one go, of which at most PER_HOST lie on one host: its feeds are polled through the same queue."""

PER_HOST = 5

ARTICLES = "text/html, application/xhtml+xml;q=0.9, */*;q=0.1"
"""The Accept header of a page."""

HOPELESS = frozenset({Verdict.ROBOTS, Verdict.BLOCKED, Verdict.GONE, Verdict.REFUSED_ADDRESS, Verdict.TOO_LARGE})
"""Verdicts after which asking again would be impolite or useless."""

SWITCHED_OFF = "its source's pages are not read"
TIRED = "asked for as often as is polite"


def may_have_lead(story: Story, watched: WatchedSource, rules: AlertRules, now: datetime) -> bool:
    """Whether a new story's article may be asked for: little text, a page of its own, and it would count.

    A post is whole as it is. A story without an address key shares its page with others, and the link of a search is
    no page: who follows it asks the search. The baseline of a source is its archive, of which only what could still be
    news is worth a request.
    """
    page_of_its_own = bool(story.url_key) and story.url.startswith(("http://", "https://")) and not is_opaque(story.url)
    has_page = watched.source.lead and watched.source.kind is not SourceKind.TELEGRAM_CHANNEL and page_of_its_own
    if not (has_page and len(story.summary) < SHORT):
        return False
    recent = now - story.published.at <= rules.max_age
    return counts(story.published, rules) and (recent or watched.state.baseline_at is not None)


def next_batch(waiting: Sequence[AwaitedLead]) -> list[AwaitedLead]:
    """Choose what is read next, in the order given and with a bound for each host."""
    taken: Counter[str] = Counter()
    batch: list[AwaitedLead] = []
    for each in waiting:
        host = urlsplit(each.story.url).hostname or ""
        if taken[host] < PER_HOST and len(batch) < AT_ONCE:
            taken[host] += 1
            batch.append(each)
    return batch


def request_for_page(awaited: AwaitedLead) -> FetchRequest:
    """Return what to ask the publisher for."""
    source = awaited.source.source
    return FetchRequest(source.id, awaited.story.url, user_agent=source.user_agent, accept=ARTICLES)


def refusal(awaited: AwaitedLead) -> Lead | None:
    """Return how a lead ends that must not be asked for (any more), None where it may be."""
    source = awaited.source.source
    if not (source.lead and source.enabled):
        return replace(awaited.lead, state=LeadState.SKIPPED, detail=SWITCHED_OFF)
    if awaited.lead.attempts >= MOST_ATTEMPTS:
        return replace(awaited.lead, state=LeadState.FAILED, detail=awaited.lead.detail or TIRED)
    return None


def lead_read(lead: Lead, text: str) -> Lead:
    """Return a lead after its page came: with its text, or failed where the page holds none."""
    if not text:
        return replace(lead, state=LeadState.FAILED, detail="the page holds no text that could be read")
    return replace(lead, state=LeadState.DONE, text=text, text_hash=stable_id("lead", text), detail="")


def lead_not_had(lead: Lead, error: SourceError) -> Lead:
    """Return a lead after its page could not be had; its attempts count the one that failed."""
    if error.verdict in HOPELESS:
        return replace(lead, state=LeadState.SKIPPED, detail=error.detail)
    state = LeadState.FAILED if lead.attempts >= MOST_ATTEMPTS else LeadState.WAITING
    return replace(lead, state=state, detail=error.detail)


def is_baseline(story: Story, watched: WatchedSource) -> bool:
    """Whether the first poll of its source brought the story, so that it never alerts."""
    baseline = watched.state.baseline_at
    return baseline is None or story.first_seen_at <= baseline
