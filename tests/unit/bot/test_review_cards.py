"""What editors see in Telegram, against golden files in three languages; within Telegram's limits whatever comes."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.replies import review_cards as replies
from bot.review_presses import press_of
from bot.sessions import Closing, Standing
from bot.texts import DEFAULT_ZONES, texts_for
from config.declarations import load_declaration
from domain.commitment import READER_LANGUAGES, CommitmentNumber, Pillar
from domain.development import DevelopmentId
from domain.hint import HintReason, missed_link, wrong_match
from domain.match import Tie
from domain.panel import Seat
from domain.review import MatchState, ReviewItem
from domain.review_card import card_of
from domain.review_queue import ReviewFigures, Waiting
from domain.subscriber import SubscriberId
from tests.builders import NOON, a_development, a_judgement, a_story
from tests.golden_files import assert_golden

if TYPE_CHECKING:
    from bot.markup import RenderedMessage

READER = SubscriberId("telegram:1001")
DECLARATION = load_declaration()


def a_waiting(state: MatchState = MatchState.PROPOSED, title: str = "", reports: int = 2, hints: int = 2) -> Waiting:
    story = a_story(title=title) if title else a_story()
    development = a_development(lead=story, judgement=a_judgement(tie=Tie.EXPLICIT))
    told = tuple(("Steppe Courier", story.title, f"{story.url}?{n}") for n in range(reports))
    item = ReviewItem(development, {CommitmentNumber(26): state}, told, told=2)
    said = tuple(
        wrong_match(SubscriberId(f"telegram:{n}"), development.id, HintReason.OFF_TOPIC, NOON) for n in range(hints)
    )
    return Waiting(card_of(item), said, disputed=bool(hints), decisions=1)


def written(*messages: RenderedMessage) -> str:
    parts = []
    for each in messages:
        buttons = "\n".join(" ".join(f"[{button.text}] {button.data}" for button in row) for row in each.rows)
        parts.append(f"{each.html}\n{buttons}".strip())
    return "\n\n---\n\n".join(parts) + "\n"


@pytest.mark.parametrize("language", READER_LANGUAGES)
def test_every_screen_is_as_its_golden_file(language: str) -> None:
    texts = texts_for(language, DEFAULT_ZONES[language])
    waiting = a_waiting()
    other = a_development(id=DevelopmentId("0123456789abcdef"))
    figures = ReviewFigures(7, 3, 2 / 3, timedelta(hours=2))
    screens = (
        replies.card(waiting, 7, DECLARATION, {}, texts, remark=texts.say("Accepted.")),
        replies.card(a_waiting(MatchState.ACCEPTED, reports=8, hints=0), 1, DECLARATION, {}, texts),
        replies.present(
            waiting, DECLARATION, {}, texts, texts.say("This was decided meanwhile; this is how it stands.")
        ),
        replies.missed(missed_link(READER, "https://steppe.example/a?b=<c>", NOON), 2, texts),
        replies.pillars(waiting, DECLARATION, texts),
        replies.paragraphs(waiting, Pillar.CONNECTIVITY, DECLARATION, texts),
        replies.repeated(waiting, [other], texts),
        replies.reasons(waiting, texts),
        replies.languages(Seat("a", frozenset({"ru"})), texts),
        replies.closing(Closing(10, 7, 2, 12, 5), texts, remark=texts.say("Rejected.")),
        replies.closing(Closing(0, 0, 0, 0, 0), texts),
        replies.figures(Standing(figures, 1, 2, 90.0, 0.8, 5), texts),
        replies.figures(Standing(ReviewFigures(0, 0, None, None), 0, 0, None, None, 0), texts),
    )
    assert all(each.fits for each in screens)
    assert_golden(f"review/telegram.{language}.txt", written(*screens))


@given(st.text(max_size=3000), st.integers(0, 30))
def test_a_card_fits_into_a_message_whatever_its_headline(title: str, reports: int) -> None:
    texts = texts_for("en", "UTC")
    shown = replies.card(a_waiting(title=title or "x", reports=reports), 1, DECLARATION, {}, texts)
    assert shown.fits
    assert all(press_of(button.data) is not None for button in shown.buttons)


@given(st.text(max_size=80))
def test_no_callback_data_breaks_the_reading(data: str) -> None:
    pressed = press_of(data)
    assert pressed is None or data.startswith("rv:")


@pytest.mark.parametrize("code", replies.REASONS)
def test_a_chosen_reason_is_shown_in_the_readers_language(code: str) -> None:
    reason = replies.REASONS[code]
    for language in ("ru", "ja"):
        texts = texts_for(language, DEFAULT_ZONES[language])
        assert replies.shown_reason(reason, texts) not in ("", reason)
        assert replies.shown_reason("own {words}", texts) == "own {words}"
