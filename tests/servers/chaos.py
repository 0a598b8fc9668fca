"""Lives of a process that is killed: what is news meanwhile, and what a dead one has left behind.

``time_flies`` lets every source and digest be due at every start; ``remains`` looks into a copy of the database,
because to open the original would mend what the successor is to find as the dead process left it.
"""

from __future__ import annotations

import contextlib
import gc
import shutil
import sqlite3
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, NamedTuple

from tests.servers.articles import JUST_NOW
from tests.servers.newsroom import Article

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.servers.installation import Installation

_LANDS = (
    ("Казахстану", "Актау"),
    ("Кыргызстану", "Оше"),
    ("Таджикистану", "Худжанде"),
    ("Узбекистану", "Нукусе"),
    ("Туркменистану", "Мары"),
)
_USES = (
    "солнечную электростанцию",
    "ремонт моста",
    "очистку питьевой воды",
    "больницу",
    "таможенное оборудование",
    "обучение медсестёр",
    "школу программистов",
    "восстановление пастбищ",
    "лабораторию для проверки зерна",
    "музей древних рукописей",
    "теплицы для фермеров",
    "переработку отходов",
)
_FORMS = (("грант", "гранте"), ("кредит", "кредите"))
_LEAST, _GROWTH, _STEPS = 40, 1.13, 50
"""Sums for one country lie so far apart that no two can be of one grant, and not so far that one looks misread."""

_EVERY_SOURCE_IS_DUE = """
    CREATE TRIGGER every_source_is_due AFTER UPDATE OF next_poll_at ON sources
    BEGIN UPDATE sources SET next_poll_at = last_polled_at WHERE id = NEW.id; END
"""
_EVERY_DIGEST_IS_DUE = """
    CREATE TRIGGER every_digest_is_due AFTER UPDATE OF due_at ON outbox WHEN NEW.held_for IS NOT NULL
    BEGIN UPDATE outbox SET due_at = created_at WHERE id = NEW.id; END
"""
"""SQLite lets no trigger start itself again unless told to."""

MESSAGES = ("outbox", "digests", "operator_messages", "withdrawal_replies")
"""Every table of what is claimed, sent and saved."""

_CARRIED = """
    SELECT s.address, m.development_id, coalesce(d.id, m.id), coalesce(d.state, m.state),
           coalesce(d.remote_id, m.remote_id), coalesce(d.named, m.named), d.id IS NOT NULL
    FROM outbox m JOIN subscribers s ON s.id = m.subscriber_id LEFT JOIN digests d ON d.id = m.digest_id
    WHERE s.channel = 'telegram'
"""


def a_stream_of_articles() -> Iterator[Article]:
    """Yield news, most of it of developments of their own; some is a further report of an earlier one."""
    for number in count():
        rung, (land, city) = number // len(_LANDS), _LANDS[number % len(_LANDS)]
        lap, step = divmod(rung, _STEPS)
        use, millions = _USES[(rung + lap) % len(_USES)], round(_LEAST * _GROWTH**step)
        form, of_form = _FORMS[lap % len(_FORMS)]
        yield Article(
            f"news-{number:04}",
            f"Япония выделит {land} {form} на {use} в {city}: {millions} млн иен",
            f"Обменные ноты о {of_form} на {use} подписали посол Японии и местные власти. Работы в {city} начнутся "
            f"летом и займут {8 + number % 17} месяцев; японская сторона пришлёт мастеров и обучит тех, кто будет "
            f"работать на месте. Вся сумма составит {millions} млн иен.",
            JUST_NOW,
        )


def time_flies(house: Installation) -> None:
    """From now on let nothing wait for its time: neither a source for its next poll nor a message for its digest."""
    house.executes(_EVERY_SOURCE_IS_DUE)
    house.executes(_EVERY_DIGEST_IS_DUE)
    house.executes("UPDATE sources SET next_poll_at = last_polled_at")
    # What ran in this process leaves a connection to the collector. While one is open here, a successor does not read
    # the journal anew: what its predecessor wrote and had no time to announce would stand in the copy alone.
    gc.collect()


class Carried(NamedTuple):
    """One development for one chat, and what became of the message that carries it: its alert or its digest.

    Attributes:
        address: of the chat. message_id: of that message; its state, identifier in the chat, and whether a later one
            named it follow.
    """

    address: str
    development_id: str
    message_id: str
    state: str
    remote_id: str | None
    named: bool
    in_digest: bool


def carried(house: Installation) -> list[Carried]:
    """Return what there is to tell every chat of Telegram; there is exactly one row for each development."""
    return [Carried(*row) for row in house.rows(_CARRIED)]  # type: ignore[arg-type]  # columns of a query have no types


def addresses_by_development(house: Installation) -> dict[str, set[str]]:
    """Return the addresses of all reports of each development."""
    found: dict[str, set[str]] = {}
    query = "SELECT r.development_id, s.url FROM reports r JOIN stories s ON s.id = r.story_id"
    for development_id, url in house.rows(query):
        found.setdefault(str(development_id), set()).add(str(url))
    return found


@dataclass(frozen=True)
class Remains:
    """What a dead process has left.

    Attributes:
        sending: messages that were claimed and whose result was not stored. is_whole: whether SQLite finds no fault.
    """

    sending: frozenset[str]
    is_whole: bool


def remains(house: Installation, folder: Path) -> Remains:
    """Look into a copy, made in ``folder``; for when no process lives."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for file in (house.database, house.database.with_name(f"{house.database.name}-wal")):
        if file.exists():
            shutil.copy(file, folder)
    with contextlib.closing(sqlite3.connect(folder / house.database.name)) as connection:
        claimed = " UNION ".join(map("SELECT id FROM {} WHERE state = 'sending'".format, MESSAGES))
        sending = frozenset(str(message_id) for (message_id,) in connection.execute(claimed))
        faults = [row for row in connection.execute("PRAGMA integrity_check") if row != ("ok",)]
        return Remains(sending, is_whole=not faults and not connection.execute("PRAGMA foreign_key_check").fetchall())
