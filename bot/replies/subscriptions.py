"""Answers about the subscription itself: the first screen, stopping, language, codes."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from bot.choosing import Wish, data_of
from bot.gist import gist
from bot.markup import Button, Line, RenderedMessage, bold, clean, clip, italic, line, link, pages
from bot.replies.choices import settings_button
from bot.replies.timing import TITLES
from bot.screens import Screen
from domain.commitment import READER_LANGUAGES
from domain.development import Stage
from domain.match import Tie
from domain.place import REQUEST_LIFETIME
from domain.telling import ALERTS_A_DAY, NINE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bot.texts import Texts
    from domain import commitment
    from domain.development import Development
    from domain.source import WatchedSource

LANGUAGE = "language:"
"""Opens the callback data of a language button; the code follows."""

LANGUAGE_NAMES = MappingProxyType({"en": "English", "ru": "Русский", "ja": "日本語"})

HEADLINE_LIMIT = 300
_IMPORTANT = frozenset({Stage.AGREED, Stage.STARTED, Stage.DONE, Stage.SETBACK})


@dataclass(frozen=True, slots=True)
class Coverage:
    """What is watched: numbers of enabled sources and of the languages they publish in."""

    sources: int
    languages: int

    @classmethod
    def of(cls, watched: Iterable[WatchedSource]) -> Coverage:
        """Count what is enabled."""
        enabled = [each.source for each in watched if each.source.enabled]
        return cls(len(enabled), len({language for source in enabled for language in source.languages}))


def important(developments: Sequence[Development]) -> Development | None:
    """Return the first of these that matters to everybody: a deed, a setback, or one that names the declaration."""
    return next(
        (each for each in developments if each.judgement.stage in _IMPORTANT or each.judgement.tie is Tie.EXPLICIT),
        None,
    )


def welcome(
    declaration: commitment.Declaration,
    places: Mapping[str, commitment.Texts],
    coverage: Coverage,
    last: Development | None,
    texts: Texts,
    *,
    waiting: int | None = None,
) -> tuple[RenderedMessage, ...]:
    """Return the first screen: what this is, what will come, the last important development, how to stop.

    Args:
        waiting: developments that wait for a chat that is back, None for a new one.
    """
    subscribed = (line(bold(texts.say("You are subscribed."))), *_back(waiting, texts))
    blocks = (
        (*subscribed, *purpose_lines(declaration, coverage, texts)),
        _coming_lines(texts),
        _last(places, declaration, last, texts),
        (
            line(texts.say("To stop: /stop. All commands: /help.")),
            line(
                texts.say(
                    "Stored: the number of this chat, its settings, and which messages it received. More: /privacy."
                )
            ),
        ),
    )
    first, *rest = pages(blocks)
    return RenderedMessage(first.lines, _first_buttons(texts)), *rest


def group_started(texts: Texts, *, waiting: int | None = None) -> RenderedMessage:
    """Return the line that a group sees when an admin has subscribed it, and what waits for one that is back."""
    said = texts.say("Messages come to this chat now. Admins choose what comes with /settings; /stop ends it.")
    return RenderedMessage((line(said), *_back(waiting, texts)), (settings_button(texts),))


def _back(waiting: int | None, texts: Texts) -> tuple[Line, ...]:
    """Say to a chat that is back what waits for it, and where the rest is that it missed."""
    if waiting is None:
        return ()
    if waiting == 0:
        return (line(texts.say("/latest shows what this chat missed.")),)
    said = texts.count(
        "{n} development waits to be told to this chat. /latest shows all that it missed.",
        "{n} developments wait to be told to this chat. /latest shows all that it missed.",
        waiting,
    )
    return (line(said),)


def _coming_lines(texts: Texts) -> tuple[Line, ...]:
    """Return what comes at once, what in the digest, and what a message holds."""
    said = (
        texts.say("At once: what is agreed, started, done or set back, and whatever names the Declaration."),
        texts.say(
            "In one digest at {hour}: the rest, and what bears on paragraphs 40 to 51 only. Beyond {most} alerts a "
            "day, the further ones come together in one message.",
            hour=f"{NINE:%H:%M}",
            most=ALERTS_A_DAY,
        ),
        texts.say(
            "Each alert tells what happened and to which commitment it belongs, with a passage and a link. A program "
            "matches the news; what no editor has reviewed is marked."
        ),
    )
    return tuple(line(each) for each in said)


def _first_buttons(texts: Texts) -> tuple[Button, ...]:
    zone = texts.say("{setting}: {value}", setting=texts.say(TITLES[Screen.ZONE]), value=texts.city(texts.zone))
    topics, countries = texts.say("Topics"), texts.say("Countries")
    return (
        Button(topics, data_of(Wish(Screen.TOPICS))),
        Button(countries, data_of(Wish(Screen.COUNTRIES)), beside=True),
        Button(texts.say(TITLES[Screen.TIMING]), data_of(Wish(Screen.TIMING))),
        Button(zone, data_of(Wish(Screen.ZONE))),
        settings_button(texts),
        *language_buttons(),
    )


def language_buttons() -> tuple[Button, ...]:
    """Return one button for each language the product speaks, named in that language, all in one row."""
    return tuple(
        Button(LANGUAGE_NAMES[code], f"{LANGUAGE}{code}", beside=code != READER_LANGUAGES[0])
        for code in READER_LANGUAGES
    )


def language_question(texts: Texts, *, hint: bool = False) -> RenderedMessage:
    """Ask which language this chat reads.

    Args:
        hint: say what may stand behind the command, as what stood there was not understood.
    """
    said = texts.say("You may add English, Russian or Japanese: /language en")
    question = line(texts.say("Which language shall this chat receive?"))
    return RenderedMessage((line(said), question) if hint else (question,), language_buttons())


def language_changed(texts: Texts) -> RenderedMessage:
    """Confirm the language, in that language; the buttons stay for a second thought."""
    changed = line(texts.say("From now on this chat receives messages in English."))
    clock = line(texts.say("Times are shown for the zone {zone}.", zone=texts.city(texts.zone)))
    return RenderedMessage((changed, clock), language_buttons())


def stopped(texts: Texts) -> RenderedMessage:
    """Confirm that nothing more will come."""
    return _short(texts.say("No more alerts will come. /start brings them back, with the settings kept."))


def start_first(texts: Texts) -> RenderedMessage:
    """Answer a wish about settings from a chat that has none yet."""
    return _short(texts.say("This chat is not subscribed yet: /start."))


def not_admitted(texts: Texts) -> RenderedMessage:
    """Say that the operator lets only invited people in."""
    return _short(texts.say("This bot is open to invited readers only. Its operator can give you a one-time code."))


def not_listed(address: str, texts: Texts, *, noted: bool = False) -> RenderedMessage:
    """Say that the operator lets only listed chats in, and what to hand to them; or that they can see the wish."""
    said = texts.say(
        "This bot is open to listed chats only. Give its operator the number of this chat: {id}", id=address
    )
    wish = texts.say("The wish is noted for the operator, for {days} days at most.", days=REQUEST_LIFETIME.days)
    return RenderedMessage((line(said), *((line(wish),) if noted else ())))


def reader_made(texts: Texts) -> RenderedMessage:
    """Confirm that the one-time code admitted its sender."""
    return _short(texts.say("The code was right: you may use this bot now."))


def editor_made(texts: Texts) -> RenderedMessage:
    """Confirm that the one-time code was good."""
    return _short(texts.say("The code was right: you are an editor of this bot now."))


def code_refused(texts: Texts) -> RenderedMessage:
    """Say that the one-time code is not good, without saying why to those who guess."""
    return _short(texts.say("This code is unknown, used or expired. The operator can make a new one."))


def did_not_work(texts: Texts) -> RenderedMessage:
    """Say that a wish failed on our side."""
    return _short(texts.say("This did not work. Please try again later."))


def trial_alert(texts: Texts) -> RenderedMessage:
    """Show the operator that messages arrive."""
    return RenderedMessage(
        (
            line(bold(texts.say("Test alert"))),
            line(texts.say("Messages reach this chat. Alerts will follow when developments are found.")),
        )
    )


def development_lines(
    development: Development,
    declaration: commitment.Declaration,
    places: Mapping[str, commitment.Texts],
    texts: Texts,
) -> tuple[Line, ...]:
    """Return a development in short: gist, headline with link, source, language, time, and whether it came late."""
    story = development.lead
    opening = gist(development.judgement, declaration, places, texts)
    headline = clip(clean(story.title).strip(), HEADLINE_LIMIT) or "…"
    origin = (
        clip(story.source_name, HEADLINE_LIMIT),
        texts.language_name(development.judgement.language),
        texts.moment(story.published),
    )
    late = (line(italic(texts.say("found late"))),) if development.found_late else ()
    return (line(bold(opening)), line(link(headline, story.url)), line(" · ".join(filter(None, origin))), *late)


def purpose_lines(declaration: commitment.Declaration, coverage: Coverage, texts: Texts) -> tuple[Line, Line]:
    """Return what the bot follows, and how widely."""
    counted = (
        texts.count("{n} commitment", "{n} commitments", len(declaration.tracked)),
        texts.count("{n} source", "{n} sources", coverage.sources),
        texts.count("{n} language", "{n} languages", coverage.languages),
    )
    name = clip(declaration.name.in_language(texts.language), HEADLINE_LIMIT)
    return line(texts.say("This bot follows what becomes of the {declaration}.", declaration=name)), line(
        " · ".join(counted)
    )


def _last(
    places: Mapping[str, commitment.Texts],
    declaration: commitment.Declaration,
    last: Development | None,
    texts: Texts,
) -> tuple[Line, ...]:
    if last is None:
        return (line(texts.say("No important development has been found so far.")),)
    heading = line(texts.say("The last important development:"))
    return (heading, *development_lines(last, declaration, places, texts))


def _short(text: str) -> RenderedMessage:
    return RenderedMessage((line(text),))
