"""``cajad status`` and the codebook in ``cajad commitments``, as an operator sees them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.servers.articles import GRANT

if TYPE_CHECKING:
    from tests.servers.installation import Installation
    from tests.servers.newsroom import Newsroom


def test_a_report_shows_in_the_status_of_its_unit(house: Installation, newsroom: Newsroom) -> None:
    assert "no reports found (2 sources watched, 0 unreachable)" in house.cajad("status").out
    newsroom.publishes("kz-steppe", GRANT)
    house.cajad("poll", "kz-steppe")
    shown = house.cajad("status", "--commitment", "26")
    assert shown.status == 0
    [row] = [line for line in shown.out.splitlines() if "Equipment for customs control" in line]
    assert "under way" in row
    assert "unreviewed" in row
    assert "26-b · " in shown.out
    assert "organised · one source, not official" in shown.out
    assert "0 / 2 / 2" in shown.out


def test_recording_says_what_changed_once(house: Installation, newsroom: Newsroom) -> None:
    newsroom.publishes("kz-steppe", GRANT)
    house.cajad("poll", "kz-steppe")
    first, second = house.cajad("status", "--record"), house.cajad("status", "--record")
    assert ", 0 changed," not in first.err
    assert ", 0 changed," in second.err


@pytest.mark.parametrize(("language", "word"), [("ru", "публикаций не найдено"), ("ja", "報道は見当たらず")])
def test_status_is_told_in_the_readers_language(house: Installation, language: str, word: str) -> None:
    assert word in house.cajad("status", "--lang", language).out


@pytest.mark.parametrize("options", [["--lang", "kk"], ["--commitment", "1"]])
def test_what_cannot_be_shown_is_wrong_usage(house: Installation, options: list[str]) -> None:
    assert house.cajad("status", *options).status == 2


def test_a_commitment_is_shown_with_its_units_and_codebook(bare: Installation) -> None:
    shown = bare.cajad("commitments", "show", "12")
    assert "12-a  Meeting of the ministers of justice in Japan" in shown.out
    assert "  due: 2026-12-31 (" in shown.out
    assert shown.out.count("  near miss: ") == 3
    assert "  not reviewable: The seminar took place before" in shown.out
    assert "実施" not in shown.out
    assert "法務大臣" in bare.cajad("commitments", "show", "12", "--lang", "ja").out


def test_the_check_counts_units(bare: Installation) -> None:
    checked = bare.cajad("commitments", "check")
    assert checked.status == 0
    assert "83 units, 73 of them verifiable." in checked.out
