"""Translating: headlines of what is due put into the readers' languages before it is sent.

::

    headlines due in another language, not yet translated
      | within the budget of the month
      | asked, a few at a time; a service that fails is left alone for a while
      | kept, also that there is none
    (the channel then shows what is kept, marked as machine-made)

An alert never waits for a service that is down, and is sent without a translation rather than late.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from domain.errors import TranslationFailed, TranslationRefused
from domain.translation import month_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from domain.ports import Clock
    from domain.translation import Translator, Wanted
    from domain.unit_of_work import OpenUnitOfWork

log = logging.getLogger(__name__)

AT_A_TIME = 4
ROUND = 40
"""Headlines of one round; what is beyond goes out untranslated or waits for the next."""

REST = timedelta(minutes=10)
"""A service that failed is not asked for so long."""


@dataclass
class Translating:
    """What puts headlines into other languages; kept as long as the process lives.

    Attributes:
        budget: characters a month.
        rests_until: no question before (UTC).
        said: month whose spent budget was told of.
    """

    open_unit_of_work: OpenUnitOfWork
    translator: Translator
    clock: Clock
    budget: int
    rests_until: datetime | None = None
    said: datetime | None = None
    _asking: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_A_TIME))

    async def translate_due(self) -> int:
        """Translate the headlines of what is due; return how many were.

        Raises:
            StorageError: the database cannot be used.
        """
        now = self.clock.now()
        if self.rests_until is not None and now < self.rests_until:
            return 0
        wanted = await asyncio.to_thread(self._wanted, now)
        found = await asyncio.gather(*map(self._asked, wanted))
        kept = [(each, text) for each, text in zip(wanted, found, strict=True) if text is not None]
        if kept:
            await asyncio.to_thread(self._keep, kept, now)
        return sum(bool(text) for _, text in kept)

    async def _asked(self, wanted: Wanted) -> str | None:
        """Return the translation, empty where there is none for good, None where it may be asked for again."""
        async with self._asking:
            if self.rests_until is not None and self.clock.now() < self.rests_until:
                return None
            try:
                return await self.translator.translate(wanted)
            except TranslationRefused as error:
                log.info("a headline stays as it is: %s", error)
                return ""
            except TranslationFailed as error:
                self.rests_until = self.clock.now() + REST
                log.warning("headlines stay as they are for %d minutes: %s", REST.total_seconds() / 60, error)
                return None

    def _wanted(self, now: datetime) -> Sequence[Wanted]:
        month = month_of(now)
        with self.open_unit_of_work(writes=False) as work:
            wanted = work.translations.list_wanted(now, ROUND)
            left = self.budget - work.translations.spent_since(month) if wanted else 0
        chosen = []
        for each in wanted:
            left -= len(each.title)
            if left < 0:
                self._say_spent(month)
                break
            chosen.append(each)
        return chosen

    def _say_spent(self, month: datetime) -> None:
        if self.said != month:
            self.said = month
            log.warning("the translator's budget of %d characters for this month is spent", self.budget)

    def _keep(self, kept: Sequence[tuple[Wanted, str]], now: datetime) -> None:
        with self.open_unit_of_work() as work:
            for wanted, text in kept:
                work.translations.add(wanted, text, self.translator.name, now)
            work.commit()
