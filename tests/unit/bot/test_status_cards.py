"""Cards of changes of status, against golden files in three languages; within Telegram's limits whatever comes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.replies import status_cards as replies
from bot.review_presses import press_of
from bot.texts import DEFAULT_ZONES, texts_for
from config.declarations import load_declaration
from config.units import load_units
from domain.commitment import READER_LANGUAGES
from domain.status import ChangeReason, Overlay, Status, StatusChange
from domain.unit import UnitId
from tests.builders import NOON, a_development, a_story
from tests.golden_files import assert_golden

if TYPE_CHECKING:
    from bot.markup import RenderedMessage

DECLARATION = load_declaration()
UNIT = next(each for each in load_units(DECLARATION) if each.id == "17-a")
MOVED = StatusChange(
    UNIT.id, NOON, Status.NOT_STARTED, Status.LIMITED, (), (Overlay.DELAYED,), (), ChangeReason.EVIDENCE_ADDED
)
FIRST = StatusChange(UnitId("99-z"), NOON, None, Status.COMPLETE, (), (), (), ChangeReason.FIRST)


def written(*messages: RenderedMessage) -> str:
    parts = []
    for each in messages:
        buttons = "\n".join(f"[{button.text}] {button.data}" for button in each.buttons)
        parts.append(f"{each.html}\n{buttons}".strip())
    return "\n\n---\n\n".join(parts) + "\n"


@pytest.mark.parametrize("language", READER_LANGUAGES)
def test_every_screen_is_as_its_golden_file(language: str) -> None:
    texts = texts_for(language, DEFAULT_ZONES[language])
    screens = (
        replies.card(MOVED, UNIT, [a_development()] * 7, 3, DECLARATION, texts, remark=texts.say("Accepted.")),
        replies.card(FIRST, None, [], 1, DECLARATION, texts),
        replies.reasons(MOVED, UNIT, DECLARATION, texts),
        replies.overtaken(texts),
        replies.not_rejected(texts),
    )
    assert all(each.fits for each in screens)
    assert_golden(f"review/status.{language}.txt", written(*screens))


@given(st.text(min_size=1, max_size=3000), st.integers(0, 30))
def test_a_card_fits_into_a_message_whatever_its_evidence(title: str, reports: int) -> None:
    texts = texts_for("en", "UTC")
    development = a_development(lead=a_story(title=title))
    shown = replies.card(MOVED, UNIT, [development] * reports, 1, DECLARATION, texts)
    assert shown.fits
    assert all(press_of(button.data) is not None for button in shown.buttons)
