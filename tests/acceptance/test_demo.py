"""The demo: the whole product on packaged feeds, the same each time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.texts import texts_for
from domain.commitment import LANGUAGES, READER_LANGUAGES
from tests.golden_files import assert_golden
from tests.servers.installation import Installation

if TYPE_CHECKING:
    from pathlib import Path

    from tests.servers.installation import Ran

DEMO_MAY_TAKE = 60
"""Seconds on a machine of two slow cores."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
def ran(folder: Path) -> Ran:
    return demo(folder / "home", folder / "first")


def demo(home: Path, output: Path) -> Ran:
    house = Installation.at(home)
    house.environment["COLUMNS"] = "80"
    return house.cajad("demo", "-o", str(output))


@pytest.mark.parametrize("language", READER_LANGUAGES)
def test_golden_status(ran: Ran, folder: Path, language: str) -> None:
    """What the demo writes of the status of units is what the golden files hold."""
    assert ran.status == 0, ran.err
    name = f"status.{language}.md"
    assert_golden(f"reports/demo_{name}", (folder / "first" / name).read_text(encoding="utf-8"))


def reports(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in folder.glob("report.*.md")}


@pytest.mark.timeout(DEMO_MAY_TAKE)
def test_golden_demo(ran: Ran) -> None:
    """What the demo prints is what the golden file holds."""
    assert ran.status == 0, ran.err
    assert_golden("demo.txt", ran.out)


@pytest.mark.timeout(DEMO_MAY_TAKE)
def test_the_demo_says_the_same_each_time(ran: Ran, folder: Path) -> None:
    second = demo(folder / "another home", folder / "second")
    again = demo(folder / "a third home", folder / "second")
    assert second.out == again.out == ran.out
    assert len(reports(folder / "first")) == len(READER_LANGUAGES)
    assert reports(folder / "first") == reports(folder / "second")


def test_the_first_poll_alerts_nobody_and_the_second_tells_the_news(ran: Ran) -> None:
    first, second, _ = ran.err.split("Second poll")[0], *ran.err.split("Second poll")[1].split("Reports")
    assert "12 new, 0 unchanged, 0 failed" in first
    assert "0 recorded, 0 delivered" in first
    assert "12 new, 0 unchanged, 0 failed" in second
    assert "Traceback" not in ran.err


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_of_the_news_brings_an_alert(ran: Ran, language: str) -> None:
    assert f"· in {texts_for('en', 'UTC').language_name(language)} ·" in ran.out


def test_nothing_is_told_twice(ran: Ran) -> None:
    addresses = [line for line in ran.out.splitlines() if line.startswith("https://")]
    assert len(addresses) > len(LANGUAGES)
    assert len(addresses) == len(set(addresses))
