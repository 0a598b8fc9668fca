"""A Bot API server on loopback with people in front of it, for tests of the whole bot.

Stands on ``lo-bot-api-emulator`` for reading requests, media, keyboards and callback answers; adds what that package
lacks: a full ``getMe``, every parameter of the specification, markup parsed as Telegram does, topics, editing,
membership updates, and answers that go wrong. Runs in its own thread, so that the bot may run in the test's loop
or in another process.

    with BotApi() as api:
        aigul = api.person(1001, language_code="kk")
        aigul.says("/start")
        api.wait_for(lambda: api.received(1001))
"""

from __future__ import annotations

import asyncio
import json
import re
import threading
import time
from collections import defaultdict
from functools import partial
from typing import TYPE_CHECKING, Any, Self

from aiohttp import web
from lo_bot_api_emulator import ApiRefusal, LoBotApiEmulator

from tests.servers.bot_api_chats import (
    FORCE_REPLY,
    Accepted,
    Answer,
    Call,
    bot_as_admin,
    chat_member,
    full_chat,
    text_message,
)
from tests.servers.bot_api_commands import OF_COMMANDS, Commands, language_of
from tests.servers.bot_api_edits import edit_keyboard, edit_text, refused, replied
from tests.servers.bot_api_faults import Fault, blocked, too_many_requests
from tests.servers.bot_api_keyboards import checked_keyboard
from tests.servers.bot_api_people import BOT, Person
from tests.servers.bot_api_spec import BotApiSpec
from tests.servers.bot_api_texts import parsed_caption, parsed_text, uploaded
from tests.servers.bot_api_updates import Terminated, Updates

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from tests.servers.bot_api_limits import RateLimits
    from tests.servers.bot_api_texts import Media

__all__ = ["BOT", "TOKEN", "BotApi", "Person"]

TOKEN = "7000001:emulated-token-for-tests"
_GETTERS = {
    "getMyDescription": ("setMyDescription", "description"),
    "getMyShortDescription": ("setMyShortDescription", "short_description"),
}
_SETTERS = ("setMyDescription", "setMyShortDescription", "setMyName")


class _Server(LoBotApiEmulator):
    """The package's server with our rules in front of its own."""

    def __init__(self, api: BotApi) -> None:
        super().__init__()
        self.api = api
        self.next_id = 1

    async def handle(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        if request.match_info["token"] != self.api.token:
            return refused(ApiRefusal("Unauthorized", 401))
        try:
            fields, uploads = await self.read_request(request)
        except ConnectionResetError:
            # A bot that is told to stop breaks off what it was just asking.
            return web.Response()
        self.api.began.append(method)
        fault = self.api.take_fault(method, fields)
        result: Any = None
        try:
            result = await self._outcome(method, fields, uploads, fault)
            response, description = web.json_response({"ok": True, "result": result}), ""
        except ApiRefusal as refusal:
            response, description = refused(refusal), refusal.description
        if fault.body is not None:
            response = web.Response(body=fault.body, status=fault.status)
        status = 0 if fault.hangs_up else response.status
        self.api.calls.append(Call(method, fields, status, description, time.monotonic()))
        await self._misbehave(request, fault)
        if isinstance(result, dict) and "message_id" in result:
            self.api.answered[int(result["message_id"])] = time.monotonic()
        return response

    async def _outcome(self, method: str, fields: dict[str, str], uploads: dict[str, Any], fault: Fault) -> Any:
        """What the request comes to: done, and answered as the fault says."""
        usual = fault.status == 200 and not fault.hangs_up and fault.body is None
        result = await self.api.answer(method, fields, uploads) if usual or fault.accepts else None
        if fault.status != 200:
            raise ApiRefusal(fault.description, fault.status, fault.parameters)
        return result

    async def _misbehave(self, request: web.Request, fault: Fault) -> None:
        if fault.delay:
            await asyncio.sleep(fault.delay)
        if fault.released is not None:
            await asyncio.to_thread(fault.released.wait, 60)
        if fault.hangs_up and request.transport is not None:
            request.transport.abort()


class BotApi:
    """The server, the chats and what was said.

    Attributes:
        url: base address as python-telegram-bot takes it, ``http://127.0.0.1:PORT/bot``.
        accepted: what chats really received, oldest first. calls: every request. answers: of pressed buttons.
        answered: when the answer to each accepted message went out (monotonic seconds), by its id.
        texts: what the bot set about itself: (method, language) to fields; in the default scope.
        commands: its commands by scope and language. names: numbers of chats by their public ``@name``.
        spec_problems: what the requests broke of the specification; the fixture asserts that it is empty.
        limits: how many messages it takes, None = any number.
    """

    def __init__(self, token: str = TOKEN, limits: RateLimits | None = None) -> None:
        self.token = token
        self.limits = limits
        self.url = ""
        self.accepted: list[Accepted] = []
        self.calls: list[Call] = []
        self.began: list[str] = []
        self.answers: list[Answer] = []
        self.answered: dict[int, float] = {}
        self.texts: dict[tuple[str, str], dict[str, str]] = {}
        self.commands = Commands(self.texts)
        self.spec_problems: list[str] = []
        self.open_queries: set[str] = set()
        self.closed_chats: set[int] = set()
        self.deleted: set[tuple[int, int]] = set()
        self.admins: set[tuple[int, int]] = set()
        self.migrated: dict[int, int] = {}
        self.names: dict[str, int] = {}
        self._spec = BotApiSpec.load()
        self._faults: dict[int | str, list[Fault]] = defaultdict(list)
        self._server = _Server(self)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="bot-api", daemon=True)
        self._id_lock = threading.Lock()

    def __enter__(self) -> Self:
        self._thread.start()
        self._run(self._start())
        return self

    def __exit__(self, *_: object) -> None:
        self._run(self._stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def person(self, person_id: int, *, language_code: str | None = "en", first_name: str = "Reader") -> Person:
        return Person(self, person_id, language_code, first_name)

    def received(self, chat_id: int, thread_id: int | None = None) -> list[Accepted]:
        """What one chat (and thread of it) has received, oldest first."""
        return [each for each in self.accepted if each.chat_id == chat_id and each.thread_id == thread_id]

    def begun(self, method: str) -> int:
        """How many requests of a method have come in, answered or not."""
        return self.began.count(method)

    def called(self, method: str) -> list[Call]:
        return [each for each in self.calls if each.method == method]

    @property
    def unconfirmed(self) -> list[dict[str, Any]]:
        """Updates that the bot has not confirmed yet."""
        return self._updates.waiting

    def goes_wrong(self, target: int | str, *faults: Fault) -> None:
        """Script the next answers to requests for a chat (its id) or to a method (its name), in this order."""
        self._faults[target].extend(faults)

    def migrates(self, chat_id: int, to: int) -> None:
        """A group becomes a supergroup: both halves of the notice are sent, the old address refuses from now on."""
        self.migrated[chat_id] = to
        admin = self.person(1).user
        notice = text_message(self.next_id(), chat_id, admin, "", None)
        self.enqueue("message", {key: notice[key] for key in notice if key != "text"} | {"migrate_to_chat_id": to})
        notice = text_message(self.next_id(), to, admin, "", None)
        self.enqueue(
            "message", {key: notice[key] for key in notice if key != "text"} | {"migrate_from_chat_id": chat_id}
        )

    def enqueue(self, kind: str, content: dict[str, Any]) -> None:
        self._run(self._updates.add(kind, content))

    def wait_for(self, condition: Callable[[], object], timeout: float = 30.0) -> None:
        """Wait until ``condition`` holds; from a coroutine use ``until``."""
        deadline = time.monotonic() + timeout
        while not condition():
            if time.monotonic() > deadline:
                raise AssertionError(f"did not happen within {timeout} s; the last calls: {self.calls[-5:]}")
            time.sleep(0.005)

    async def until(self, condition: Callable[[], object], timeout: float = 30.0) -> None:  # noqa: ASYNC109 - as above
        """Wait until ``condition`` holds without stopping the loop."""
        await asyncio.to_thread(self.wait_for, condition, timeout)

    def next_id(self) -> int:
        with self._id_lock:
            self._server.next_id += 1
            return self._server.next_id

    def take_fault(self, method: str, fields: dict[str, str]) -> Fault:
        """The answer scripted for this request, else a usual one."""
        chat = int(fields["chat_id"]) if fields.get("chat_id", "").lstrip("-").isdigit() else 0
        if self.limits is not None and (seconds := self.limits.refuses(method, chat)) is not None:
            return too_many_requests(seconds)
        for target in (method, chat):
            if self._faults[target]:
                return self._faults[target].pop(0)
        return blocked() if chat in self.closed_chats else Fault()

    async def answer(self, method: str, fields: dict[str, str], uploads: dict[str, Any]) -> Any:
        """Do what the request asks; raises ApiRefusal."""
        problems = self._spec.problems(method, fields, uploads) if self._spec else []
        self.spec_problems += problems
        if problems:
            raise ApiRefusal("Bad Request: " + problems[0])
        if method == "getUpdates":
            return await self._poll(fields)
        if method in _SETTERS:
            self.texts[method, language_of(fields)] = fields
            return True
        if method in _GETTERS:
            return self._about_the_bot(*_GETTERS[method], language_of(fields))
        modelled: dict[str, Callable[[dict[str, str]], Any]] = {
            "getMe": lambda _: BOT | {"can_join_groups": True, "can_read_all_group_messages": False},
            "sendMessage": self._send,
            "editMessageText": partial(self._edit, edit_text),
            "editMessageReplyMarkup": partial(self._edit, edit_keyboard),
            "answerCallbackQuery": self._answer_query,
            "getChatMember": self._member,
            "getChat": lambda fields: full_chat(self._number(fields["chat_id"])),
            **{name: partial(self.commands.answer, name) for name in OF_COMMANDS},
        }
        if method in modelled:
            return modelled[method](fields)
        if method in ("sendPhoto", "sendDocument"):
            return self._send(fields, uploaded(method[4:].lower(), fields, uploads))
        return self._server.validate(method, fields, uploads)

    async def _poll(self, fields: dict[str, str]) -> list[dict[str, Any]]:
        try:
            return await self._updates.poll(fields)
        except Terminated as ended:
            raise ApiRefusal(str(ended), 409) from ended

    def _about_the_bot(self, setter: str, name: str, language: str) -> Any:
        return {name: self.texts.get((setter, language), {}).get(name, "")}

    def _number(self, chat: str) -> int:
        """The number of a chat given by number or public name."""
        if chat not in self.names and re.fullmatch(r"-?[0-9]{1,16}", chat) is None:
            raise ApiRefusal("Bad Request: chat not found")
        return self.names[chat] if chat in self.names else int(chat)

    def _member(self, fields: dict[str, str]) -> dict[str, Any]:
        place = int(fields["chat_id"]), int(fields["user_id"])
        if place[1] == BOT["id"] and place in self.admins:
            return bot_as_admin(BOT)
        return chat_member(self.person(place[1]).user, owns=place in self.admins)

    def _send(self, fields: dict[str, str], media: Media | None = None) -> dict[str, Any]:
        chat_id = int(fields["chat_id"])
        if chat_id in self.migrated:
            moved = {"migrate_to_chat_id": self.migrated[chat_id]}
            raise ApiRefusal("Bad Request: group chat was upgraded to a supergroup chat", 400, moved)
        parsed = parsed_caption(fields) if media else parsed_text(fields)
        thread = fields.get("message_thread_id")
        message = Accepted(
            chat_id=chat_id,
            thread_id=int(thread) if thread else None,
            message_id=self.next_id(),
            text=parsed.text,
            entities=parsed.entities,
            markup=fields.get("caption", "") if media else fields["text"],
            keyboard=self._keyboard(fields, chat_id),
            at=time.monotonic(),
            reply_to=replied(self.deleted, fields),
            preview=not json.loads(fields.get("link_preview_options", "{}")).get("is_disabled", False),
            media=media,
        )
        self.accepted.append(message)
        return message.as_message(BOT)

    def deletes(self, message: Accepted) -> None:
        """Somebody deletes a message of the bot: it can neither be edited nor replied to."""
        self.accepted.remove(message)
        self.deleted.add((message.chat_id, message.message_id))

    def _edit(self, change: Callable[..., Accepted], fields: dict[str, str]) -> dict[str, Any]:
        return change(self.accepted, fields, self._keyboard(fields, int(fields["chat_id"]))).as_message(BOT)

    def _keyboard(self, fields: dict[str, str], chat_id: int) -> dict[str, Any] | None:
        if "reply_markup" not in fields:
            return None
        keyboard: dict[str, Any] = json.loads(fields["reply_markup"])
        if keyboard != FORCE_REPLY:
            checked_keyboard(keyboard)
            self._server.validate_markup(keyboard, private_chat=chat_id > 0)
        return keyboard

    def _answer_query(self, fields: dict[str, str]) -> bool:
        self._server.validate_callback_answer(fields)
        if fields["callback_query_id"] not in self.open_queries:
            raise ApiRefusal("Bad Request: query is too old and response timeout expired or query ID is invalid")
        self.open_queries.discard(fields["callback_query_id"])
        alert = fields.get("show_alert") == "true"
        self.answers.append(Answer(fields["callback_query_id"], fields.get("text", ""), alert))
        return True

    async def _start(self) -> None:
        self._updates = Updates()
        self._runner = web.AppRunner(self._server.app(), access_log=None, shutdown_timeout=0.01)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}/bot"

    async def _stop(self) -> None:
        """Stop serving; answers that were to come late never come."""
        await self._runner.cleanup()
        late = asyncio.all_tasks() - {asyncio.current_task()}
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    def _run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout=60)
