"""Joining reports to developments and developments to storylines, as a poll does."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.development import ChangeKind, DevelopmentId, OpenDevelopment, Stage
from domain.grouping import GroupDecision, Ruling
from domain.identity import stable_id
from domain.match import Item
from domain.moment import Moment, Precision
from domain.source import Tier
from domain.story import JudgedStory, StoryId
from matching.grouping import group, grouped_story
from matching.grouping.decide import likeness
from tests.builders import NOON, a_judged_story, a_judgement, a_story, an_irrelevant_judgement
from tests.groupers import GROUPER

if TYPE_CHECKING:
    from domain.development import DevelopmentChange
    from matching.matcher import LexicalMatcher

TITLE = "Япония выделит Казахстану грант на оборудование для таможни в порту Актау"
NUMBERS = GROUPER.numbers


def report(
    title: str, *, url: str = "", summary: str = "", hours: float = 0, language: str = "ru", **judged: Any
) -> JudgedStory:
    story = a_story(
        id=StoryId(stable_id(title, url)), title=title, url=url, url_key=stable_id("url", url) if url else "",
        summary=summary, published=Moment(NOON + timedelta(hours=hours), Precision.MINUTE),
        tier=judged.pop("tier", Tier.PRESS),
    )  # fmt: skip
    return a_judged_story(story, a_judgement(language=language, **judged))


def of_text(
    matcher: LexicalMatcher, title: str, summary: str = "", *, day: int = 30, tier: Tier = Tier.PRESS, **over: Any
) -> JudgedStory:
    """A story as the packaged matcher judges it, published on a day of January 2026 (or after: 32 is 1 February)."""
    at = NOON.replace(day=1) + timedelta(days=day - 1)
    story = a_story(
        id=StoryId(stable_id(title, str(day))), title=title, summary=summary, url="", url_key="",
        published=Moment(at, Precision.DAY), tier=tier,
    )  # fmt: skip
    return JudgedStory(story, matcher.match(_item(story, over)))


def _item(story: Any, over: dict[str, Any]) -> Item:
    return Item(id=story.id, title=story.title, summary=story.summary, date="2026-01-30", **over)


def developments_of(changes: list[DevelopmentChange]) -> int:
    return len({change.development_id for change in changes})


def test_an_irrelevant_story_belongs_to_no_development() -> None:
    assert group([a_judged_story(judgement=an_irrelevant_judgement())], [], NUMBERS) == []
    with pytest.raises(ValueError, match="not relevant"):
        grouped_story(a_judged_story(judgement=an_irrelevant_judgement()))


@pytest.mark.parametrize(
    ("other", "same"),
    [
        pytest.param(report(TITLE, url="b"), True, id="one headline"),
        pytest.param(report(TITLE.upper() + "!", url="b"), True, id="one headline in capitals"),
        pytest.param(report("Грант Японии", url="a"), True, id="one address"),
        pytest.param(report(TITLE.replace("Казахстану", "Кыргызстану"), countries=("KG",)), False, id="other country"),
        pytest.param(report(TITLE, url="b", hours=24 * 50), False, id="too long after"),
        pytest.param(report("Япония и Казахстан открывают прямые рейсы", number=27), False, id="another event"),
    ],
)
def test_reports_are_compared(other: JudgedStory, *, same: bool) -> None:
    changes = group([report(TITLE, url="a"), other], [], NUMBERS)
    assert [change.kind for change in changes] == [
        ChangeKind.OPENED,
        ChangeKind.CONFIRMED if same else ChangeKind.OPENED,
    ]
    assert (developments_of(changes) == 1) is same


def test_a_translation_published_a_week_later_joins(matcher: LexicalMatcher) -> None:
    first = of_text(
        matcher, "カザフスタンのアクタウ港税関に貨物検査機材　無償資金協力の書簡に署名",
        "1月30日、アスタナで大型X線検査機材を整備する無償資金協力(供与限度額7.19億円)の書簡に署名した。",
    )  # fmt: skip
    later = of_text(
        matcher, "Япония выделит до 719 млн иен на рентген-оборудование для таможни порта Актау",
        "Ноты о гранте Казахстану подписаны в Астане 30 января.", day=38,
    )  # fmt: skip
    assert developments_of(group([first, later], [], NUMBERS)) == 1


def test_contradicting_sums_are_two_developments_until_an_editor_says_otherwise(matcher: LexicalMatcher) -> None:
    one = of_text(matcher, "Япония выделит Казахстану 719 млн иен на сканер для таможни Актау")
    other = of_text(matcher, "Япония выделит Казахстану 950 млн иен на сканер для таможни Актау")
    assert developments_of(group([one, other], [], NUMBERS)) == 2
    changes = group([one, other], [], NUMBERS, [decision(one, other, Ruling.TOGETHER)])
    assert developments_of(changes) == 1


def test_an_article_about_ten_deals_does_not_swallow_one_of_them(matcher: LexicalMatcher) -> None:
    deal = of_text(
        matcher,
        "Marubeni построит в Бухаре солнечную станцию за 270 млн долларов",
        "Соглашение с Узбекистаном подписано в Ташкенте.",
    )
    ten = of_text(
        matcher, "Узбекистан и Япония подписали десять соглашений",
        "В пакете солнечная станция Marubeni за 270 млн долларов, больница в Фергане, дорога в Хорезме, "
        "завод удобрений, университет, подстанция в Навои, автобусы, спутник, водоснабжение Нукуса и аэропорт "
        "на 5,4 млрд долларов.",
    )  # fmt: skip
    other = of_text(
        matcher,
        "Sojitz займется ветропарком в Кашкадарье за 520 млн долларов",
        "Узбекистан и японская компания подписали документ.",
    )
    assert developments_of(group([deal, ten, other], [], NUMBERS)) == 3


def test_a_correction_joins_and_changes_the_sum(matcher: LexicalMatcher) -> None:
    first = of_text(
        matcher, "Япония выделит Казахстану 719 млн иен на сканер для таможни порта Актау", "Грант подписан 30 января."
    )
    second = of_text(
        matcher,
        "Уточнение: Япония выделит Казахстану 917 млн иен на сканер для таможни порта Актау",
        "Грант подписан 30 января.",
        day=31,
    )
    opened, corrected = group([first, second], [], NUMBERS)
    assert (corrected.kind, corrected.development_id) == (ChangeKind.UPDATED, opened.development_id)
    assert corrected.amount is not None
    assert [int(each.amount) for each in (corrected.amount.before, corrected.amount.after)] == [
        719_000_000,
        917_000_000,
    ]
    assert corrected.revision == 2


def test_a_retraction_joins_and_withdraws(matcher: LexicalMatcher) -> None:
    first = of_text(
        matcher,
        "Air Astana откроет прямой рейс Алматы – Токио 3 июня",
        "Рейсы в Нариту пойдут дважды в неделю, Казахстан и Япония согласовали.",
    )
    second = of_text(
        matcher,
        "Air Astana опровергла: прямой рейс Алматы – Токио 3 июня не откроют",
        "Рейсы в Нариту не согласованы с Японией.",
        day=31,
    )
    opened, withdrawn = group([first, second], [], NUMBERS)
    assert (withdrawn.kind, withdrawn.development_id) == (ChangeKind.UPDATED, opened.development_id)
    assert withdrawn.withdrawn


def decision(one: JudgedStory, other: JudgedStory, ruling: Ruling) -> GroupDecision:
    first, second = sorted((one.story.id, other.story.id))
    return GroupDecision(first, second, ruling, "telegram:7", NOON)


def test_what_an_editor_parted_stays_parted() -> None:
    one, other = report(TITLE, url="a"), report(TITLE, url="b")
    assert developments_of(group([one, other], [], NUMBERS, [decision(one, other, Ruling.APART)])) == 2


def test_a_story_already_told_is_not_told_again() -> None:
    known = report(TITLE, url="a")
    open_one = OpenDevelopment(DevelopmentId("told"), 1, (grouped_story(known),))
    assert group([known], [open_one], NUMBERS) == []


def test_a_report_joins_the_most_alike_of_the_open_developments() -> None:
    near, same = report(TITLE.replace("выделит", "выделила"), countries=("KZ", "KG")), report(TITLE)
    open_ones = [
        OpenDevelopment(DevelopmentId(name), 3, (grouped_story(each),), announced=name == "same")
        for name, each in (("near", near), ("same", same))
    ]
    [change] = group([report(TITLE, url="new")], open_ones, NUMBERS)
    assert (change.kind, change.development_id, change.revision, change.announced) == (
        ChangeKind.CONFIRMED, "same", 3, True,
    )  # fmt: skip


def test_nothing_is_chained_through_a_forbidden_pair() -> None:
    first, between = report(TITLE, url="a"), report(TITLE, url="b", countries=("KZ", "KG"))
    last = report(TITLE, url="c", countries=("KG",))
    changes = group([first, between, last], [], NUMBERS)
    assert changes[2].development_id != changes[0].development_id


@pytest.mark.parametrize(
    ("tiers", "leader"),
    [
        ((Tier.PRESS, Tier.AGENCY, Tier.OFFICIAL, Tier.OFFICIAL), 2),
        ((Tier.OFFICIAL, Tier.PRESS, Tier.OFFICIAL), 0),
        ((Tier.AGGREGATOR, Tier.PRESS, Tier.PRESS), 1),
    ],
)
def test_the_headline_changes_only_for_a_better_source(tiers: tuple[Tier, ...], leader: int) -> None:
    reports = [report(TITLE, url=str(place), tier=tier, hours=place) for place, tier in enumerate(tiers)]
    changes = group(reports, [], NUMBERS)
    assert [place for place, change in enumerate(changes) if change.leads][-1] == leader


def test_a_later_stage_of_one_project_is_of_its_storyline(matcher: LexicalMatcher) -> None:
    signed = of_text(
        matcher,
        "Япония и Кыргызстан обменялись нотами о гранте на аэропорт Ош",
        "Грант на 4,21 млрд иен пойдет на диспетчерское оборудование.",
    )
    delivered = of_text(
        matcher,
        "В аэропорту Ош заработало диспетчерское оборудование из Японии",
        "Грант на 4,21 млрд иен для Кыргызстана освоен полностью.",
        day=85,
    )
    other = of_text(matcher, "Японские волонтеры приехали в Кыргызстан преподавать язык", day=85)
    changes = group([signed, delivered, other], [], NUMBERS)
    assert developments_of(changes) == 3
    assert changes[0].storyline_id == changes[1].storyline_id != changes[2].storyline_id


def test_likeness_is_symmetric() -> None:
    reports = [grouped_story(report(title)) for title in (TITLE, TITLE[:-6], "Совсем другое")]
    assert all(likeness(one, other, NUMBERS) == likeness(other, one, NUMBERS) for one in reports for other in reports)


@settings(max_examples=25)
@given(st.permutations(range(6)))
def test_a_whole_set_is_grouped_the_same_in_any_order(order: list[int]) -> None:
    titles = (
        TITLE,
        TITLE + " сегодня",
        "Япония и Казахстан открывают рейсы",
        "Токаев в Токио",
        TITLE.upper(),
        "Форум в Астане",
    )
    stories = [grouped_story(report(title, url=str(place), hours=place)) for place, title in enumerate(titles)]
    assert GROUPER.lines([stories[place] for place in order]) == GROUPER.lines(stories)


def test_a_setback_is_an_update() -> None:
    planned = report(TITLE, url="a", stage=Stage.AGREED)
    broken = report(TITLE, url="b", stage=Stage.SETBACK, hours=30)
    change = group([planned, broken], [], NUMBERS)[1]
    assert change.kind is ChangeKind.UPDATED
    assert change.stage is not None
    assert (change.stage.before, change.stage.after) == (Stage.AGREED, Stage.SETBACK)
