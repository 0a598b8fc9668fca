"""A burst of developments for many chats, and what each of them was told; for the load test and its benchmark."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from domain.telling import USUAL
from tests.integration.bot.outbox import a_chat

if TYPE_CHECKING:
    from collections.abc import Sequence

    from domain.subscriber import Subscriber
    from tests.servers.bot_api import BotApi
    from tests.servers.bot_api_chats import Accepted

_HEADLINE = re.compile(r"report-(\d+)\b")


def at_once(people: int, groups: int = 0, topics: int = 0) -> list[Subscriber]:
    """Chats that want everything at once: people, groups, and topics of one further group."""
    return [
        *(a_chat(1_000_000 + each) for each in range(people)),
        *(a_chat(-2_000_000 - each, is_group=True) for each in range(groups)),
        *(a_chat(-3_000_000, thread=7 + each, is_group=True) for each in range(topics)),
    ]


def as_usual(people: int) -> list[Subscriber]:
    """People with the timing everybody starts with."""
    return [a_chat(4_000_000 + each, timing=USUAL) for each in range(people)]


def told_in(api: BotApi) -> dict[str, list[int]]:
    """The numbers of the developments that each address was told, in order of arrival."""
    told: defaultdict[str, list[int]] = defaultdict(list)
    for each in api.accepted:
        told[_address(each)] += _numbers(each)
    return dict(told)


def came_in(api: BotApi) -> dict[tuple[str, int], float]:
    """When each address was told each development (monotonic seconds)."""
    return {(_address(each), number): each.at for each in api.accepted for number in _numbers(each)}


def _address(each: Accepted) -> str:
    return str(each.chat_id) if each.thread_id is None else f"{each.chat_id}/{each.thread_id}"


def _numbers(each: Accepted) -> list[int]:
    return [int(number) for number in _HEADLINE.findall(each.text)]


def share_used(arrived: Sequence[float], per_second: int) -> float:
    """The share of the allowed rate that was used from the first to the last arrival (seconds)."""
    return (len(arrived) - per_second) / per_second / (arrived[-1] - arrived[0])
