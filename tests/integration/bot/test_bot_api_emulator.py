"""The emulator itself: it must refuse what Telegram refuses, or the tests that lean on it prove nothing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.servers.bot_api import BOT, TOKEN, BotApi
from tests.servers.bot_api_faults import blocked, hang_up, server_error, too_many_requests
from tests.servers.bot_api_spec import SPEC_PATH

if TYPE_CHECKING:
    from collections.abc import Iterator

needs_specification = pytest.mark.skipif(
    not SPEC_PATH.is_file(), reason="the Bot API specification is not beside the checkout"
)


@pytest.fixture(scope="module")
def server() -> Iterator[BotApi]:
    with BotApi() as api:
        yield api


@pytest.fixture
def api(server: BotApi) -> BotApi:
    server.accepted.clear()
    server.spec_problems.clear()
    server.closed_chats.clear()
    return server


def call(api: BotApi, method: str, token: str = TOKEN, **fields: Any) -> dict[str, Any]:
    with httpx.Client(timeout=30) as client:
        answer: dict[str, Any] = client.post(f"{api.url}{token}/{method}", data=fields).json()
    return answer


def refusal(api: BotApi, method: str, **fields: Any) -> str:
    answer = call(api, method, **fields)
    assert answer["ok"] is False
    return str(answer["description"])


def test_get_me_tells_the_user_name(api: BotApi) -> None:
    assert call(api, "getMe")["result"]["username"] == BOT["username"]


def test_another_token_is_unauthorized(api: BotApi) -> None:
    assert call(api, "getMe", token="1:x")["error_code"] == 401


def test_a_chat_receives_parsed_text_with_buttons(api: BotApi) -> None:
    keyboard = '{"inline_keyboard": [[{"text": "Again", "callback_data": "again:1"}]]}'
    call(api, "sendMessage", chat_id=5, text=" <b>Hello</b> &lt; ", parse_mode="HTML", reply_markup=keyboard)
    message = api.received(5)[0]
    assert (message.text, message.buttons) == ("Hello <", [("Again", "again:1")])
    assert message.preview


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"text": "<p>x</p>", "parse_mode": "HTML"}, "can't parse entities"),
        ({"text": "<b>x", "parse_mode": "HTML"}, "can't parse entities"),
        ({"text": "🇯🇵" * 1025}, "message is too long"),
        ({"text": "<b> </b>", "parse_mode": "HTML"}, "message text is empty"),
    ],
    ids=["unknown tag", "unclosed tag", "4,100 units", "nothing to read"],
)
def test_a_message_that_telegram_refuses_is_refused(api: BotApi, fields: dict[str, str], said: str) -> None:
    assert said in refusal(api, "sendMessage", chat_id=5, **fields)
    assert api.received(5) == []


def a_button(**fields: str) -> dict[str, str]:
    return {"text": "Go", "callback_data": "x"} | fields


def a_link(url: str) -> dict[str, str]:
    return {"text": "Open", "url": url}


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([[a_button(callback_data="я" * 33)]], "BUTTON_DATA_INVALID"),
        ([[a_button(url="https://a.example/")]], "BUTTON_DATA_INVALID"),
        ([[a_button(text=" ")]], "BUTTON_TEXT_INVALID"),
        ([[{"text": "Go"}]], "Text buttons are unallowed in the inline keyboard"),
        ([[a_button(callback_data="")]], "Text buttons are unallowed in the inline keyboard"),
        ([[a_button()]] * 101, "reply markup is too long"),
        ([[a_button()] * 9], "reply markup is too long"),
        ([[a_button(text="ы" * 100)]] * 50, "reply markup is too long"),
        ([[a_link("http://localhost/x")]], "URL 'http://localhost/x' is invalid: Wrong HTTP URL"),
        ([[a_link("https://a.example:99999/")]], "Wrong port number specified in the URL"),
        ([[a_link("ftp://a.example/")]], "Unsupported URL protocol"),
        ([[a_link(f"https://a.example/{'x' * 2048}")]], "is invalid"),
    ],
    ids=[
        "66 bytes of data", "two actions", "blank", "no action", "empty data", "101 buttons", "9 in a row", "12 kB",
        "a host without a dot", "an impossible port", "another scheme", "a long address",
    ],
)  # fmt: skip
def test_a_keyboard_that_telegram_refuses_is_refused_in_its_words(
    api: BotApi, rows: list[list[dict[str, str]]], said: str
) -> None:
    markup = json.dumps({"inline_keyboard": rows})
    assert said.casefold() in refusal(api, "sendMessage", chat_id=5, text="x", reply_markup=markup).casefold()
    assert api.received(5) == []
    api.spec_problems.clear()


def test_a_keyboard_as_large_as_telegram_takes_it_is_accepted(api: BotApi) -> None:
    rows = [[a_button(callback_data="d" * 10)] * 8] * 12 + [[a_link("https://a.example:8443/")] * 4]
    assert call(api, "sendMessage", chat_id=5, text="x", reply_markup=json.dumps({"inline_keyboard": rows}))["ok"]


def test_no_more_than_100_formatted_stretches_are_shown(api: BotApi) -> None:
    call(api, "sendMessage", chat_id=5, text="<b>a</b> " * 101, parse_mode="HTML")
    assert len(api.received(5)[0].entities) == 100


def test_exactly_4096_units_are_accepted(api: BotApi) -> None:
    assert call(api, "sendMessage", chat_id=5, text="🇯🇵" * 1024)["ok"]


@needs_specification
@pytest.mark.parametrize(
    ("method", "fields", "said"),
    [
        ("sendMesage", {}, "no such method"),
        ("sendMessage", {"chat_id": "5"}, "text is required"),
        ("sendMessage", {"chat_id": "5", "text": "x", "disable_web_page_preview": "true"}, "unknown parameter"),
        ("sendMessage", {"chat_id": "5", "text": "x", "message_thread_id": "seven"}, "is not Integer"),
        ("sendMessage", {"chat_id": "5", "text": "x", "disable_notification": "yes"}, "is not Boolean"),
        ("sendMessage", {"chat_id": "5", "text": "x", "link_preview_options": '{"disabled": true}'}, "is not Link"),
        ("sendMessage", {"chat_id": "5", "text": "x", "reply_markup": '{"inline_keyboard": [{}]}'}, "is not Inline"),
        ("setMyCommands", {"commands": '[{"command": "start"}]'}, "is not Array of BotCommand"),
        ("setMyCommands", {"commands": "start"}, "is not Array of BotCommand"),
        ("setMyCommands", {"commands": "[]", "scope": '{"type": 1}'}, "is not BotCommandScope"),
    ],
)
def test_what_the_specification_does_not_allow_is_refused(
    api: BotApi, method: str, fields: dict[str, str], said: str
) -> None:
    assert said in refusal(api, method, **fields)
    assert len(api.spec_problems) == 1


@needs_specification
def test_what_the_specification_allows_passes(api: BotApi) -> None:
    fields = {
        "chat_id": "-5",
        "message_thread_id": "7",
        "text": "x",
        "entities": '[{"type": "bold", "offset": 0, "length": 1}]',
        "link_preview_options": '{"is_disabled": true}',
        "reply_parameters": '{"message_id": 3, "allow_sending_without_reply": true}',
        "protect_content": "true",
    }
    assert call(api, "sendMessage", **fields)["ok"]
    scope = '{"type": "chat", "chat_id": 5}'
    assert call(api, "setMyCommands", commands='[{"command": "a", "description": "b"}]', scope=scope)["ok"]
    assert api.spec_problems == []
    message = api.received(-5, 7)[0]
    assert (message.reply_to, message.preview) == (3, False)


def test_answers_go_wrong_as_scripted_and_in_order(api: BotApi) -> None:
    api.goes_wrong(5, too_many_requests(30), blocked(), server_error(500, accepts=True))
    answers = [call(api, "sendMessage", chat_id=5, text=f"{n}") for n in range(4)]
    assert [each.get("error_code", 200) for each in answers] == [429, 403, 500, 200]
    assert answers[0]["parameters"] == {"retry_after": 30}
    assert [each.text for each in api.received(5)] == ["2", "3"]


def test_a_connection_closes_before_or_after_the_message_was_accepted(api: BotApi) -> None:
    api.goes_wrong(5, hang_up(accepts=True), hang_up(accepts=False))
    for text in ("accepted", "lost"):
        with pytest.raises(httpx.RemoteProtocolError):
            call(api, "sendMessage", chat_id=5, text=text)
    assert [each.text for each in api.received(5)] == ["accepted"]


def test_a_message_is_edited_once_and_only_if_it_changes(api: BotApi) -> None:
    sent = call(api, "sendMessage", chat_id=5, text="one")["result"]["message_id"]
    assert call(api, "editMessageText", chat_id=5, message_id=sent, text="two")["ok"]
    assert "not modified" in refusal(api, "editMessageText", chat_id=5, message_id=sent, text="two")
    assert "not found" in refusal(api, "editMessageText", chat_id=5, message_id=sent + 100, text="two")
    assert (api.received(5)[0].text, api.received(5)[0].edits) == ("two", ["one"])


def test_a_button_is_answered_once(api: BotApi) -> None:
    call(api, "sendMessage", chat_id=5, text="x")
    query_id = api.person(5).sends_callback(api.received(5)[0], "data")
    assert call(api, "answerCallbackQuery", callback_query_id=query_id, text="done")["ok"]
    assert "too old" in refusal(api, "answerCallbackQuery", callback_query_id=query_id)
    assert api.answers[-1].text == "done"
    call(api, "getUpdates", offset=10**6)


def test_updates_come_again_until_confirmed(api: BotApi) -> None:
    api.person(5).says("/start now")
    first = call(api, "getUpdates", timeout=1)["result"]
    assert first == call(api, "getUpdates", timeout=1)["result"]
    assert first[0]["message"]["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]
    assert call(api, "getUpdates", offset=first[0]["update_id"] + 1)["result"] == []


def test_an_old_group_refuses_and_names_the_new_one(api: BotApi) -> None:
    api.migrates(-50, -10050)
    answer = call(api, "sendMessage", chat_id=-50, text="x")
    assert answer["parameters"] == {"migrate_to_chat_id": -10050}
    call(api, "getUpdates", offset=10**6)


def upload(api: BotApi, method: str, kind: str, content: bytes, **fields: Any) -> dict[str, Any]:
    with httpx.Client(timeout=30) as client:
        files = {kind: ("a.bin", content)}
        answer: dict[str, Any] = client.post(f"{api.url}{TOKEN}/{method}", data=fields, files=files).json()
    return answer


def test_a_document_is_received_with_its_caption_and_has_no_text_to_edit(api: BotApi) -> None:
    sent = upload(api, "sendDocument", "document", b"a,b", chat_id=5, caption="<i>x</i>", parse_mode="HTML")
    message = api.received(5)[0]
    assert message.media is not None
    assert (message.media.name, message.media.data, message.text) == ("a.bin", b"a,b", "x")
    assert sent["result"]["document"]["file_name"] == "a.bin"
    assert "no text" in refusal(api, "editMessageText", chat_id=5, message_id=message.message_id, text="y")


@pytest.mark.parametrize(
    ("method", "content", "caption", "said"),
    [
        ("sendPhoto", b"no picture", "", "IMAGE_PROCESS_FAILED"),
        ("sendDocument", b"", "", "non-empty"),
        ("sendDocument", b"a", "x" * 1025, "caption is too long"),
        ("sendDocument", b"a", "<b>", "can't parse"),
    ],
)
def test_a_file_that_telegram_refuses_is_refused(
    api: BotApi, method: str, content: bytes, caption: str, said: str
) -> None:
    kind = method[4:].lower()
    answer = upload(api, method, kind, content, chat_id=5, caption=caption, parse_mode="HTML")
    assert said in answer["description"]
    assert api.received(5) == []


def test_commands_of_one_scope_are_not_those_of_another(api: BotApi) -> None:
    chat, other = '{"type": "chat", "chat_id": 55}', '{"type": "chat", "chat_id": 56}'
    wanted = [{"command": "review", "description": "b"}]
    assert call(api, "setMyCommands", commands=json.dumps(wanted), scope=chat)["ok"]
    assert call(api, "getMyCommands", scope=chat)["result"] == api.commands.in_chat(55) == wanted
    for elsewhere in ({}, {"scope": other}, {"scope": chat, "language_code": "ru"}):
        assert call(api, "getMyCommands", **elsewhere)["result"] == []
    assert call(api, "deleteMyCommands", scope=chat)["ok"]
    assert call(api, "getMyCommands", scope=chat)["result"] == []


def test_somebody_is_shown_the_narrowest_commands_that_are_set_in_their_language_first(api: BotApi) -> None:
    def sets(name: str, scope: dict[str, object], language: str = "") -> None:
        commands = json.dumps([{"command": name, "description": "x"}])
        assert call(api, "setMyCommands", commands=commands, scope=json.dumps(scope), language_code=language)["ok"]

    def shown(language: str, chat: int, *, administers: bool = False) -> list[str]:
        return [each["command"] for each in api.commands.shown(language, chat, 7, administers=administers)]

    api.texts.clear()
    api.commands.scoped.clear()
    assert shown("kk", 7) == shown("kk", -100) == []
    sets("all", {"type": "default"})
    sets("all_kk", {"type": "default"}, "kk")
    sets("group", {"type": "all_group_chats"})
    sets("admins", {"type": "all_chat_administrators"})
    assert (shown("kk", 7), shown("fr", 7), shown("kk", -100)) == (["all_kk"], ["all"], ["group"])
    assert shown("kk", -100, administers=True) == ["admins"]
    sets("group_kk", {"type": "all_group_chats"}, "kk")
    sets("private", {"type": "all_private_chats"})
    assert (shown("kk", 7), shown("kk", -100), shown("fr", -100)) == (["private"], ["group_kk"], ["group"])
    sets("here", {"type": "chat", "chat_id": -100})
    assert shown("kk", -100, administers=True) == shown("kk", -100) == ["here"]
    sets("admins_here", {"type": "chat_administrators", "chat_id": -100})
    sets("own", {"type": "chat_member", "chat_id": -100, "user_id": 7})
    assert shown("kk", -100, administers=True) == ["own"]
    assert [each["command"] for each in api.commands.shown("kk", -100, 8, administers=True)] == ["admins_here"]
    assert shown("kk", -200) == ["group_kk"]
    api.texts.clear()
    api.commands.scoped.clear()


@pytest.mark.parametrize("code", ["kaz", "K", "KK", "zh-hans", "k1"])
@pytest.mark.parametrize(
    ("method", "fields"),
    [
        ("setMyCommands", {"commands": "[]"}),
        ("getMyCommands", {}),
        ("setMyDescription", {"description": "x"}),
        ("getMyShortDescription", {}),
    ],
)
def test_a_language_has_two_letters(api: BotApi, method: str, fields: dict[str, str], code: str) -> None:
    assert "invalid language code specified" in refusal(api, method, **fields, language_code=code)


def test_commands_are_refused_as_telegram_does(api: BotApi) -> None:
    api.commands.strangers.add(99)
    long, strange = [{"command": "a", "description": "x" * 257}], [{"command": "A!", "description": "x"}]
    assert "chat not found" in refusal(api, "getMyCommands", scope='{"type": "chat", "chat_id": 99}')
    assert "DESCRIPTION_INVALID" in refusal(api, "setMyCommands", commands=json.dumps(long))
    assert "COMMAND_INVALID" in refusal(api, "setMyCommands", commands=json.dumps(strange))
    many = [{"command": "a", "description": "b"}] * 101
    assert "TOO_MUCH" in refusal(api, "setMyCommands", commands=json.dumps(many))
