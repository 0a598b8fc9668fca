"""The composition root: settings to an application; the only place that joins the real parts."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import timedelta
from importlib.metadata import version
from typing import TYPE_CHECKING

from bot.assessing import AssessingParts
from bot.clocks import SystemClock, SystemPacer
from bot.reporting import reporting_parts
from bot.reviewing import accept_by_rule
from bot.texts import DEFAULT_ZONES
from config.declarations import load_declaration
from config.intermediates import load_intermediates
from config.ladders import load_ladders
from config.lexicons import load_grouping, load_language_data
from config.loading import load_sources
from config.money import load_rates
from config.units import load_units
from domain.subscriber import ChannelName, Subscriber, SubscriberId, SubscriberState
from domain.telling import EVERYTHING_AT_ONCE
from matching.exchange import item_of
from matching.grouping import Grouper
from matching.matcher import LexicalMatcher, build_matcher
from matching.naming import NameFinder
from monitors.fetch import FetchLimits, HttpFetcher, user_agent
from monitors.judging import JudgingParts
from monitors.leads import LeadParts
from monitors.poll import PollParts
from storage.engine import create_engine
from storage.migrate import check_schema, upgrade
from storage.unit_of_work import open_unit_of_work

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.reporting import ReportingParts
    from config.settings import Settings
    from domain.commitment import Declaration, Texts
    from domain.ladder import Ladders
    from domain.organisation import FindNames
    from domain.ports import Clock, Fetcher, Pacer
    from domain.unit import Unit
    from domain.unit_of_work import OpenUnitOfWork

JITTER = 0.1
"""Waits vary by a tenth either way, so that sources do not fall into step."""


@dataclass(frozen=True, slots=True)
class App:
    """The joined parts that entry points use.

    Attributes:
        places: names of gazetteer places for the gist, by key. find_names: finds the names of organisations.
    """

    settings: Settings
    declaration: Declaration
    places: Mapping[str, Texts]
    matcher: LexicalMatcher
    find_names: FindNames
    grouper: Grouper
    units: tuple[Unit, ...]
    ladders: Ladders
    open_unit_of_work: OpenUnitOfWork
    clock: Clock
    pacer: Pacer

    def fetcher(self) -> HttpFetcher:
        """Return a fetcher to be entered; it keeps the per-host queues of this process.

        Raises:
            ConfigError: a certificate that is to be added for a host cannot be used.
        """
        return open_fetcher(self.settings, self.pacer)

    @property
    def judging(self) -> JudgingParts:
        """What judges stories and joins them to developments."""
        return JudgingParts(
            matcher=self.matcher,
            group=self.grouper,
            item_of=item_of,
            open_unit_of_work=self.open_unit_of_work,
            clock=self.clock,
            rules=self.assessing.alert_rules,
        )

    @property
    def assessing(self) -> AssessingParts:
        """What assesses the units of the declaration."""
        return AssessingParts(
            self.open_unit_of_work,
            self.declaration,
            self.units,
            self.ladders,
            self.clock,
            max_age=timedelta(days=self.settings.alert_max_age_days),
            rates=load_rates(self.settings.rates_file),
        )

    def review_by_rule(self) -> None:
        """Accept what is sure without a person, where the settings allow it."""
        if self.settings.review_rule:
            accept_by_rule(self.open_unit_of_work, self.clock)

    @property
    def reporting(self) -> ReportingParts:
        """What reports are made with."""
        return reporting_parts(self.assessing, self.settings.rates_file)

    def poll_parts(self, fetcher: Fetcher, *, dry_run: bool = False) -> PollParts:
        """Return what a poll needs."""
        return PollParts(fetcher, self.judging, _jitter, dry_run)

    def lead_parts(self, fetcher: Fetcher) -> LeadParts:
        """Return what reading leads needs; the fetcher is that of the polls, so that both keep one queue per host."""
        return LeadParts(fetcher, self.judging)


def open_fetcher(settings: Settings, pacer: Pacer | None = None) -> HttpFetcher:
    """Return a fetcher to be entered; also for commands that need no database.

    Raises:
        ConfigError: a certificate that is to be added for a host cannot be used.
    """
    limits = FetchLimits(
        user_agent=user_agent(settings.contact, version("cajad-monitor")),
        timeout=settings.fetch_timeout,
        max_body_bytes=settings.max_body_bytes,
        host_gap=settings.host_gap,
        host_concurrency=settings.host_concurrency,
        concurrency=settings.concurrency,
        private_hosts=settings.private_hosts,
    )
    return HttpFetcher(limits, pacer or SystemPacer(), intermediates=load_intermediates(settings.intermediates_dir))


def _jitter() -> float:
    return random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311 - spreads load, guards nothing


def load_grouper() -> Grouper:
    """Return what groups reports by the packaged numbers."""
    return Grouper(load_grouping())


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


def assessing_parts(settings: Settings) -> AssessingParts:
    """Return what assesses units, for commands that need neither matcher nor network.

    Raises:
        ConfigError, StorageError: nothing was started.
    """
    declaration = load_declaration()
    return AssessingParts(
        open_database(settings),
        declaration,
        load_units(declaration),
        load_ladders(),
        SystemClock(),
        max_age=timedelta(days=settings.alert_max_age_days),
        rates=load_rates(settings.rates_file),
    )


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
        find_names=NameFinder(languages.names),
        grouper=load_grouper(),
        units=load_units(declaration),
        ladders=load_ladders(),
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
        timing=EVERYTHING_AT_ONCE,
    )
    with app.open_unit_of_work() as work:
        work.seed(app.declaration, sources)
        known = work.subscribers.find(ChannelName.CONSOLE, console.address)
        work.subscribers.save(replace(console, created_at=known.created_at) if known else console)
        work.commit()
