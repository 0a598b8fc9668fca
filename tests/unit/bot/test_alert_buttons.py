"""The buttons below an alert say what they do within 64 bytes, and nothing else is understood."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.markup import CALLBACK_LIMIT
from bot.replies.alert_buttons import ALERT, Act, Press, alert_buttons, data_of, press_of, reason_buttons
from bot.texts import texts_for
from domain.alert import MessageId
from domain.commitment import READER_LANGUAGES
from domain.hint import HintReason
from tests.builders import a_development, an_alert

MESSAGE = MessageId("0123456789abcdef" * 2)
PRESSES = [
    *(Press(act, MESSAGE) for act in Act if act is not Act.REASON),
    *(Press(Act.REASON, MESSAGE, reason) for reason in HintReason),
]


@pytest.mark.parametrize("press", PRESSES)
def test_what_a_button_says_is_read_back(press: Press) -> None:
    assert press_of(data_of(press)) == press
    assert len(data_of(press).encode()) <= CALLBACK_LIMIT


@given(st.text(max_size=70) | st.text(max_size=60).map(lambda text: f"{ALERT}{text}"))
def test_only_what_a_button_may_say_is_understood(data: str) -> None:
    press = press_of(data)

    assert press is None or data_of(press) == data


@pytest.mark.parametrize(
    "data",
    [
        "alert:",
        f"alert:delete:{MESSAGE}",
        f"alert:mute:{MESSAGE}:off_topic",
        f"alert:why:{MESSAGE}",
        f"alert:why:{MESSAGE}:because",
        f"alert:mute:{MESSAGE[:-1]}",
        f"alert:mute:{MESSAGE}\n",
        f"alert:mute:{MESSAGE.upper()}",
        f"choose:mute:{MESSAGE}",
    ],
)
def test_forged_data_is_not_understood(data: str) -> None:
    assert press_of(data) is None


@pytest.mark.parametrize("language", READER_LANGUAGES)
def test_every_choice_of_a_reason_can_be_pressed(language: str) -> None:
    buttons = reason_buttons(MESSAGE, texts_for(language, "UTC"))

    presses = [press_of(each.data) for each in buttons]
    assert [each.reason for each in presses if each is not None] == [*HintReason, None]


def test_what_is_no_web_address_has_no_button() -> None:
    alert = replace(an_alert(a_development()), muted=True)
    texts = texts_for("en", "UTC")

    assert [each.text for each in alert_buttons(alert, "javascript:x", texts)] == [
        "Paragraph 26",
        "Unmute this storyline",
        "Wrong match",
    ]
    assert alert_buttons(alert, "https://a.example/", texts)[0].url == "https://a.example/"
    assert alert_buttons(replace(alert, withdrawn=""), "https://a.example/", texts) == ()
