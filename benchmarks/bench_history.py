"""History: what work of every day costs with many developments stored, as ratio to an empty database.

Run from the repository: ``.venv/bin/python benchmarks/bench_history.py [DEVELOPMENTS [FEWER]]`` (default 10,000). The
database is filled as for ``bench_web.py``: a fiftieth names the declaration and moves its units, each development bears
on paragraph 48. One reader was told of all of it, a thousand more have facets and wait for what is new, and a hundredth
waits for editors. Each piece of work is done three times as the product does it; told is the median of the time on the
clock and of processor time, and the ratio of either. The database called empty holds one development; with a second
number it holds so many.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from sqlalchemy import insert, select, update

from benchmarks.filled import LOT, SPREAD, fill
from bot.assessing import assessed_units, record_assessments, told_units
from bot.bootstrap import bootstrap, prepare
from bot.commands.ledger import read_ledger
from bot.explaining import of_message
from bot.folding import fold
from bot.handlers.standing import events_ahead
from bot.looking_up import missed, newest, sought
from bot.reporting import read_material, rendered, report_in
from bot.reviewing import Editing
from bot.service import telegram_parts
from bot.sessions import candidates, read_queue
from config.settings import Settings
from domain.alert import DeliveryState, MessageId
from domain.commitment import CENTRAL_ASIA
from domain.development import DevelopmentId
from domain.facets import EVERYTHING, Facets
from domain.fetching import Fetched
from domain.identity import stable_id
from domain.panel import Seat
from domain.review_card import Place
from domain.source import SourceState, Tier, WatchedSource
from domain.subscriber import ChannelName, SubscriberId
from domain.telling import EVERYTHING_AT_ONCE
from monitors.poll import poll_source
from reports.formats import FORMATS
from reports.material import ReportScope
from storage.engine import begin, create_engine
from storage.migrate import upgrade
from storage.outbox import message_values
from storage.sources import declared_values
from storage.subscribers import SqlSubscriberRepository
from storage.tables import DevelopmentRow, MatchRow, OutboxRow, SourceRow
from tests.builders import NOON, a_source, a_subscriber
from tests.fakes import FixedClock
from tests.integration.storage.outcomes import a_message, a_report, an_opening

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Connection, Engine

    from bot.bootstrap import App
    from domain.fetching import FetchRequest
    from domain.subscriber import Subscriber

    Times = tuple[float, float]
    """Milliseconds on the clock and of the processor."""

STORED, TIMES = 10_000, 3
SUBSCRIBERS, NEW, DUE = 1_000, 20, 500
NOW = NOON + SPREAD
UNREVIEWED = 100
"""Every so many-th development waits for an editor."""

TOPICS = ("грант на таможенное оборудование порта", "соглашение об упрощении виз", "проект по обучению медсестёр")
STATES = ("Казахстану", "Узбекистану", "Кыргызстану", "Таджикистану", "Туркменистану")
READER = a_subscriber(timing=EVERYTHING_AT_ONCE)
PRESS = a_source(id="bench-press", url="https://press.example.kz/rss", tier=Tier.AGENCY)


def main() -> None:
    """Print the table."""
    stored, fewer = (*map(int, sys.argv[1:]), *(STORED, 1)[len(sys.argv) - 1 :])
    with tempfile.TemporaryDirectory() as folder:
        before, after = (_times(Path(folder) / name, n) for name, n in (("empty", fewer), ("full", stored)))
    less = "empty" if fewer == 1 else f"{fewer:,}"
    _say(f"{f'ms, {stored:,} stored':34}{less:>9}{'full':>9}{'ratio':>9}{'processor':>11}{'ratio':>9}")
    for what, (clock, processor) in after.items():
        ratios = clock / before[what][0], processor / before[what][1]
        _say(f"{what:34}{before[what][0]:>9.1f}{clock:>9.1f}{ratios[0]:>9.1f}{processor:>11.1f}{ratios[1]:>9.1f}")


def _times(folder: Path, stored: int) -> dict[str, Times]:
    settings = Settings(home=folder, database_url=f"sqlite:///{folder / 'bench.sqlite3'}")
    engine = create_engine(settings.database_url)
    upgrade(engine)
    fill(engine, bootstrap(settings).declaration, stored)
    with begin(engine, writes=True) as connection:
        _add_readers(connection, stored)
        connection.commit()
    app = bootstrap(settings, clock=FixedClock(NOW))
    record_assessments(app.assessing)
    found = {what: _timed(work) for what, work in _work(app, engine)}
    engine.dispose()
    return found


def _timed(work: Callable[[], object]) -> Times:
    taken = []
    for _ in range(TIMES):
        began, spent = time.perf_counter(), time.process_time()
        work()
        taken.append((time.perf_counter() - began, time.process_time() - spent))
    clock, processor = (statistics.median(each) * 1000 for each in zip(*taken, strict=True))
    return clock, processor


def _work(app: App, engine: Engine) -> Iterator[tuple[str, Callable[[], object]]]:
    """Yield what is measured, in an order in which nothing changes what comes after it."""
    yield "start of the main job", lambda: prepare(bootstrap(app.settings, clock=app.clock))
    yield from _commands(app)
    yield from _answers(app)
    # Nobody's digest is due, so no channel is asked anything.
    telegram: dict[ChannelName, Any] = {ChannelName.TELEGRAM: None}
    yield "delivery round, nothing due", lambda: list(fold(app.open_unit_of_work, telegram, NOW, DUE))
    with begin(engine, writes=True) as connection:
        _add_due(connection)
        connection.commit()
    yield f"delivery round, {DUE} due", lambda: list(fold(app.open_unit_of_work, telegram, NOW, DUE))
    press = _Press()
    yield (
        f"poll with {NEW} news, {SUBSCRIBERS} readers",
        lambda: asyncio.run(poll_source(app.poll_parts(press), press.watched)),
    )
    yield "nightly assessment", lambda: record_assessments(app.assessing)


def _commands(app: App) -> Iterator[tuple[str, Callable[[], object]]]:
    adopted, today = app.declaration.adopted, NOW.date()

    def told() -> None:
        with app.open_unit_of_work(writes=False) as work:
            work.assessments.list_told()

    def calendar() -> None:
        with app.open_unit_of_work(writes=False) as work:
            work.pages.list_ahead(adopted, today)

    def report() -> None:
        scope = ReportScope(since=today - timedelta(days=30), until=today, made_at=NOW)
        rendered(report_in("en", read_material(app.reporting, scope), scope), [FORMATS["md"]])

    yield "cajad status", lambda: assessed_units(app.assessing)
    yield "cajad status --commitment 26", lambda: told_units(app.assessing, 26)
    yield "list_told", told
    yield "cajad ledger", lambda: read_ledger(app.open_unit_of_work, app.settings, adopted, today)
    yield "cajad calendar", calendar
    yield "cajad report, a month", report


def _answers(app: App) -> Iterator[tuple[str, Callable[[], object]]]:
    parts = telegram_parts(app)
    last = stable_id("message", "0")

    def commitment() -> None:
        with app.open_unit_of_work(writes=False) as work:
            for each in work.developments.list_latest(20, commitment=26):
                work.developments.reports(each.id)
            work.assessments.list_all(26)
            events_ahead(work, parts, NOW.date())

    def asked(answer: Callable[..., object], *arguments: object) -> Callable[[], object]:
        def ask() -> object:
            with app.open_unit_of_work(writes=False) as work:
                return answer(work, *arguments)

        return ask

    yield "/latest, by somebody new", asked(newest, EVERYTHING)
    yield "/latest, by who was told of all", asked(missed, READER, parts.measure)
    yield "/search, a word of all", asked(sought, EVERYTHING, "порты")
    yield "/search, a rare word", asked(sought, EVERYTHING, "石油")
    yield "/why", asked(of_message, READER, last, parts.measure)
    yield "/commitment", commitment
    yield from _acts_of_editors(app)


def _acts_of_editors(app: App) -> Iterator[tuple[str, Callable[[], object]]]:
    editing = Editing(app.assessing, "Aigul")
    with app.open_unit_of_work(writes=False) as work:
        waiting = [each.id for each in work.reviews.places()]

    def card() -> None:
        with app.open_unit_of_work(writes=False) as work:
            coming = read_queue(work, Seat("telegram:7"), NOW).next
            if isinstance(coming, Place):
                work.reviews.find_item(coming.id)

    def repeated() -> None:
        with app.open_unit_of_work(writes=False) as work:
            candidates(work, work.reviews.find_item(waiting[0]).development)

    def accepted_and_undone() -> None:
        editing.accept(waiting[0])
        editing.undo()

    yield "/review, the next card", card
    yield "/review, what it may repeat", repeated
    yield "accept and undo", accepted_and_undone


def _add_readers(connection: Connection, stored: int) -> None:
    """Store the reader who was told of everything, those who wait, and what editors decided."""
    connection.execute(insert(SourceRow), [declared_values(PRESS) | {"baseline_at": NOON}])
    readers = [READER, *_others()]
    for each in readers:
        SqlSubscriberRepository(connection).save(each)
    ids = list(connection.scalars(select(DevelopmentRow.id).order_by(DevelopmentRow.opened_at)))
    sent = a_message(
        an_opening(a_report("sent")), state=DeliveryState.SENT, subscriber_id=READER.id, sent_at=NOON, attempts=1
    )
    for start in range(0, stored, LOT):
        rows = [
            message_values(
                replace(
                    sent,
                    id=MessageId(stable_id("message", str(n))),
                    development_id=DevelopmentId(ids[n]),
                    remote_id=str(n),
                )
            )
            for n in range(start, min(start + LOT, stored))
        ]
        connection.execute(insert(OutboxRow), rows)
    waiting = [each for n, each in enumerate(ids) if n % UNREVIEWED == 0]
    connection.execute(update(MatchRow).where(MatchRow.story_id.not_in(waiting)).values(state="accepted"))


def _others() -> list[Subscriber]:
    return [
        a_subscriber(
            id=SubscriberId(f"telegram:{n}"),
            address=str(n),
            timing=EVERYTHING_AT_ONCE,
            facets=Facets(countries=frozenset(CENTRAL_ASIA[: n % 6]), hidden_outlets=frozenset({"nobody"})),
        )
        for n in range(10_000, 10_000 + SUBSCRIBERS)
    ]


def _add_due(connection: Connection) -> None:
    """Let so many messages be due, to many readers."""
    ids = list(connection.scalars(select(DevelopmentRow.id).order_by(DevelopmentRow.opened_at.desc()).limit(DUE)))
    due = a_message(an_opening(a_report("due")))
    rows = [
        message_values(
            replace(
                due,
                id=MessageId(stable_id("due", str(n))),
                development_id=DevelopmentId(ids[n % len(ids)]),
                subscriber_id=SubscriberId(f"telegram:{10_000 + n}"),
            )
        )
        for n in range(DUE)
    ]
    connection.execute(insert(OutboxRow), rows)


@dataclass
class _Press:
    """A feed that has twenty news at every request."""

    asked: int = 0

    @property
    def watched(self) -> WatchedSource:
        return WatchedSource(PRESS, SourceState(PRESS.id, baseline_at=NOON, last_polled_at=NOON))

    async def fetch(self, request: FetchRequest) -> Fetched:
        self.asked += 1
        body = self._feed().encode()
        return Fetched(PRESS.id, request.url, body, {"content-type": "application/rss+xml"}, str(self.asked), 0.0)

    def _feed(self) -> str:
        items = []
        for n in range(NEW):
            title = f"Япония выделит {STATES[n % 5]} {TOPICS[n % 3]}, {self.asked * 97 + n * 13} млн иен"
            link = f"https://press.example.kz/{self.asked}/{n}"
            date = format_datetime(NOW - timedelta(minutes=5))
            items.append(f"<item><title>{title}</title><link>{link}</link><pubDate>{date}</pubDate></item>")
        return f'<rss version="2.0"><channel><title>Press</title>{"".join(items)}</channel></rss>'


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
