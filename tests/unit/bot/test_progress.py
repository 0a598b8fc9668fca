"""Progress bars, on a terminal and elsewhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from io import StringIO

from rich.console import Console

from bot.progress import check_progress, cycle_progress, past_progress
from domain.past import Backfill, BackfillId
from domain.source import SourceId, Verdict
from monitors.check import Checked
from tests.builders import NOON, a_source
from tests.integration.storage.outcomes import an_outcome


def shown(*, terminal: bool, total: int) -> str:
    """What a cycle of so many polls writes."""
    screen = StringIO()
    console = Console(file=screen, force_terminal=terminal, width=100, color_system=None)
    with cycle_progress(console, total) as done:
        for number in range(total):
            done(an_outcome(at=NOON, source=a_source(id=f"source-{number}")))
    return screen.getvalue()


def test_a_terminal_sees_how_far_the_cycle_is_and_which_source_came_last() -> None:
    screen = shown(terminal=True, total=3)
    assert "3/3" in screen
    assert "source-2" in screen


def test_elsewhere_nothing_is_written() -> None:
    assert shown(terminal=False, total=3) == ""


def test_a_cycle_without_sources_shows_no_bar() -> None:
    assert shown(terminal=True, total=0) == ""


def a_screen(*, terminal: bool) -> tuple[StringIO, Console]:
    screen = StringIO()
    return screen, Console(file=screen, force_terminal=terminal, width=100, color_system=None)


def test_a_terminal_sees_which_source_was_checked_last() -> None:
    for terminal, words in ((True, "kz-sea"), (False, "")):
        screen, console = a_screen(terminal=terminal)
        with check_progress(console, 2) as done:
            done(Checked(a_source(), Verdict.NEW))
            done(Checked(a_source(id=SourceId("kz-sea")), Verdict.NEW))
        assert words in screen.getvalue()
        assert bool(screen.getvalue()) is terminal


def test_a_terminal_sees_how_far_back_each_source_is() -> None:
    begun = Backfill(BackfillId("x"), "kz-steppe", NOON - timedelta(days=10), NOON)
    for terminal in (True, False):
        screen, console = a_screen(terminal=terminal)
        with past_progress(console, NOON) as done:
            done(begun)
            done(replace(begun, position=7, relevant=2, reached_at=NOON - timedelta(days=5)))
        assert ("kz-steppe" in screen.getvalue()) is terminal
        assert ("7 read, 2 relevant" in screen.getvalue()) is terminal
