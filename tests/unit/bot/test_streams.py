"""Where commands print."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table

from bot.commands import streams
from bot.commands.streams import print_table

if TYPE_CHECKING:
    import pytest

LONG = "a meaning of many words " * 10


def a_table() -> Table:
    table = Table("Setting", "Meaning", box=None)
    table.add_row("CAJAD_HOME", LONG.strip())
    return table


def test_for_other_programs_each_row_is_one_whole_line(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(a_table())
    heading, row = capsys.readouterr().out.splitlines()
    assert heading.split() == ["Setting", "Meaning"]
    assert row.split() == ["CAJAD_HOME", *LONG.split()]


def test_a_terminal_gets_no_line_wider_than_it_is(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams.out, "_force_terminal", True)
    monkeypatch.setattr(streams.out, "_width", 40)
    monkeypatch.setattr(streams.out, "_color_system", None)
    print_table(a_table())
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) > 2
    assert max(map(len, lines)) <= 40
