"""The catalogue as rows: order, choice, figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.source_rows import STATES, Choice, Order, SourceRow, cells, chosen, data, rows_of, share, span
from bot.texts import texts_for
from domain.health import HealthState, SourceHistory
from domain.rhythm import Rhythm
from domain.source import PollRecord, SourceId, SourceKind, Tier, Verdict, WatchedSource
from tests.builders import NOON, a_source, a_watched_source


def a_poll(source_id: SourceId, verdict: Verdict) -> PollRecord:
    return PollRecord(source_id, NOON, verdict, "", 0.1, 1, 1)


def history(name: str, *verdicts: Verdict, newest_hours: float | None = None, **over: object) -> SourceHistory:
    source = a_source(id=SourceId(name), **over)
    newest = None if newest_hours is None else NOON - timedelta(hours=newest_hours)
    last = verdicts[0] if verdicts else None
    watched = a_watched_source(
        source,
        verdict=last,
        failures=int(last is not None and not last.is_success),
        last_success_at=NOON if Verdict.NEW in verdicts else None,
        newest_entry_at=newest,
        rhythm=Rhythm(gap=timedelta(hours=3)),
    )
    return SourceHistory(watched, tuple(a_poll(source.id, verdict) for verdict in verdicts))


GOOD = history("b-good", Verdict.NEW, newest_hours=1, country="JP", tier=Tier.OFFICIAL, languages=("ja",))
HALF = history("c-half", Verdict.BLOCKED, Verdict.NEW, newest_hours=5)
OFF = history("a-off", country="INT", tier=Tier.AGGREGATOR, enabled=False, reason="moved", kind=SourceKind.JSON)
NEW = history("d-new", verified=date(2026, 1, 2), country="UZ")
ROWS = rows_of([HALF, OFF, NEW, GOOD], NOON)


def ids(rows: list[SourceRow]) -> str:
    return " ".join(row.source.id[0] for row in rows)


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (Order.ID, "a b c d"),
        (Order.STATE, "c b d a"),
        (Order.NEWEST, "b c a d"),
        (Order.SUCCESS, "a d c b"),
        (Order.COUNTRY, "a b c d"),
        (Order.TIER, "b c d a"),
    ],
)
def test_rows_come_in_the_order_asked_for(order: Order, expected: str) -> None:
    assert ids(chosen(ROWS, Choice(), order)) == expected


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        (Choice(country="jp"), "b"),
        (Choice(kind="json"), "a"),
        (Choice(tier="press"), "c d"),
        (Choice(state="off"), "a"),
        (Choice(state="blocked"), "c"),
        (Choice(language="ja"), "b"),
        (Choice(language="ru", country="UZ"), "d"),
        (Choice(state="silent"), ""),
    ],
)
def test_rows_are_chosen_by_what_is_asked_for(choice: Choice, expected: str) -> None:
    assert ids(chosen(ROWS, choice, Order.ID)) == expected


def test_every_state_has_a_word() -> None:
    assert set(STATES.values()) == set(HealthState)


def test_a_row_says_what_stands_behind_it() -> None:
    texts = texts_for("en", "UTC")
    by_id = {row.source.id: row for row in ROWS}
    half, new = cells(by_id[SourceId("c-half")], texts), cells(by_id[SourceId("d-new")], texts)
    assert half[:8] == ("c-half", "KZ", "rss", "press", "ru", "2026-01-15 07:00", "50 %", "never")
    assert half[8].startswith("blocked: ")
    assert new[5:] == ("-", "-", "2026-01-02", "working; never polled")
    assert share(by_id[SourceId("a-off")].health) == 0


def test_the_data_of_a_row_holds_all_that_is_known() -> None:
    row = data(rows_of([GOOD], NOON)[0])
    assert (row["state"], row["answered"], row["polls"], row["gap"]) == ("working", 1, 1, 10_800)
    assert row["newest_at"] == "2026-01-15T11:00:00+00:00"
    assert row["window"] is None
    assert row["verified"] is None
    source = GOOD.watched.source
    assert {"id", "url", "options", "quote", "fallback", "proxy"} <= row.keys()
    with_options = WatchedSource(replace(source, options={"pattern": "x"}), GOOD.watched.state)
    assert data(rows_of([SourceHistory(with_options, ())], NOON)[0])["options"] == {"pattern": "x"}


@pytest.mark.parametrize(
    ("duration", "said"),
    [({"minutes": 90}, "90 min"), ({"minutes": 120}, "2 h"), ({"hours": 71}, "71 h"), ({"days": 4}, "4 days")],
)
def test_a_duration_is_said_in_a_unit_that_fits(duration: dict[str, int], said: str) -> None:
    assert span(timedelta(**duration)) == said
