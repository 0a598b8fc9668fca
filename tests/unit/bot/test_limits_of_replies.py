"""Whatever the world writes, every answer and its buttons keep Telegram's limits: screens, lists, captions, cards."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.choosing import CHOOSE, Wish, data_of, wish_of
from bot.choosing_names import pages_of
from bot.choosing_times import TIMED
from bot.explaining import Explanation, Unexplained
from bot.markup import LISTED_MOST, RenderedMessage, is_web_address, line
from bot.replies import browse, developments, own_data, report_orders, review_cards, standing, status_cards, why
from bot.replies.alert_buttons import reason_buttons
from bot.replies.browse import Reported
from bot.replies.choices import not_taken, prompt, screen
from bot.replies.developments import Newest
from bot.replies.placing import chats_list, placed_settings, setup_screen
from bot.replies.subscriptions import Coverage, development_lines, welcome
from bot.replies.why import Noted
from bot.report_desk import StatusPicture
from bot.report_orders import FORMS, Order, Period, scope_of
from bot.screens import Screen
from bot.texts import DEFAULT_ZONES, texts_for
from config.declarations import load_declaration
from config.organisations import load_organisations
from domain.alert import DeliveryState, MessageId
from domain.calendar import Event, EventKind
from domain.commitment import LANGUAGES as NEWS_LANGUAGES
from domain.commitment import READER_LANGUAGES, CommitmentNumber, Pillar, Texts
from domain.development import DevelopmentId
from domain.facets import OUTLETS_LIMIT, PHRASES_LIMIT, WORDS_LIMIT, Facet, Facets
from domain.hearing import StoryStanding
from domain.hint import missed_link
from domain.match import Match, Tie
from domain.place import JoinedChat
from domain.review import MatchState, ReviewItem
from domain.review_card import card_of
from domain.review_queue import Waiting
from domain.showing import ShownDevelopment
from domain.story import JudgedStory
from domain.subscriber import SubscriberId
from reports.model import NextStep
from tests.builders import NOON, a_development, a_judgement, a_message, a_story, a_subscriber
from tests.telegram_takes import ADDRESSES, NAMES, WORDS, assert_taken, promises
from tests.unit.bot.test_status_cards import MOVED, UNIT

LANGUAGES = st.sampled_from(READER_LANGUAGES)
ORGANISATIONS = load_organisations()
CHANNEL = "-1009999999999999"
"""A number of a chat as long as Telegram may ever give (52 bits)."""
PAGES = {Screen.PILLAR: Pillar.CONNECTIVITY.value, Screen.SECTOR: "energy.2"}
ENTRIES = st.lists(st.text(st.characters(codec="utf-8"), min_size=2, max_size=WORDS_LIMIT), max_size=OUTLETS_LIMIT)
COLUMNS = 40
"""Latin letters of a button, as wide as the message, that a phone shows; kanji take two."""
few = settings(max_examples=15)


def told(title: str, source: str, url: str) -> tuple[ShownDevelopment, JudgedStory]:
    matches = tuple(Match(CommitmentNumber(each), 0.9, title, (title,) * 9) for each in range(1, 8))
    judgement = a_judgement(1, matches=matches, tie=Tie.EXPLICIT)
    story = a_story(title=title, source_name=source, url=url)
    development = a_development(lead=story, judgement=judgement, reports=9, found_late=True)
    return ShownDevelopment(development, {CommitmentNumber(1): MatchState.PROPOSED}), JudgedStory(story, judgement)


@few
@given(WORDS, WORDS, ADDRESSES, NAMES, LANGUAGES)
def test_lists_of_developments_and_explanations_in_any_words(
    title: str, source: str, url: str, label: Texts, language: str
) -> None:
    declaration, texts = promises(label, 20), texts_for(language, "UTC")
    shown, story = told(title, source, url)
    found = [shown.development] * 6
    query = title[: developments.QUERY_LIMIT]
    sent = (a_message(state=DeliveryState.SENT, sent_at=NOON),)
    explained = [Explanation(shown, story, stopped_by, sent) for stopped_by in ((), tuple(Facet))]
    assert_taken(
        developments.latest(found, Newest.MISSED, 10**6, declaration, {}, texts),
        developments.search_page(query, found, 5, declaration, {}, texts),
        *welcome(declaration, {}, Coverage(10**4, 8), shown.development, texts),
        *why.explained(explained, a_subscriber(language=language), declaration, {}, texts, more=3),
        why.never_read(url, Noted.TOO_MANY, texts),
        why.unexplained(Unexplained(story.story, StoryStanding(relevant=False)), Noted.YES, texts),
        RenderedMessage(development_lines(shown.development, declaration, {}, texts)),
        RenderedMessage((line("Why?"),), reason_buttons(MessageId("0" * 32), texts)),
    )


@few
@given(WORDS, WORDS, ADDRESSES, NAMES, LANGUAGES)
def test_pages_of_commitments_in_any_words(title: str, source: str, url: str, label: Texts, language: str) -> None:
    texts = texts_for(language, "UTC")
    shown, _ = told(title, source, url)
    reported = [Reported(shown.development, ((source, title, url),) * 5)] * 20
    events = [
        Event(str(each), EventKind.ANNOUNCED, date(2026, 3, 1), date(2026, 3, 4), tuple(range(1, 9)), title=title,
              source_name=source, url=url)
        for each in range(10)
    ]  # fmt: skip
    for in_one_part in (True, False):
        declaration = promises(label, in_one_part=in_one_part)
        wanted = replace(declaration.commitments[7], target=label, due_note=label)
        steps = [NextStep("Grants", "note exchanged", "delivery", shown.development.id)] * 3
        ahead = standing.ahead_lines(steps, events[:3], texts)
        assert_taken(
            *browse.commitment_list(declaration, texts),
            *browse.commitment_page(wanted, declaration, reported, texts, ahead=ahead),
            *standing.calendar(events, 10, texts),
            standing.several(title[:100], declaration.commitments, declaration, texts),
            browse.no_such_paragraph(declaration, texts),
        )


@few
@given(WORDS, st.lists(WORDS, max_size=9), NAMES, LANGUAGES)
def test_captions_in_any_words(word: str, alt: list[str], label: Texts, language: str) -> None:
    texts, declaration = texts_for(language, "UTC"), promises(label, 20)
    picture = StatusPicture(b"", "Status", tuple(alt), ((word[:60], 40),) * 5, 47, 7, NOON.date())
    scope = scope_of(Order(Period.MONTH, "KZ", FORMS[0]), declaration, NOON)
    assert_taken(
        standing.status_caption(picture, declaration, texts),
        report_orders.report_caption(scope, texts),
        report_orders.parcel_caption(texts, scope.since, scope.until, weekly=False),
        own_data.export_caption(texts),
        plain=True,
        caption=True,
    )


@few
@given(ENTRIES, NAMES, WORDS, LANGUAGES)
def test_every_screen_of_the_settings_whatever_was_chosen_and_in_whatever_words(
    entries: list[str], label: Texts, title: str, language: str
) -> None:
    texts, declaration = texts_for(language, "UTC"), promises(label)
    named = tuple(replace(each, label=label) for each in ORGANISATIONS)
    facets = Facets(
        commitments=frozenset(each.number for each in declaration.tracked),
        pillars=frozenset(Pillar),
        names=frozenset(each.key for each in ORGANISATIONS) | {"company:gone"},
        other_names=tuple(entries[:PHRASES_LIMIT]),
        hidden_outlets=frozenset(entries),
        phrases=tuple(entries[:PHRASES_LIMIT]),
        languages=frozenset(NEWS_LANGUAGES),
    )
    chat = a_subscriber(address=CHANNEL, is_group=True, facets=facets)
    for shown in (each for each in Screen if each not in TIMED):
        message = screen(Wish(shown, PAGES.get(shown, "")), facets, declaration, texts, named)
        assert_taken(message, placed_settings(title, message, CHANNEL, texts))
    assert_taken(
        setup_screen(title, chat, declaration, named, texts),
        chats_list([JoinedChat(CHANNEL, title, NOON)] * 300, texts),
        *(prompt(each, texts) for each in (Screen.OUTLETS, Screen.PHRASES, Screen.NAMES)),
        not_taken(Screen.OUTLETS, texts),
    )


@pytest.mark.parametrize("number", [1, LISTED_MOST, LISTED_MOST + 1, 3 * LISTED_MOST, 300])
def test_every_paragraph_of_a_long_part_can_be_reached_and_chosen(number: int) -> None:
    texts, declaration = texts_for("en", "UTC"), promises(Texts("Customs", "Таможня", "税関"), number, in_one_part=True)
    wish: Wish | None = Wish(Screen.PILLAR, Pillar.CONNECTIVITY)
    offered: list[str] = []
    while wish is not None:
        buttons = screen(wish, Facets(), declaration, texts).buttons
        offered += [each.data for each in buttons if each.data.count(":") == 3]
        further = next((each.data for each in buttons if each.text == "Further →"), "")
        wish = wish_of(further, declaration, ())
    assert offered == [data_of(Wish(Screen.PILLAR, str(each), on=True)) for each in range(1, number + 1)]
    # Who chooses a paragraph stays on its page.
    shown = screen(Wish(Screen.PILLAR, str(number), on=True), Facets(), declaration, texts)
    assert data_of(Wish(Screen.PILLAR, str(number), on=True)) in {each.data for each in shown.buttons}


def test_a_name_that_is_no_longer_listed_can_be_removed_however_many_were_chosen() -> None:
    texts, declaration = texts_for("en", "UTC"), load_declaration()
    names = frozenset(each.key for each in ORGANISATIONS) | {"company:gone"}
    facets = Facets(names=names, other_names=tuple(f"name {each}" for each in range(PHRASES_LIMIT)))
    message = screen(Wish(Screen.NAMES), facets, declaration, texts, ORGANISATIONS)
    removed = [each.text for each in message.buttons if each.text.startswith("Remove")]
    assert removed[-PHRASES_LIMIT - 1] == "Remove gone"
    assert len(removed) == LISTED_MOST
    assert f"and {len(names) + PHRASES_LIMIT - LISTED_MOST} more" in message.plain
    # The listed ones are taken back where they were chosen.
    for page in pages_of(ORGANISATIONS):
        shown = screen(Wish(Screen.SECTOR, page), facets, declaration, texts, ORGANISATIONS)
        assert all(each.data.endswith(":0") for each in shown.buttons if each.text.startswith("✅"))
        assert wish_of(f"{CHOOSE}sector:{page}", declaration, ORGANISATIONS) == Wish(Screen.SECTOR, page)


def a_waiting(title: str, source: str, url: str) -> Waiting:
    shown, _ = told(title, source, url)
    development = replace(shown.development, id=DevelopmentId("0123456789abcdef"))
    states = {each.number: MatchState.PROPOSED for each in development.judgement.matches}
    item = ReviewItem(development, states, ((source, title, url),) * 9, told=2)
    return Waiting(card_of(item), (), disputed=True, decisions=10**6)


@few
@given(WORDS, WORDS, ADDRESSES, NAMES, LANGUAGES)
def test_cards_of_the_review_in_any_words(title: str, source: str, url: str, label: Texts, language: str) -> None:
    texts, declaration = texts_for(language, "UTC"), promises(label, in_one_part=True)
    waiting = a_waiting(title, source, url)
    development = waiting.card.development
    unit, missed = replace(UNIT, title=label), url if is_web_address(url) else "https://steppe.example.kz/"
    assert_taken(
        review_cards.card(waiting, 7, declaration, {}, texts, remark=texts.say("Accepted.")),
        review_cards.present(waiting, declaration, {}, texts, texts.say("Accepted.")),
        review_cards.pillars(waiting, declaration, texts),
        review_cards.paragraphs(waiting, Pillar.CONNECTIVITY, declaration, texts),
        review_cards.repeated(waiting, [development] * 50, texts),
        review_cards.reasons(waiting, texts),
        review_cards.missed(missed_link(SubscriberId("telegram:1"), missed, NOON), 2, texts),
        status_cards.card(MOVED, unit, [development] * 9, 3, declaration, texts),
        status_cards.reasons(MOVED, unit, declaration, texts),
    )


def on_a_phone(label: str, columns: int) -> str:
    """What a phone shows of a label."""
    shown, room = "", columns
    for character in label:
        room -= 2 if unicodedata.east_asian_width(character) in "WF" else 1
        if room < 0:
            break
        shown += character
    return shown


@pytest.mark.parametrize("language", READER_LANGUAGES)
def test_the_buttons_of_the_settings_can_be_told_apart_by_what_a_phone_shows(language: str) -> None:
    texts, declaration = texts_for(language, DEFAULT_ZONES[language]), load_declaration()
    pages = {
        Screen.PILLAR: [each.value for each in {one.pillar for one in declaration.tracked}],
        Screen.SECTOR: list(pages_of(ORGANISATIONS)),
    }
    for shown in (each for each in Screen if each not in TIMED):
        for page in pages.get(shown, [""]):
            message = screen(Wish(shown, page), Facets(), declaration, texts, ORGANISATIONS)
            labels = sorted(
                on_a_phone(each.text, COLUMNS // len(row) - 2 * (len(row) - 1)) for row in message.rows for each in row
            )
            assert all(first != second for first, second in pairwise(labels)), (shown, page)
