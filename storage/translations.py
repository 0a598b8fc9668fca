"""Translations: headlines put into readers' languages, each once."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from sqlalchemy import func, select, tuple_

from domain.alert import DeliveryState
from domain.translation import Wanted
from storage.tables import DevelopmentRow, OutboxRow, StoryRow, SubscriberRow
from storage.translation_tables import TranslationRow
from storage.writing import upsert

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection


class SqlTranslationRepository:
    """The translations of one transaction; see ``domain.translation.TranslationRepository``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def list_wanted(self, now: datetime, limit: int) -> Sequence[Wanted]:
        """Return headlines of messages due now whose reader speaks another language and that nobody translated yet."""
        chosen = (
            select(StoryRow.title, StoryRow.judged_language, SubscriberRow.language)
            .select_from(OutboxRow)
            .join(SubscriberRow, SubscriberRow.id == OutboxRow.subscriber_id)
            .join(DevelopmentRow, DevelopmentRow.id == OutboxRow.development_id)
            .join(StoryRow, StoryRow.id == DevelopmentRow.lead_story_id)
            .where(
                OutboxRow.state == DeliveryState.DUE,
                OutboxRow.due_at <= now,
                StoryRow.judged_language != SubscriberRow.language,
                StoryRow.title != "",
            )
            .distinct()
            .order_by(StoryRow.title, SubscriberRow.language)
            .limit(limit)
        )
        wanted = [Wanted(title, source or "", target) for title, source, target in self._connection.execute(chosen)]
        keys = [(_hash(each.title), each.target) for each in wanted]
        known = select(TranslationRow.title_hash, TranslationRow.language).where(
            tuple_(TranslationRow.title_hash, TranslationRow.language).in_(keys)
        )
        there = {(row.title_hash, row.language) for row in self._connection.execute(known)} if keys else set()
        return [each for each, key in zip(wanted, keys, strict=True) if key not in there]

    def add(self, wanted: Wanted, text: str, name: str, now: datetime) -> None:
        """Keep a translation; an empty text says that there is none."""
        row = {
            "title_hash": _hash(wanted.title),
            "language": wanted.target,
            "text": text,
            "translator": name,
            "characters": len(wanted.title),
            "at": now,
        }
        upsert(self._connection, TranslationRow, [row])

    def find(self, title: str, target: str) -> str:
        """Return the translation of a headline, empty where there is none."""
        chosen = select(TranslationRow.text).where(
            TranslationRow.title_hash == _hash(title), TranslationRow.language == target
        )
        return self._connection.scalar(chosen) or ""

    def spent_since(self, since: datetime) -> int:
        """Return the characters of all headlines that were handed to a translator since then."""
        chosen = select(func.coalesce(func.sum(TranslationRow.characters), 0)).where(TranslationRow.at >= since)
        return int(self._connection.scalar(chosen) or 0)


def _hash(title: str) -> str:
    return hashlib.sha256(title.encode()).hexdigest()
