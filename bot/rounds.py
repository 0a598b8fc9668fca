"""Rounds: what is done for delivery again and again: headlines translated, messages sent, sent ones kept true."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.amending import amend_due
from bot.correcting import correct_due
from bot.deliver import deliver_all, deliver_due
from bot.translating import Translating
from bot.translators import HttpTranslator

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import datetime

    from bot.deliver import DeliveryParts, DeliverySummary
    from config.settings import Settings


AMEND_EVERY = timedelta(seconds=15)
"""Time between two looks for messages that are no longer true; each looks at all alerts of fourteen days."""


@dataclass(slots=True)
class Rounds:
    """Rounds of delivery; amendments come last, so that no send waits for them.

    Attributes:
        translating: None where no translator is set. amended_at: of the last look (UTC).
    """

    delivery: DeliveryParts
    translating: Translating | None = None
    amended_at: datetime | None = None

    async def due(self) -> DeliverySummary:
        """Do one round, and while there is more than a round's time can send the next ones at once.

        Returns:
            What came of the last of them.

        Raises:
            StorageError: the database cannot be used; nothing is lost.
        """
        while True:
            await self._translate()
            summary = await deliver_due(self.delivery)
            await self._keep_true()
            if summary.in_time:
                return summary

    async def all(self) -> DeliverySummary:
        """Deliver until nothing more can be sent now; for one-off runs.

        Raises:
            StorageError: the database cannot be used; nothing is lost.
        """
        await self._translate()
        summary = await deliver_all(self.delivery)
        await amend_due(self.delivery, seconds=30.0)
        await correct_due(self.delivery)
        return summary

    async def _keep_true(self) -> None:
        now = self.delivery.clock.now()
        if self.amended_at is None or now >= self.amended_at + AMEND_EVERY:
            self.amended_at = now
            await amend_due(self.delivery)
            await correct_due(self.delivery)

    async def _translate(self) -> None:
        if self.translating is not None:
            await self.translating.translate_due()


@asynccontextmanager
async def rounds_of(settings: Settings, delivery: DeliveryParts) -> AsyncIterator[Rounds]:
    """Open the translator that is set, if one is; closed at the end."""
    if settings.translator == "off" or settings.translator_url is None:
        yield Rounds(delivery)
        return
    key = settings.translator_key.get_secret_value() if settings.translator_key else ""
    async with HttpTranslator(
        settings.translator, settings.translator_url, key, settings.translator_model or ""
    ) as translator:
        yield Rounds(
            delivery,
            Translating(delivery.open_unit_of_work, translator, delivery.clock, settings.translator_budget),
        )
