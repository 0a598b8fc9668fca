"""What the commands of subscribers answer, in three languages, stored as golden files."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.explaining import Explanation, Unexplained
from bot.markup import CAPTION_LIMIT, MESSAGE_LIMIT, RenderedMessage, utf16_length
from bot.replies import developments, own_data, pausing, report_orders, standing, subscriptions, why
from bot.replies.developments import Newest
from bot.replies.why import Noted
from bot.report_desk import StatusPicture
from bot.report_orders import Order, Period, scope_of
from bot.texts import DEFAULT_ZONES, texts_for
from config.declarations import load_declaration
from config.units import load_units
from domain.alert import DeliveryState
from domain.calendar import Event, EventKind
from domain.commitment import READER_LANGUAGES, Texts
from domain.facets import Facet
from domain.hearing import StoryStanding
from domain.review import MatchState
from domain.showing import ShownDevelopment
from domain.status import Coverage, Overlay, RecordedAssessment, Status
from domain.story import JudgedStory
from domain.subscriber import SubscriberState
from reports.model import NextStep
from tests.builders import NOON, a_development, a_message, a_story, a_subscriber
from tests.golden_files import FOLDER, assert_golden
from tests.servers.telegram_html import parse_html
from tests.unit.bot.test_replies import AGREED, LATE, PLACES, as_text

if TYPE_CHECKING:
    from bot.texts import Texts as SpokenTexts
    from domain.commitment import Declaration
    from domain.unit import UnitId

WATCHED = Coverage(84, 3)
EVENTS = [
    Event("unit-26-a", EventKind.DEADLINE, date(2026, 3, 1), date(2026, 3, 1), (26,), unit_title=Texts("A", "Б", "あ")),
    Event(
        "x:1", EventKind.ANNOUNCED, date(2026, 4, 2), date(2026, 4, 4), (5, 26), ("KZ",),
        title="Форум <b>в Актау</b> & встреча", source_name="Steppe Courier", url="https://steppe.example.kz/forum",
    ),
]  # fmt: skip
STEPS = [NextStep("Grants", "note exchanged", "delivery", AGREED.id)]
PICTURES = {
    "en": (("Green and resilience: no reports found 9, under way 2", "Connectivity: done 1"), "no reports found"),
    "ru": (
        ("Зелёный рост: публикаций не найдено 9, идёт работа 2", "Связанность: выполнено 1"),
        "публикаций не найдено",
    ),
    "ja": (("グリーン：報道なし 9、進行中 2", "コネクティビティ：実施済み 1"), "報道なし"),
}


@cache
def declaration() -> Declaration:
    return load_declaration()


def spoken(language: str) -> SpokenTexts:
    return texts_for(language, DEFAULT_ZONES[language])


def assessments() -> dict[UnitId, RecordedAssessment]:
    """The units of paragraph 26, one under way and unreviewed, the others without reports."""
    units = [unit for unit in load_units(declaration()) if unit.number == 26]
    recorded = {
        unit.id: RecordedAssessment(unit.id, unit.number, NOON, NOON, Status.NO_EVIDENCE, WATCHED) for unit in units
    }
    first = units[0].id
    recorded[first] = replace(recorded[first], status=Status.LIMITED, overlays=(Overlay.STALLED,), causes=(AGREED.id,))
    return recorded


def explanation(state: DeliveryState | None = DeliveryState.SENT, *stopped_by: Facet) -> Explanation:
    shown = ShownDevelopment(AGREED, {AGREED.judgement.matches[0].number: MatchState.ACCEPTED_BY_RULE})
    sent = (a_message(development_id=AGREED.id, state=state, sent_at=NOON),) if state else ()
    return Explanation(shown, JudgedStory(AGREED.lead, AGREED.judgement), stopped_by, sent)


def caption_of(language: str) -> RenderedMessage:
    alt, word = PICTURES[language]
    picture = StatusPicture(b"", "Status", alt, ((word, 40), ("…", 7)), 47, 7, NOON.date())
    return standing.status_caption(picture, declaration(), spoken(language))


def lookups_in(language: str) -> dict[str, tuple[RenderedMessage, ...]]:
    said, promises = spoken(language), declaration()
    units = [unit for unit in load_units(promises) if unit.number == 26]
    found = [each for each in promises.commitments if each.number in (26, 27)]
    lists = [AGREED, LATE]
    return {
        "latest_missed": (developments.latest(lists, Newest.MISSED, 0, promises, PLACES, said),),
        "latest_nothing_missed": (developments.latest([], Newest.MISSED, 0, promises, PLACES, said),),
        "latest_all": (developments.latest(lists * 4, Newest.ALL, 5, promises, PLACES, said),),
        "latest_without_development": (
            developments.latest([], Newest.ALL, 0, promises, PLACES, said, is_subscribed=False),
        ),
        "search": (developments.search_page("порт <Актау>", lists * 3, 0, promises, PLACES, said),),
        "search_without_result": (developments.search_page("порт", [], 0, promises, PLACES, said),),
        "search_hint": (developments.search_hint(said),),
        "standing": (
            RenderedMessage(standing.unit_lines(units, assessments(), said)),
            RenderedMessage(standing.unit_lines(units, {}, said)),
            RenderedMessage(standing.ahead_lines(STEPS, EVENTS, said)),
        ),
        "several_commitments": (standing.several("customs", found, promises, said),),
        "status": (caption_of(language), standing.nothing_to_draw(said)),
        "calendar": standing.calendar(EVENTS, 10, said),
        "calendar_empty": standing.calendar([], 10, said),
        "calendar_of_a_country": (
            *standing.calendar(EVENTS, 10, said, about=standing.about("KZ", None, said)),
            *standing.calendar([], 10, said, about=standing.about(None, 17, said)),
            *standing.calendar([], 10, said, hint=True),
            standing.one_status("KZ", said),
        ),
        **about_the_chat(language),
        **in_words(language),
    }  # fmt: skip


def about_the_chat(language: str) -> dict[str, tuple[RenderedMessage, ...]]:
    said, promises, subscriber = spoken(language), declaration(), a_subscriber()
    order = Order(Period.MONTH, "KZ", "docx")
    return {
        "report": (
            report_orders.order_screen(Order(), said, hides=True),
            report_orders.order_screen(Order(Period.MONTH), said),
            report_orders.order_screen(Order(Period.MONTH, "KZ"), said),
            report_orders.being_made(order, said),
            report_orders.made(order, said),
            report_orders.too_large(replace(order, country=""), said),
            report_orders.report_caption(scope_of(order, promises, NOON), said),
            report_orders.report_caption(scope_of(replace(order, country=""), promises, NOON), said),
        ),
        "why": (
            *why.explained([explanation()], subscriber, promises, PLACES, said),
            *why.explained([explanation(None, Facet.COUNTRIES, Facet.PHRASES)], subscriber, promises, PLACES, said),
            *why.explained([explanation(None)], None, promises, PLACES, said, more=3),
        ),
        "why_not": (
            why.why_hint(said),
            why.not_about_news(said),
            why.never_read("https://news.example.org/a", Noted.YES, said),
            why.unexplained(Unexplained(a_story(), StoryStanding(relevant=False)), Noted.TOO_MANY, said),
        ),
        "privacy": (own_data.privacy(said), own_data.export_caption(said), own_data.nothing_stored(said)),
        "delete": (
            own_data.delete_question(said),
            own_data.deleted(said),
            own_data.kept(said),
            own_data.admins_only(said),
        ),
        "pause": (
            pausing.pause_question(None, said),
            pausing.pause_question(NOON, said),
            pausing.paused(NOON, said),
            pausing.pause_ended(said),
            pausing.no_such_day(said),
        ),
    }  # fmt: skip


def in_words(language: str) -> dict[str, tuple[RenderedMessage, ...]]:
    """Answers to words behind a command, understood and not, and to a chat that has stopped."""
    said, promises = spoken(language), declaration()
    stopped = a_subscriber(state=SubscriberState.STOPPED)
    return {
        "report_asked_in_words": (
            report_orders.order_screen(Order(country="TM"), said),
            report_orders.order_screen(Order(Period.WEEK), said, hides=True, hint=True),
            subscriptions.language_question(said, hint=True),
        ),
        "why_stopped": (
            *why.explained([explanation(None)], stopped, promises, PLACES, said),
            why.never_read("https://news.example.org/a", Noted.YES, said, subscriber=stopped),
            why.unexplained(
                Unexplained(a_story(), StoryStanding(relevant=False)), Noted.NO, said, subscriber=stopped
            ),
        ),
    }  # fmt: skip


@pytest.mark.parametrize("language", READER_LANGUAGES)
@pytest.mark.parametrize("name", lookups_in("en"))
def test_every_answer_is_as_its_golden_file(name: str, language: str) -> None:
    messages = lookups_in(language)[name]
    assert_golden(f"lookups/{name}.{language}.txt", as_text(messages))
    for message in messages:
        assert utf16_length(parse_html(message.html).text) <= MESSAGE_LIMIT


def test_every_golden_answer_is_still_compared() -> None:
    files = {path.name for path in (FOLDER / "lookups").iterdir()}
    assert files == {f"{name}.{language}.txt" for name in lookups_in("en") for language in READER_LANGUAGES}


@pytest.mark.parametrize("language", ["ru", "ja"])
def test_every_answer_is_translated(language: str) -> None:
    english = lookups_in("en")
    same = [name for name, messages in lookups_in(language).items() if as_text(messages) == as_text(english[name])]
    assert same == []


def test_a_caption_keeps_its_figures_and_leaves_out_what_does_not_fit() -> None:
    picture = StatusPicture(b"", "", tuple(f"{n} {'🇯🇵' * 40}" for n in range(20)), (("done", 3),), 47, 0, NOON.date())
    text = parse_html(standing.status_caption(picture, declaration(), spoken("en")).html).text
    assert CAPTION_LIMIT - 170 < utf16_length(text) <= CAPTION_LIMIT
    assert "done: 3" in text
    assert "reviewed" not in text


SAID = {
    DeliveryState.DUE: "is waiting",
    DeliveryState.SENDING: "on its way",
    DeliveryState.SENT: "was sent",
    DeliveryState.REFUSED: "could not be delivered",
    DeliveryState.UNCERTAIN: "may have arrived",
    DeliveryState.CANCELLED: "called off",
    DeliveryState.FOLDED: "counted it",
}


@pytest.mark.parametrize("state", SAID)
def test_what_became_of_a_message_is_said(state: DeliveryState) -> None:
    told = why.explained([explanation(state)], a_subscriber(), declaration(), PLACES, spoken("en"))
    assert SAID[state] in told[0].plain


@pytest.mark.parametrize(
    ("late", "subscribed", "said"),
    [(True, -1, "too late"), (False, 1, "before this chat subscribed"), (False, -1, "so far")],
)
def test_why_no_message_was_made_is_said(late: bool, subscribed: int, said: str) -> None:  # noqa: FBT001 - a case
    shown = ShownDevelopment(a_development(found_late=late), {})
    lead = shown.development.lead
    found = Explanation(shown, JudgedStory(lead, shown.development.judgement), (), ())
    subscriber = a_subscriber(created_at=NOON + timedelta(days=subscribed))
    assert said in why.explained([found], subscriber, declaration(), PLACES, spoken("en"))[0].plain


@pytest.mark.parametrize(
    ("standing_of", "said"),
    [
        (StoryStanding(relevant=True, rejected=True), "An editor has judged"),
        (StoryStanding(relevant=True, held=True), "waits for an editor"),
        (StoryStanding(relevant=True, development_id=AGREED.id, counts=False), "before the Declaration"),
        (StoryStanding(relevant=None), "not been judged"),
    ],
)
def test_why_a_report_shows_nothing_is_said_and_only_a_missed_one_goes_to_the_editors(
    standing_of: StoryStanding, said: str
) -> None:
    found = Unexplained(a_story(), standing_of)
    text = why.unexplained(found, Noted.NO, spoken("en")).plain
    assert said in text
    assert "have been given" not in text
    assert not why.is_missed(found)
    assert why.is_missed(replace(found, standing=StoryStanding(relevant=False)))


@pytest.mark.parametrize("data", ["commitment:", "commitment:list:1", "commitment:²", "commitment:-1"])
def test_forged_data_names_no_commitment(data: str) -> None:
    assert standing.asked_commitment(data) is None


def test_buttons_lead_to_the_neighbours_and_the_list() -> None:
    def data(number: int) -> list[str]:
        return [each.data for each in standing.commitment_buttons(number, declaration(), spoken("en"))]

    assert data(1) == ["commitment:2", "commitment:list"]
    assert data(26) == ["commitment:25", "commitment:27", "commitment:list"]
    assert data(53) == ["commitment:52", "commitment:list"]
    assert standing.asked_commitment("commitment:list") == ""
    assert standing.asked_commitment("commitment:26") == "26"


@settings(max_examples=30, deadline=None)
@given(query=st.text(max_size=developments.QUERY_LIMIT), title=st.text(max_size=500))
def test_no_query_and_no_headline_breaks_a_search(query: str, title: str) -> None:
    clean = query.encode("utf-8", "ignore").decode(), title.encode("utf-8", "ignore").decode()
    found = [replace(AGREED, lead=replace(AGREED.lead, title=clean[1]))] * 7
    page = developments.search_page(clean[0], found, 0, declaration(), PLACES, spoken("en"))
    assert utf16_length(parse_html(page.html).text) <= MESSAGE_LIMIT
