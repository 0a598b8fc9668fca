"""When two reports of one language tell of one development."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from domain.development import ChangeKind, DevelopmentId, OpenDevelopment
from domain.identity import stable_id
from domain.moment import Moment, Precision
from domain.story import JudgedStory, StoryId
from matching.grouping import group, grouped_story, likeness
from tests.builders import NOON, a_judged_story, a_judgement, a_story, an_irrelevant_judgement

TITLE = "Япония выделит Казахстану грант на оборудование для таможни в порту Актау"


def report(
    title: str, *, url: str = "", summary: str = "", hours: float = 0, language: str = "ru", **judged: Any
) -> JudgedStory:
    story = a_story(
        id=StoryId(stable_id(title, url)), title=title, url=url, url_key=stable_id("url", url) if url else "",
        summary=summary, published=Moment(NOON + timedelta(hours=hours), Precision.MINUTE),
    )  # fmt: skip
    return a_judged_story(story, a_judgement(language=language, **judged))


def test_an_irrelevant_story_belongs_to_no_development() -> None:
    assert group([a_judged_story(judgement=an_irrelevant_judgement())], []) == []
    with pytest.raises(ValueError, match="not relevant"):
        grouped_story(a_judged_story(judgement=an_irrelevant_judgement()))


@pytest.mark.parametrize(
    ("other", "same"),
    [
        pytest.param(report(TITLE, url="b"), True, id="one headline"),
        pytest.param(report(TITLE.upper() + "!", url="b"), True, id="one headline in capitals"),
        pytest.param(report("Грант Японии", url="a"), True, id="one address"),
        pytest.param(report(TITLE.replace("выделит", "выделила")), True, id="nearly one headline"),
        pytest.param(report(TITLE.replace("Казахстану", "Кыргызстану"), countries=("KG",)), False, id="other country"),
        pytest.param(report(TITLE + " на 700 млн иен"), False, id="another number"),
        pytest.param(report(TITLE, hours=80), False, id="too long after"),
        pytest.param(report(TITLE, language="kk"), False, id="another language"),
        pytest.param(report("Япония и Казахстан открывают прямые рейсы"), False, id="another event"),
    ],
)
def test_reports_are_compared(other: JudgedStory, *, same: bool) -> None:
    changes = group([report(TITLE, url="a"), other], [])
    assert [change.kind for change in changes] == [
        ChangeKind.OPENED,
        ChangeKind.CONFIRMED if same else ChangeKind.OPENED,
    ]
    assert (changes[0].development_id == changes[1].development_id) is same


def test_reworded_headlines_over_one_text_are_one_development() -> None:
    text = "Министерство иностранных дел сообщило об обмене нотами о поставке рентгеновских аппаратов для порта. " * 2
    one, other = report("Обмен нотами состоялся", summary=text), report("Стороны обменялись нотами", summary=text)
    assert len({change.development_id for change in group([one, other], [])}) == 1


def test_a_report_joins_the_most_alike_of_the_open_developments() -> None:
    near, same = report(TITLE.replace("выделит", "выделила")), report(TITLE)
    open_ones = [
        OpenDevelopment(DevelopmentId(name), 3, (grouped_story(each),), announced=name == "same")
        for name, each in (("near", near), ("same", same))
    ]
    [change] = group([report(TITLE, url="new")], open_ones)
    assert (change.kind, change.development_id, change.revision, change.announced) == (
        ChangeKind.CONFIRMED, "same", 3, True,
    )  # fmt: skip


def test_likeness_is_symmetric() -> None:
    reports = [grouped_story(report(title)) for title in (TITLE, TITLE[:-6], "Совсем другое")]
    assert all(likeness(one, other) == likeness(other, one) for one in reports for other in reports)
