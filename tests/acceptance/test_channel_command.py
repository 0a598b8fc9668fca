"""``cajad channel``: a chat is added with or without the weekly post, and keeps the rest when added again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.servers.bot_api import TOKEN
from tests.servers.installation import Installation

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from domain.subscriber import Subscriber
    from tests.servers.bot_api import BotApi

GROUP = -100500


@pytest.fixture
def house(api: BotApi, tmp_path: Path) -> Iterator[Installation]:
    with Installation.at(tmp_path / "house", telegram_token=TOKEN, telegram_api_url=api.url) as house:
        house.has_tables()
        yield house


def group(house: Installation) -> Subscriber:
    with house.work() as work:
        [known] = [each for each in work.subscribers.list_all() if each.address == str(GROUP)]
    return known


def test_the_weekly_post_is_on_unless_it_is_switched_off_also_for_a_known_chat(house: Installation) -> None:
    assert house.cajad("channel", "add", "--language", "ja", "--hold", "--", str(GROUP)).status == 0
    assert group(house).gets_weekly_post
    for option, state in (("--no-post", False), ("--post", True)):
        ran = house.cajad("channel", "add", option, "--", str(GROUP))
        assert "with the settings it had" in ran.err
        known = group(house)
        assert (known.gets_weekly_post, known.language, known.timing.hold_until_reviewed) == (state, "ja", True)
    house.cajad("channel", "add", "--no-post", "--", str(GROUP))
    assert house.cajad("channel", "add", "--", str(GROUP)).status == 0
    assert not group(house).gets_weekly_post, "what is not said stays as it was"
    assert "Weekly post" in house.cajad("channel", "list").out
