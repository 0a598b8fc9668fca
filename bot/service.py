"""The main job: poll, read leads, deliver what is due, listen to Telegram; once, or again and again until stopped."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from telegram import Bot

from bot.amending import recover_replies
from bot.assessing import record_assessments, record_when_due
from bot.channels import open_channels
from bot.channels.parts import ChannelParts
from bot.condition import note_condition
from bot.deliver import AT_A_TIME, DeliveryParts, DeliverySummary, recover
from bot.digests import DigestWriter
from bot.mail_desk import mail_desk
from bot.messages import alert_parts
from bot.operators import OperatorParts, recover_operator_messages, tell_operators
from bot.pacing import Pace, PaceLimits
from bot.patience import keep_patience
from bot.polling import CheckedRequest
from bot.progress import cycle_progress
from bot.report_desk import ReportDesk
from bot.roles import Role, held
from bot.rounds import rounds_of
from bot.scheduled_reports import write_due_reports
from bot.scheduler import Job, ringing
from bot.serving import page_served
from bot.summary import CycleSummary, summarise, summary_table
from bot.telegram_app import TelegramParts, api_base, build_application, run_telegram
from bot.weekly import note_week
from bot.weekly_chart import status_chart
from bot.weekly_posting import PostingParts, write_weekly_posts
from config.organisations import load_organisations
from config.presets import load_presets
from domain.errors import ConfigError
from domain.subscriber import Access, ChannelName
from monitors.leads import read_leads
from monitors.poll import poll_sources

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Collection, Sequence

    from rich.console import Console

    from bot.bootstrap import App
    from domain.outcome import PollOutcome
    from domain.source import WatchedSource
    from monitors.poll import PollParts

log = logging.getLogger(__name__)

POLL_EVERY = 60.0
LEADS_EVERY = 5.0
DELIVER_EVERY = 3.0
NOTICES_EVERY = 30.0
NOTES_EVERY = 600.0
REPORTS_EVERY = 600.0
POSTS_EVERY = 60.0
"""Seconds between two looks into the database for what is due."""

CONSOLE_NOTICE = "Alerts appear here. To send them to Telegram, run `cajad setup`, or set CAJAD_TELEGRAM_TOKEN."


class Service:
    """One process with its roles.

    Args:
        app: the joined parts.
        out: where alerts without Telegram and the progress bar go.
        err: where summaries go.
        notice: said once the roles are held; empty for nothing.
    """

    def __init__(self, app: App, out: Console, err: Console, notice: str = "") -> None:
        self._app = app
        self._out = out
        self._err = err
        self._notice = notice

    async def run_once(self, roles: Collection[Role], watched: Sequence[WatchedSource] | None = None) -> CycleSummary:
        """Poll the sources (default: those due), deliver, print the summary.

        Raises:
            LeaseHeld: another process holds one of the roles. StorageError: the database cannot be used.
        """
        app = self._app
        async with held(roles, app.open_unit_of_work, app.clock, app.pacer), AsyncExitStack() as stack:
            self._say_notice()
            summary, delivered = summarise([]), None
            if Role.POLL in roles:
                fetcher = await stack.enter_async_context(app.fetcher())
                outcomes = await self._poll(app.poll_parts(fetcher), await self._due() if watched is None else watched)
                summary = summarise(outcomes, await read_leads(app.lead_parts(fetcher)))
                await asyncio.to_thread(app.review_by_rule)
                await asyncio.to_thread(record_when_due, app.assessing)
            if Role.DELIVER in roles:
                delivery = await stack.enter_async_context(self._delivery())
                rounds = await stack.enter_async_context(rounds_of(app.settings, delivery))
                await self._keep_patience()
                delivered = await rounds.all()
                await self._write_posts()
                await tell_operators(self._operators(delivery))
            self._err.print(summary_table(summary, delivered))
            return summary

    async def run_until(self, stop: asyncio.Event, roles: Collection[Role]) -> None:
        """Do the jobs of the roles again and again until ``stop``.

        Raises:
            LeaseHeld: another process holds one of the roles.
            StorageError: the database cannot be used at the start. ConfigError: Telegram rejects the token.
        """
        app, pace = self._app, self._pace()
        async with held(roles, app.open_unit_of_work, app.clock, app.pacer, stop.set), AsyncExitStack() as stack:
            self._say_notice()
            # Who only shows the page writes nothing.
            jobs = [Job("tidy", self._tidy), Job("assess", self._assess)] if any(each.is_held for each in roles) else []
            if Role.WEB in roles:
                await stack.enter_async_context(page_served(app))
            if Role.DELIVER in roles:
                delivery = await stack.enter_async_context(self._delivery(pace))
                telling = self._operators(delivery)
                rounds = await stack.enter_async_context(rounds_of(app.settings, delivery))
                jobs.append(Job("deliver", rounds.due, DELIVER_EVERY, at_once=True))
                jobs.append(Job("operators", lambda: tell_operators(telling), NOTICES_EVERY, at_once=True))
                jobs.append(Job("notes", self._note, NOTES_EVERY, at_once=True))
                jobs.append(Job("posts", self._write_posts, POSTS_EVERY, at_once=True))
                jobs.append(Job("reports", self._write_reports, REPORTS_EVERY))
            if Role.POLL in roles:
                fetcher = await stack.enter_async_context(app.fetcher())
                polling, reading = app.poll_parts(fetcher), app.lead_parts(fetcher)
                jobs.append(Job("poll", lambda: self._poll_due(polling), POLL_EVERY, at_once=True))
                jobs.append(Job("leads", lambda: read_leads(reading), LEADS_EVERY))
            # Both end side by side, so that what each may take to end does not add up.
            listening = asyncio.create_task(self._listen(stop, roles, pace))
            listening.add_done_callback(lambda _: stop.set())
            try:
                async with ringing(jobs):
                    await stop.wait()
            finally:
                stop.set()
                await listening

    async def deliver_once(self) -> DeliverySummary:
        """Deliver what is due.

        Raises:
            LeaseHeld: the service is delivering. StorageError: the database cannot be used.
        """
        app = self._app
        async with held([Role.DELIVER], app.open_unit_of_work, app.clock, app.pacer), self._delivery() as delivery:
            async with rounds_of(app.settings, delivery) as rounds:
                summary = await rounds.all()
            await self._write_posts()
            await tell_operators(self._operators(delivery))
            return summary

    def _say_notice(self) -> None:
        if self._notice:
            # On a terminal it wraps at words; elsewhere it stays one line.
            self._err.print(self._notice, markup=False, soft_wrap=not self._err.is_terminal)

    async def _listen(self, stop: asyncio.Event, roles: Collection[Role], pace: Pace) -> None:
        app, token = self._app, self._app.settings.telegram_token
        if token is None or Role.BOT not in roles:
            await stop.wait()
            return
        parts, api_url = telegram_parts(app), app.settings.telegram_api_url
        telegram = build_application(token.get_secret_value(), api_url, parts, pace)
        await run_telegram(telegram, stop)

    async def _poll_due(self, parts: PollParts) -> None:
        watched = await self._due()
        if watched:
            self._err.print(summary_table(summarise(await self._poll(parts, watched))))

    async def _poll(self, parts: PollParts, watched: Sequence[WatchedSource]) -> list[PollOutcome]:
        screen = self._out if self._out.is_terminal else self._err
        with cycle_progress(screen, len(watched)) as done:
            return await poll_sources(parts, watched, done)

    async def _due(self) -> Sequence[WatchedSource]:
        def read() -> Sequence[WatchedSource]:
            with self._app.open_unit_of_work(writes=False) as work:
                return work.sources.list_due(self._app.clock.now())

        return await asyncio.to_thread(read)

    async def _tidy(self) -> None:
        def tidy() -> None:
            now, kept_for, gone = self._app.clock.now(), timedelta(days=self._app.settings.spare_kept_days), 1
            while gone:
                with self._app.open_unit_of_work() as work:
                    gone = work.tidy(now, kept_for)
                    work.commit()

        await asyncio.to_thread(tidy)

    async def _assess(self) -> None:
        await asyncio.to_thread(self._app.review_by_rule)
        await asyncio.to_thread(record_assessments, self._app.assessing)

    async def _note(self) -> None:
        app = self._app
        await asyncio.to_thread(note_week, app.open_unit_of_work, app.clock, app.settings)
        await asyncio.to_thread(note_condition, app.open_unit_of_work, app.clock, app.settings.home)
        await self._keep_patience()

    async def _keep_patience(self) -> None:
        app = self._app
        await asyncio.to_thread(keep_patience, app.open_unit_of_work, app.clock, app.settings.admins)

    async def _write_posts(self) -> None:
        app = self._app
        parts = PostingParts(app.assessing, app.reporting.rates, app.places, app.settings.web_url or "")
        await asyncio.to_thread(write_weekly_posts, parts)

    async def _write_reports(self) -> None:
        try:
            await asyncio.to_thread(write_due_reports, self._app.reporting, self._app.settings)
        except ConfigError as error:
            log.error("reports were not written: %s", error)  # noqa: TRY400 - the message says all there is to know

    def _pace(self) -> Pace:
        """Return the pace of one run, for alerts and answers alike: Telegram counts them together."""
        settings = self._app.settings
        return Pace(PaceLimits(settings.rate_global, settings.rate_chat, settings.rate_group), self._app.pacer)

    def _operators(self, delivery: DeliveryParts) -> OperatorParts:
        return OperatorParts(
            open_unit_of_work=delivery.open_unit_of_work,
            channels=delivery.channels,
            paces=delivery.paces,
            clock=delivery.clock,
            settings=self._app.settings,
        )

    @asynccontextmanager
    async def _delivery(self, pace: Pace | None = None) -> AsyncIterator[DeliveryParts]:
        """Open the channels; what an earlier process left in flight becomes uncertain first."""
        app, settings = self._app, self._app.settings
        async with AsyncExitStack() as stack:
            bot = None
            if settings.telegram_token is not None:
                token = settings.telegram_token.get_secret_value()
                # Bot.initialize would ask Telegram who it is, which must not fail the start without a network.
                request = CheckedRequest(connection_pool_size=AT_A_TIME)
                await request.initialize()
                stack.push_async_callback(request.shutdown)
                bot = Bot(token, base_url=api_base(settings.telegram_api_url), request=request)
            channels = open_channels(
                ChannelParts(
                    render=lambda alert: alert_parts(alert, app.declaration, app.places, app.ladders),
                    clock=app.clock,
                    digests=DigestWriter(app.declaration, app.places, partial(status_chart, ReportDesk(app.reporting))),
                    bot=bot,
                    console=None if bot else self._out,
                    settings=settings,
                    open_unit_of_work=app.open_unit_of_work,
                )
            )
            parts = DeliveryParts(
                open_unit_of_work=app.open_unit_of_work,
                channels=channels,
                paces={ChannelName.TELEGRAM: pace or self._pace()},
                clock=app.clock,
            )
            await asyncio.to_thread(recover, parts)
            await asyncio.to_thread(recover_replies, parts)
            await asyncio.to_thread(recover_operator_messages, self._operators(parts))
            yield parts


def telegram_parts(app: App) -> TelegramParts:
    """Return what the Telegram handlers work with."""
    return TelegramParts(
        open_unit_of_work=app.open_unit_of_work,
        declaration=app.declaration,
        places=app.places,
        clock=app.clock,
        presets=load_presets(),
        organisations=load_organisations(),
        find_names=app.find_names,
        desk=ReportDesk(app.reporting),
        mail=mail_desk(app.settings, app.open_unit_of_work, app.clock),
        access=Access(app.settings.access),
        admins=frozenset(app.settings.admins),
        home=app.settings.home,
        reviewers=app.settings.reviewers,
    )


def stop_on_signals(stop: asyncio.Event) -> None:
    """Let SIGINT and SIGTERM set ``stop``; a second one ends the process at once."""
    loop = asyncio.get_running_loop()

    def ask() -> None:
        if stop.is_set():
            os._exit(1)
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, ask)
