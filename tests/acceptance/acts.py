"""Every act that callback data can ask for, read from the product's own tables, with data that works for who may."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING, Any

from bot.chats import Asker, ChatKey
from bot.choosing import Wish, wish_of
from bot.choosing import data_of as choosing_data
from bot.handlers import (
    again,
    alert_buttons,
    browse,
    choosing,
    inviting,
    mailing,
    operating,
    own_data,
    pausing,
    placing,
    reports,
    reviewing,
    searching,
    subscriptions,
)
from bot.handlers.visits import Visit
from bot.messages import AGAIN
from bot.pausing import LENGTHS, OFF, PAUSE
from bot.placing import SETUP, SetupAct, at
from bot.replies.alert_buttons import Act as AlertAct
from bot.replies.alert_buttons import Press
from bot.replies.alert_buttons import data_of as alert_data
from bot.replies.developments import LATEST, SEARCH, Newest
from bot.replies.inviting import EDITOR, END, NEW, SEVERAL
from bot.replies.inviting import NO as DECLINE
from bot.replies.inviting import YES as ACCEPT
from bot.replies.mailing import MAIL, MailAct
from bot.replies.operating import DROP, SEND
from bot.replies.own_data import DELETE, NO, YES
from bot.replies.review_cards import KEY, REVIEW
from bot.replies.standing import COMMITMENT
from bot.replies.subscriptions import LANGUAGE
from bot.report_orders import FORMS, Order, Period, order_of
from bot.report_orders import data_of as order_data
from bot.review_presses import VERBS
from bot.screens import Screen
from domain.alert import MessageId
from domain.commitment import READER_LANGUAGES
from domain.hint import HintReason
from tests.acceptance import peopled
from tests.acceptance.peopled import CHANNEL, GROUP

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.telegram_parts import TelegramParts
    from domain.subscriber import Subscriber
    from tests.acceptance.peopled import Peopled


@dataclass(frozen=True)
class Act:
    """One thing that a button can ask for.

    Attributes:
        data: that does it when who may presses it. who: may, in their own chat. in_group: the same for GROUP, pressed
            there, where groups have such a button. shows: whether it only shows something.
    """

    data: str
    who: int
    in_group: str = ""
    shows: bool = False

    @property
    def makes_file(self) -> bool:
        """Whether a report is made, which takes a while."""
        asked = order_of(self.data)
        return asked is not None and asked.form is not None


@dataclass
class Sorts:
    """Every act of the bot, by the handler that does it."""

    there: Peopled
    makers: dict[Any, Callable[[], Iterator[Act]]] = field(init=False)

    def __post_init__(self) -> None:
        self.makers = {
            placing.press: self._placed,
            mailing.press: self._mail,
            subscriptions.choose_language: self._language,
            again.again: self._again,
            alert_buttons.press_alert: self._alert,
            choosing.choose: self._choices,
            searching.turn_latest: self._latest,
            searching.turn_search: lambda: iter([Act(f"{SEARCH}0", peopled.OWNER, f"{SEARCH}0", shows=True)]),
            browse.choose_commitment: self._commitment,
            reports.order: self._report,
            pausing.choose_pause: self._pause,
            own_data.decide_deletion: self._deletion,
            reviewing.press: self._review,
            inviting.press_invite: self._invite,
            inviting.press_admit: self._admit,
            operating.decide_broadcast: self._broadcast,
        }

    def all(self) -> list[Act]:
        """Every act, each once."""
        return [act for make in self.makers.values() for act in make()]

    def _placed(self) -> Iterator[Act]:
        chats = {SetupAct.MENU: CHANNEL, SetupAct.ON: CHANNEL, SetupAct.OFF: GROUP}
        chats |= {SetupAct.HOLD: CHANNEL, SetupAct.FREE: GROUP}
        for act in SetupAct:
            yield Act(at(str(chats[act]), f"{SETUP}{act}"), peopled.ADMIN, shows=act is SetupAct.MENU)
        for each in self._language():
            yield Act(at(str(CHANNEL), each.data), peopled.ADMIN, shows=each.shows)
        channel = self.there.house.known(str(CHANNEL))
        for data, wish in samples(self.there.house.parts, channel).items():
            # What a choice does is the same for every chat; which screens there are is seen in one's own.
            if wish.screen in (Screen.MENU, Screen.OUTLETS, Screen.COUNTRIES, Screen.TIMING):
                yield Act(at(str(CHANNEL), data), peopled.ADMIN, shows=wish.on is None)

    def _mail(self) -> Iterator[Act]:
        for act in MailAct:
            yield Act(f"{MAIL}{act}:{self.there.ids['mail']}", peopled.OWNER, shows=act is MailAct.DAILY)

    def _language(self) -> Iterator[Act]:
        for code in READER_LANGUAGES:
            yield Act(f"{LANGUAGE}{code}", peopled.OWNER, f"{LANGUAGE}{code}", shows=code == "en")

    def _again(self) -> Iterator[Act]:
        ids = self.there.ids
        yield Act(f"{AGAIN}{ids['again']}", peopled.OWNER, f"{AGAIN}{ids['group-again']}")

    def _alert(self) -> Iterator[Act]:
        for act in AlertAct:
            names = ("muted", "group-muted") if act is AlertAct.UNMUTE else ("person", "group")
            for reason in HintReason if act is AlertAct.REASON else (None,):
                own, groups = (alert_data(Press(act, MessageId(self.there.ids[each]), reason)) for each in names)
                yield Act(own, peopled.OWNER, groups, shows=act in (AlertAct.WRONG, AlertAct.BACK))

    def _choices(self) -> Iterator[Act]:
        for data, wish in samples(self.there.house.parts, self.there.house.known(str(peopled.OWNER))).items():
            yield Act(data, peopled.OWNER, data, shows=wish.on is None)

    def _latest(self) -> Iterator[Act]:
        for kind in Newest:
            yield Act(f"{LATEST}{kind}:0", peopled.OWNER, f"{LATEST}{kind}:0", shows=True)

    def _commitment(self) -> Iterator[Act]:
        for wanted in ("list", "26"):
            yield Act(f"{COMMITMENT}{wanted}", peopled.OWNER, f"{COMMITMENT}{wanted}", shows=True)

    def _report(self) -> Iterator[Act]:
        orders = [Order(), *(Order(each) for each in Period), *(Order(each, "KZ") for each in Period)]
        orders += [Order(period, "", form) for period, form in product([Period.WEEK], FORMS)]
        for each in orders:
            yield Act(order_data(each), peopled.OWNER, order_data(each), shows=True)

    def _pause(self) -> Iterator[Act]:
        for each in (*LENGTHS, OFF):
            yield Act(f"{PAUSE}{each}", peopled.OWNER, f"{PAUSE}{each}")

    def _deletion(self) -> Iterator[Act]:
        for answer in (YES, NO):
            yield Act(f"{DELETE}{answer}", peopled.OWNER, f"{DELETE}{answer}", shows=answer == NO)

    def _review(self) -> Iterator[Act]:
        for verb in VERBS:
            yield Act(f"{REVIEW}{verb}{self._said(verb)}", peopled.EDITOR, shows=verb in SHOWN)

    def _said(self, verb: str) -> str:
        waiting, judged, other = (self.there.ids[f"{each} development"][:KEY] for each in ("person", "muted", "group"))
        card, change, missed = f":{waiting}:0", f":{self.there.ids['change']}", f":{self.there.ids['missed']}"
        return {
            "next": "",
            "undo": "",
            "fig": "",
            "lang": ":ru_1",
            "card": f":{waiting}",
            "skip": f":{waiting}",
            "keep": missed,
            "pass": missed,
            "sok": change,
            "sno": change,
            "scar": change,
            "swhy": f"{change}:topic",
            "ok": card,
            "fine": f":{judged}:1",
            "dup": card,
            "no": card,
            "to": card,
            "at": f"{card}:12",
            "into": f"{card}:{other}",
            "why": f"{card}:topic",
        }[verb]

    def _invite(self) -> Iterator[Act]:
        for whom in (1, SEVERAL, EDITOR):
            yield Act(f"{NEW}{whom}", peopled.OPERATOR)
        yield Act(f"{END}{self.there.ids['invitation']}", peopled.OPERATOR)

    def _admit(self) -> Iterator[Act]:
        for opening in (ACCEPT, DECLINE):
            yield Act(f"{opening}{peopled.ASKER}", peopled.OPERATOR)

    def _broadcast(self) -> Iterator[Act]:
        for opening in (SEND, DROP):
            yield Act(f"{opening}{self.there.ids['broadcast']}", peopled.OPERATOR)


SHOWN = frozenset({"card", "to", "dup", "fig", "sno", "scar"})
"""Verbs of the review that only show something."""


def offered(parts: TelegramParts, subscriber: Subscriber) -> dict[str, Wish]:
    """Every callback data that the screens of the settings offer to a chat, found by opening them one after another."""
    visit = Visit(Asker(ChatKey.of(subscriber.address), None, "en", subscriber.is_group), subscriber, admitted=True)
    found: dict[str, Wish] = {choosing_data(Wish(Screen.MENU)): Wish(Screen.MENU)}
    to_open = [Wish(Screen.MENU)]
    while to_open:
        for button in choosing.screen_of(parts, visit, to_open.pop()).buttons:
            wish = wish_of(button.data, parts.declaration, parts.organisations)
            assert wish is not None, button.data
            if button.data not in found:
                found[button.data] = wish
                to_open += [wish] if wish.on is None and not wish.asks else []
    return found


def samples(parts: TelegramParts, subscriber: Subscriber) -> dict[str, Wish]:
    """Return one button of each screen and sort that changes what is stored, or only shows or asks something."""
    found: dict[tuple[Screen, bool | None, bool], str] = {}
    wishes = offered(parts, subscriber)
    for data, wish in wishes.items():
        if wish.on is None or choosing.after(subscriber, wish, parts) != subscriber:
            found.setdefault((wish.screen, wish.on, wish.asks), data)
    assert {screen for screen, _, _ in found} == set(Screen)
    return {data: wishes[data] for data in found.values()}
