"""What the packaged matcher promises of every answer."""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.match import Item, Judgement, Stage, Tie
from matching.exchange import answer

if TYPE_CHECKING:
    from matching.matcher import LexicalMatcher

GRANT = Item(
    id="1",
    title="Япония выделит Казахстану грант на рентгеновские сканеры для таможни порта Актау",
    summary="Соглашение подписали в Астане посол Японии и министр транспорта. Это часть Токийской инициативы CA+JAD.",
    source="example.kz",
)

PIECES = st.one_of(
    st.sampled_from(
        [
            "Япония ",
            "Japan ",
            "日本 ",
            "Казахстан ",
            "ウズベキスタン ",
            "грант ",
            "JICA ",
            "таможня ",
            "CA+JAD ",
            "\ud800",
            "🇯🇵",
            "\u202e",
        ]
    ),
    st.text(max_size=30),
)
TEXTS = st.lists(PIECES, max_size=12).map("".join)


def whole(judgement: Judgement, item: Item) -> None:
    """Check every promise of the exchange format."""
    told = answer(item, judgement)
    json.dumps(told)
    assert told["relevant"] == bool(told["commitments"]) == (told["primary"] is not None) == (told["stage"] is not None)
    assert 0 <= told["score"] <= 1
    for match in told["commitments"]:
        assert 0 <= match["score"] <= 1
        assert 0 < len(match["evidence"]) <= 300
        assert any(match["evidence"] in text for text in (item.title, item.summary, item.text))
    if told["relevant"]:
        assert told["primary"] in {match["number"] for match in told["commitments"]}
        assert told["countries"]


def test_a_grant_for_customs_is_judged_whole(matcher: LexicalMatcher) -> None:
    judgement = matcher.match(GRANT)
    whole(judgement, GRANT)
    assert (judgement.language, judgement.primary, judgement.countries) == ("ru", 26, ("KZ",))
    assert judgement.tie is Tie.EXPLICIT
    assert judgement.primary_match is not None
    assert "таможни" in judgement.primary_match.evidence


@pytest.mark.parametrize(
    ("title", "primary", "stage"),
    [
        ("Japan and Uzbekistan sign memorandum on specified skilled workers", 38, Stage.AGREED),
        ("ウズベキスタンと二国間クレジット制度の覚書に署名", 18, Stage.AGREED),
        ("カザフスタンの病院に医療機材を供与へ 日本政府", 11, Stage.PLANNED),
        ("Жапония мен Қазақстан арасында тікелей рейс ашылады", 27, Stage.PLANNED),
        ("Жапония Кыргызстандагы оорукана үчүн медициналык жабдуу тапшырды", 11, Stage.DONE),
        ("Ҷопон барои сохтмони мактаб дар Тоҷикистон грант медиҳад", 47, Stage.PLANNED),
        ("Ýaponiýa bilen Türkmenistanyň parlamentara dostluk topary duşuşdy", 30, Stage.SAID),
        ("Yaponiya O‘zbekistonda quyosh elektr stansiyasi qurilishini moliyalashtiradi", 14, Stage.PLANNED),
        ("Япония Ўзбекистонда сунъий интеллект бўйича ҳамкорлик марказини очди", 31, Stage.STARTED),
        ("Перенесён визит министра Японии в Таджикистан, переговоры о порте и дорогах отложены", 25, Stage.SETBACK),
    ],
)
def test_a_headline_of_each_language_is_understood(
    matcher: LexicalMatcher, title: str, primary: int, stage: Stage
) -> None:
    judgement = matcher.match(Item(id="1", title=title))
    assert (judgement.primary, judgement.stage) == (primary, stage)


@pytest.mark.parametrize(
    "title",
    [
        "Сборная Японии обыграла Узбекистан в финале Кубка Азии",
        "Казахстан и Китай подписали соглашение о железной дороге",
        "Japan launches hydrogen plant in Osaka",
        "サッカー日本代表がウズベキスタンに勝利",
        "",
        "🙂🙂🙂",
    ],
)
def test_what_is_no_cooperation_is_left_alone(matcher: LexicalMatcher, title: str) -> None:
    assert not matcher.match(Item(id="1", title=title)).relevant


def test_the_source_supplies_the_side_that_the_text_leaves_out(matcher: LexicalMatcher) -> None:
    title = "Япония передала больницам страны медицинское оборудование"
    assert not matcher.match(Item(id="1", title=title)).relevant
    judgement = matcher.match(Item(id="1", title=title, source="example.kg"))
    assert judgement.relevant
    assert judgement.countries == ("KG",)


def test_relevance_does_not_depend_on_the_date(matcher: LexicalMatcher) -> None:
    old = matcher.match(Item(id="1", title=GRANT.title, date="1999-01-01"))
    assert old == matcher.match(Item(id="1", title=GRANT.title, date="2026-05"))


def test_a_name_with_a_look_alike_letter_passes_the_gate(matcher: LexicalMatcher) -> None:
    assert matcher.match(Item(id="1", title="Япoния выделит Кaзахстану грант на медоборудование")).relevant


@settings(max_examples=150, deadline=None)
@given(title=TEXTS, summary=TEXTS, text=TEXTS, source=st.sampled_from(["", "example.kz", "example.jp", "…"]))
def test_any_text_gets_a_whole_answer(
    matcher: LexicalMatcher, title: str, summary: str, text: str, source: str
) -> None:
    item = Item(id="1", title=title, summary=summary, text=text, source=source)
    whole(matcher.match(item), item)


def test_many_threads_get_one_answer(matcher: LexicalMatcher) -> None:
    expected, found = matcher.match(GRANT), []
    threads = [threading.Thread(target=lambda: found.append(matcher.match(GRANT))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 8


def test_the_explanation_names_every_step(matcher: LexicalMatcher) -> None:
    explanation = matcher.explain(GRANT)
    told = explanation.to_dict()
    assert told["gate"]["japan"]
    assert told["commitments"][0]["number"] in {26, 25}
    assert json.dumps(told)
    lines = "\n".join(explanation.to_lines())
    assert "Customs and border equipment" in lines
    assert "judgement   relevant; primary 26" in lines


def test_the_explanation_says_what_is_not_named(matcher: LexicalMatcher) -> None:
    lines = "\n".join(matcher.explain(Item(id="1", title="Казахстан строит мост")).to_lines())
    assert "Japan: not named; Central Asia: KZ" in lines
    assert "judgement   not relevant" in lines


def test_the_version_follows_the_words(matcher: LexicalMatcher) -> None:
    assert matcher.version.partition("-")[0].isdigit()


@pytest.mark.parametrize(
    ("item", "language"),
    [
        pytest.param(Item(id="1", title="Погода на выходные"), "", id="ordinary news is not worth the time"),
        pytest.param(Item(id="1", title="Погода на выходные", lang="ru"), "ru", id="given"),
        pytest.param(
            Item(id="1", title="Өзбекстанда жаңа мектеп ашылды, оқушылар көп"), "kk", id="a name makes it told"
        ),
        pytest.param(
            Item(id="1", title="Токаев", summary="Президент провёл заседание правительства"), "ru", id="short"
        ),
        pytest.param(Item(id="1", title="Japan and Kazakhstan sign a deal", lang="de"), "en", id="given wrongly"),
    ],
)
def test_the_language_is_told_where_a_side_is_named(matcher: LexicalMatcher, item: Item, language: str) -> None:
    assert matcher.match(item).language == language


def test_a_date_before_the_region_is_no_name_of_the_format(matcher: LexicalMatcher) -> None:
    judgement = matcher.match(Item(id="1", title="日本政府、12月20日、中央アジアのカザフスタンへの医療機材供与に署名"))
    assert judgement.tie is Tie.TOPIC


@pytest.mark.parametrize(
    ("title", "countries"),
    [
        ("Япония и Узбекистан подписали меморандум об университетах", ("UZ",)),
        ("Япония поможет Узбекистану и Кыргызстану с дорогами", ("KG", "UZ")),
        ("Japan and five Central Asian countries launch AI partnership", ("KZ", "KG", "TJ", "TM", "UZ")),
        (
            "Ministers of Japan, Kazakhstan, Kyrgyzstan, Tajikistan and Uzbekistan agree on customs training",
            ("KZ", "KG", "TJ", "TM", "UZ"),
        ),
        ("Мирзиёев обсудил с JICA проекты в сельском хозяйстве", ("UZ",)),
    ],
)
def test_countries_are_those_of_the_headline(matcher: LexicalMatcher, title: str, countries: tuple[str, ...]) -> None:
    assert matcher.match(Item(id="1", title=title)).countries == countries


def test_a_regional_headline_takes_the_countries_of_its_text(matcher: LexicalMatcher) -> None:
    title = "Япония расширит помощь странам Центральной Азии в медицине"
    named = Item(id="1", title=title, summary="Больницы оснастят в Таджикистане и Кыргызстане.")
    assert matcher.match(named).countries == ("KG", "TJ")
    own = Item(id="1", title=title, summary="Оборудование получат больницы Казахстана.", source="example.kz")
    assert matcher.match(own).countries == ("KZ",)
    silent = Item(id="1", title=title, summary="Оборудование поставят больницам.")
    assert matcher.match(silent).countries == ("KZ", "KG", "TJ", "TM", "UZ")


@pytest.mark.parametrize(("source", "language"), [("example.kz", "kk"), ("example.kg", "ky")])
def test_a_headline_that_is_kazakh_and_kyrgyz_alike_is_read_by_its_publishers_country(
    matcher: LexicalMatcher, source: str, language: str
) -> None:
    item = Item(id="1", title="Елбасы Жапония Императоры Акихитомен кездесті", source=source)
    assert matcher.explain(item).language == language


def test_a_japanese_office_names_japan_without_the_country(matcher: LexicalMatcher) -> None:
    judgement = matcher.match(Item(id="1", title="外務大臣政務官のキルギス及びタジキスタン訪問", source="example.jp"))
    assert judgement.relevant
    assert judgement.countries == ("KG", "TJ")


def test_a_lake_named_after_heat_is_no_heat_wave(matcher: LexicalMatcher) -> None:
    summary = "Япониянын колдоосу менен уюштурулган жарманкеге аялдар катышты. JICA адистери кеңеш берди."
    item = Item(
        id="1", title="Ысык-Көлдө «Бир айыл — бир продукт» жарманкеси өттү", summary=summary, source="example.kg"
    )
    assert matcher.match(item).primary == 34
