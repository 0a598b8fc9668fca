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
import threading
import time
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from aiohttp import web
from lo_bot_api_emulator import ApiRefusal, LoBotApiEmulator

from tests.servers.bot_api_chats import FORCE_REPLY, Accepted, Answer, chat_member, membership, text_message
from tests.servers.bot_api_faults import Fault, blocked
from tests.servers.bot_api_spec import BotApiSpec
from tests.servers.bot_api_updates import Terminated, Updates
from tests.servers.telegram_html import CannotParse, Parsed, parse_html, utf16_length

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

TOKEN = "7000001:emulated-token-for-tests"
BOT = {"id": 7000001, "is_bot": True, "first_name": "CA+JAD Monitor", "username": "cajad_test_bot"}
_TEXT_LIMIT = 4096
_GETTERS = {
    "getMyCommands": ("setMyCommands", "commands"),
    "getMyDescription": ("setMyDescription", "description"),
    "getMyShortDescription": ("setMyShortDescription", "short_description"),
}
_SETTERS = ("setMyDescription", "setMyShortDescription", "setMyName", "setMyCommands", "deleteMyCommands")


@dataclass(frozen=True)
class Call:
    """One request as it came in, and the status it was answered with (0 = the connection was closed)."""

    method: str
    fields: dict[str, str]
    status: int
    description: str
    at: float


@dataclass(frozen=True)
class Person:
    """Somebody with a Telegram account."""

    api: BotApi
    id: int
    language_code: str | None
    first_name: str

    @property
    def user(self) -> dict[str, Any]:
        shown: dict[str, Any] = {"id": self.id, "is_bot": False, "first_name": self.first_name}
        return shown | ({"language_code": self.language_code} if self.language_code else {})

    def says(
        self,
        text: str,
        *,
        chat_id: int | None = None,
        thread_id: int | None = None,
        replying_to: Accepted | None = None,
        as_chat: bool = False,
    ) -> None:
        """Write a message, as a reply where ``replying_to`` is given; ``as_chat`` in the name of the group itself."""
        message = text_message(self.api.next_id(), chat_id or self.id, self.user, text, thread_id)
        replied = {"reply_to_message": replying_to.as_message(BOT)} if replying_to else {}
        self.api.enqueue("message", message | replied | ({"sender_chat": message["chat"]} if as_chat else {}))

    def presses(self, message: Accepted, label: str) -> str:
        """Press the button of ``message`` with this label; return the id of the query."""
        return self.sends_callback(message, dict(message.buttons)[label])

    def sends_callback(self, message: Accepted, data: str) -> str:
        """Send callback data, also such as no button offers."""
        query_id = str(self.api.next_id())
        self.api.open_queries.add(query_id)
        content = {
            "id": query_id,
            "from": self.user,
            "chat_instance": "1",
            "data": data,
            "message": message.as_message(BOT),
        }
        self.api.enqueue("callback_query", content)
        return query_id

    def blocks_bot(self) -> None:
        self.api.closed_chats.add(self.id)
        self.api.enqueue("my_chat_member", membership(self.id, self.user, BOT, "member", "kicked"))

    def unblocks_bot(self) -> None:
        self.api.closed_chats.discard(self.id)
        self.api.enqueue("my_chat_member", membership(self.id, self.user, BOT, "kicked", "member"))

    def removes_bot_from(self, chat_id: int) -> None:
        self.api.closed_chats.add(chat_id)
        self.api.enqueue("my_chat_member", membership(chat_id, self.user, BOT, "member", "left"))

    def adds_bot_to(self, chat_id: int) -> None:
        self.api.closed_chats.discard(chat_id)
        self.api.enqueue("my_chat_member", membership(chat_id, self.user, BOT, "left", "member"))


class _Server(LoBotApiEmulator):
    """The package's server with our rules in front of its own."""

    def __init__(self, api: BotApi) -> None:
        super().__init__()
        self.api = api
        self.next_id = 1

    async def handle(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        if request.match_info["token"] != self.api.token:
            return _refusal(ApiRefusal("Unauthorized", 401))
        try:
            fields, uploads = await self.read_request(request)
        except ConnectionResetError:
            # A bot that is told to stop breaks off what it was just asking.
            return web.Response()
        self.api.began.append(method)
        fault = self.api.take_fault(method, fields)
        try:
            result = await self._outcome(method, fields, uploads, fault)
            response, description = web.json_response({"ok": True, "result": result}), ""
        except ApiRefusal as refusal:
            response, description = _refusal(refusal), refusal.description
        status = 0 if fault.hangs_up else response.status
        self.api.calls.append(Call(method, fields, status, description, time.monotonic()))
        await self._misbehave(request, fault)
        return response

    async def _outcome(self, method: str, fields: dict[str, str], uploads: dict[str, Any], fault: Fault) -> Any:
        """What the request comes to: done, and answered as the fault says."""
        usual = fault.status == 200 and not fault.hangs_up
        result = await self.api.answer(method, fields, uploads) if usual or fault.accepts else None
        if fault.status != 200:
            raise ApiRefusal(fault.description, fault.status, fault.parameters)
        return result

    async def _misbehave(self, request: web.Request, fault: Fault) -> None:
        if fault.delay:
            await asyncio.sleep(fault.delay)
        if fault.hangs_up and request.transport is not None:
            request.transport.abort()


class BotApi:
    """The server, the chats and what was said.

    Attributes:
        url: base address as python-telegram-bot takes it, ``http://127.0.0.1:PORT/bot``.
        accepted: what chats really received, oldest first. calls: every request. answers: of pressed buttons.
        texts: what the bot set about itself: (method, language) to fields.
        spec_problems: what the requests broke of the specification; the fixture asserts that it is empty.
    """

    def __init__(self, token: str = TOKEN) -> None:
        self.token = token
        self.url = ""
        self.accepted: list[Accepted] = []
        self.calls: list[Call] = []
        self.began: list[str] = []
        self.answers: list[Answer] = []
        self.texts: dict[tuple[str, str], dict[str, str]] = {}
        self.spec_problems: list[str] = []
        self.open_queries: set[str] = set()
        self.closed_chats: set[int] = set()
        self.admins: set[tuple[int, int]] = set()
        self.migrated: dict[int, int] = {}
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

    def wait_for(self, condition: Callable[[], object], timeout: float = 5.0) -> None:
        """Wait until ``condition`` holds; from a coroutine use ``until``."""
        deadline = time.monotonic() + timeout
        while not condition():
            if time.monotonic() > deadline:
                raise AssertionError(f"did not happen within {timeout} s; the last calls: {self.calls[-5:]}")
            time.sleep(0.005)

    async def until(self, condition: Callable[[], object], timeout: float = 5.0) -> None:  # noqa: ASYNC109 - as above
        """Wait until ``condition`` holds without stopping the loop."""
        await asyncio.to_thread(self.wait_for, condition, timeout)

    def next_id(self) -> int:
        with self._id_lock:
            self._server.next_id += 1
            return self._server.next_id

    def take_fault(self, method: str, fields: dict[str, str]) -> Fault:
        """The answer scripted for this request, else a usual one."""
        chat = int(fields["chat_id"]) if fields.get("chat_id", "").lstrip("-").isdigit() else 0
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
            self.texts[method, fields.get("language_code", "")] = fields
            return True
        if method in _GETTERS:
            return self._about_the_bot(*_GETTERS[method], fields.get("language_code", ""))
        modelled: dict[str, Callable[[dict[str, str]], Any]] = {
            "getMe": lambda _: BOT | {"can_join_groups": True, "can_read_all_group_messages": False},
            "sendMessage": self._send,
            "editMessageText": self._edit,
            "answerCallbackQuery": self._answer_query,
            "getChatMember": self._member,
        }
        if method in modelled:
            return modelled[method](fields)
        return self._server.validate(method, fields, uploads)

    async def _poll(self, fields: dict[str, str]) -> list[dict[str, Any]]:
        try:
            return await self._updates.poll(fields)
        except Terminated as ended:
            raise ApiRefusal(str(ended), 409) from ended

    def _about_the_bot(self, setter: str, name: str, language: str) -> Any:
        stored = self.texts.get((setter, language), {}).get(name)
        if name == "commands":
            return json.loads(stored or "[]")
        return {name: stored or ""}

    def _member(self, fields: dict[str, str]) -> dict[str, Any]:
        place = int(fields["chat_id"]), int(fields["user_id"])
        return chat_member(self.person(place[1]).user, owns=place in self.admins)

    def _send(self, fields: dict[str, str]) -> dict[str, Any]:
        chat_id = int(fields["chat_id"])
        if chat_id in self.migrated:
            moved = {"migrate_to_chat_id": self.migrated[chat_id]}
            raise ApiRefusal("Bad Request: group chat was upgraded to a supergroup chat", 400, moved)
        parsed = _parsed(fields)
        thread = fields.get("message_thread_id")
        message = Accepted(
            chat_id=chat_id,
            thread_id=int(thread) if thread else None,
            message_id=self.next_id(),
            text=parsed.text,
            entities=parsed.entities,
            markup=fields["text"],
            keyboard=self._keyboard(fields, chat_id),
            at=time.monotonic(),
            reply_to=json.loads(fields.get("reply_parameters", "{}")).get("message_id"),
            preview=not json.loads(fields.get("link_preview_options", "{}")).get("is_disabled", False),
        )
        self.accepted.append(message)
        return message.as_message(BOT)

    def _edit(self, fields: dict[str, str]) -> dict[str, Any]:
        wanted = int(fields["chat_id"]), int(fields["message_id"])
        message = next((each for each in self.accepted if (each.chat_id, each.message_id) == wanted), None)
        if message is None:
            raise ApiRefusal("Bad Request: message to edit not found")
        parsed, keyboard = _parsed(fields), self._keyboard(fields, message.chat_id)
        if (parsed.text, parsed.entities, keyboard) == (message.text, message.entities, message.keyboard):
            raise ApiRefusal(
                "Bad Request: message is not modified: specified new message content and reply markup are exactly "
                "the same as a current content and reply markup of the message"
            )
        message.edits.append(message.text)
        message.text, message.entities, message.keyboard = parsed.text, parsed.entities, keyboard
        message.markup = fields["text"]
        return message.as_message(BOT)

    def _keyboard(self, fields: dict[str, str], chat_id: int) -> dict[str, Any] | None:
        if "reply_markup" not in fields:
            return None
        keyboard: dict[str, Any] = json.loads(fields["reply_markup"])
        if keyboard != FORCE_REPLY:
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
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout=10)


def _parsed(fields: dict[str, str]) -> Parsed:
    """Text as the reader sees it; Telegram trims it before counting."""
    try:
        parsed = parse_html(fields["text"]) if fields.get("parse_mode") == "HTML" else Parsed(fields["text"], ())
    except CannotParse as reason:
        raise ApiRefusal(f"Bad Request: can't parse entities: {reason}") from reason
    if not parsed.text.strip():
        raise ApiRefusal("Bad Request: message text is empty")
    if utf16_length(parsed.text.strip()) > _TEXT_LIMIT:
        raise ApiRefusal("Bad Request: message is too long")
    return Parsed(parsed.text.strip(), parsed.entities)


def _refusal(refusal: ApiRefusal) -> web.Response:
    body = {"ok": False, "error_code": refusal.status, "description": refusal.description}
    return web.json_response(
        body | ({"parameters": refusal.parameters} if refusal.parameters else {}), status=refusal.status
    )
