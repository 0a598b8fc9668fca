"""The composition root: settings to an application; the only place that joins the real parts."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import timedelta
from importlib.metadata import version
from typing import TYPE_CHECKING

from bot.clocks import SystemClock, SystemPacer
from bot.texts import DEFAULT_ZONES
from config.declarations import load_declaration
from config.lexicons import load_language_data
from config.loading import load_sources
from domain.subscriber import ChannelName, Subscriber, SubscriberId, SubscriberState
from matching.exchange import item_of
from matching.grouping import group
from matching.matcher import LexicalMatcher, build_matcher
from monitors.fetch import FetchLimits, HttpFetcher, user_agent
from monitors.judging import JudgingParts
from monitors.leads import LeadParts
from monitors.plan import AlertRules
from monitors.poll import PollParts
from storage.engine import create_engine
from storage.migrate import check_schema, upgrade
from storage.unit_of_work import open_unit_of_work

if TYPE_CHECKING:
    from collections.abc import Mapping

    from config.settings import Settings
    from domain.commitment import Declaration, Texts
    from domain.ports import Clock, Fetcher, OpenUnitOfWork, Pacer

JITTER = 0.1
"""Waits vary by a tenth either way, so that sources do not fall into step."""


@dataclass(frozen=True, slots=True)
class App:
    """The joined parts that entry points use.

    Attributes:
        places: names of gazetteer places for the gist, by key.
    """

    settings: Settings
    declaration: Declaration
    places: Mapping[str, Texts]
    matcher: LexicalMatcher
    open_unit_of_work: OpenUnitOfWork
    clock: Clock
    pacer: Pacer

    def fetcher(self) -> HttpFetcher:
        """Return a fetcher to be entered; it keeps the per-host queues of this process."""
        settings = self.settings
        limits = FetchLimits(
            user_agent=user_agent(settings.contact, version("cajad-monitor")),
            timeout=settings.fetch_timeout,
            max_body_bytes=settings.max_body_bytes,
            host_gap=settings.host_gap,
            host_concurrency=settings.host_concurrency,
            concurrency=settings.concurrency,
            private_hosts=settings.private_hosts,
        )
        return HttpFetcher(limits, self.pacer)

    @property
    def judging(self) -> JudgingParts:
        """What judges stories and joins them to developments."""
        return JudgingParts(
            matcher=self.matcher,
            group=group,
            item_of=item_of,
            open_unit_of_work=self.open_unit_of_work,
            clock=self.clock,
            rules=AlertRules(self.declaration.adopted, timedelta(days=self.settings.alert_max_age_days)),
        )

    def poll_parts(self, fetcher: Fetcher, *, dry_run: bool = False) -> PollParts:
        """Return what a poll needs."""
        return PollParts(fetcher, self.judging, _jitter, dry_run)

    def lead_parts(self, fetcher: Fetcher) -> LeadParts:
        """Return what reading leads needs; the fetcher is that of the polls, so that both keep one queue per host."""
        return LeadParts(fetcher, self.judging)


def _jitter() -> float:
    return random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311 - spreads load, guards nothing


def load_matcher() -> LexicalMatcher:
    """Return the matcher of the packaged declaration and languages."""
    return build_matcher(load_declaration(), load_language_data())


def migrate_database(settings: Settings) -> None:
    """Bring the configured database to this version's tables; harmless to repeat.

    Raises:
        StorageError: nothing was changed.
    """
    upgrade(create_engine(settings.database_url))


def open_database(settings: Settings) -> OpenUnitOfWork:
    """Open the configured database.

    Raises:
        SchemaOutOfDate: it was made by another version; says which command to run.
        StorageError: it cannot be opened.
    """
    engine = create_engine(settings.database_url)
    check_schema(engine)
    return open_unit_of_work(engine)


def bootstrap(settings: Settings, *, clock: Clock | None = None, pacer: Pacer | None = None) -> App:
    """Join the real parts.

    Raises:
        ConfigError, StorageError: nothing was started.
    """
    declaration, languages = load_declaration(), load_language_data()
    return App(
        settings=settings,
        declaration=declaration,
        places={name.key: name.label for name in languages.names if name.label is not None},
        matcher=build_matcher(declaration, languages),
        open_unit_of_work=open_database(settings),
        clock=clock or SystemClock(),
        pacer=pacer or SystemPacer(),
    )


def prepare(app: App) -> None:
    """Bring what is declared into the database: commitments, sources, the console as a subscriber of its own.

    With a bot token the console is stopped, so that nothing piles up for it; its backlog never goes to Telegram.
    """
    settings = app.settings
    sources = load_sources(settings.sources_dir, builtin=settings.builtin_sources)
    console = Subscriber(
        id=SubscriberId("console"),
        channel=ChannelName.CONSOLE,
        address="stdout",
        language=settings.console_language,
        zone=settings.console_zone or DEFAULT_ZONES[settings.console_language],
        state=SubscriberState.STOPPED if settings.telegram_token else SubscriberState.ACTIVE,
        created_at=app.clock.now(),
    )
    with app.open_unit_of_work() as work:
        work.seed(app.declaration, sources)
        known = work.subscribers.find(ChannelName.CONSOLE, console.address)
        work.subscribers.save(replace(console, created_at=known.created_at) if known else console)
        work.commit()
