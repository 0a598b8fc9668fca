"""The progress bar of a cycle."""

from __future__ import annotations

from io import StringIO

from rich.console import Console

from bot.progress import cycle_progress
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
