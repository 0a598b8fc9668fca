"""What the page is tested with: developments of all sorts, recorded as polls record them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from bot.assessing import AssessingParts, record_assessments
from bot.page_labels import PageLabels
from bot.texts import DEFAULT_ZONES, texts_for
from config.declarations import load_declaration
from config.ladders import load_ladders
from config.money import load_ledger_rules, load_rates
from config.units import load_units
from domain.commitment import READER_LANGUAGES, CommitmentNumber
from domain.development import ChangeKind, DevelopmentChange, DevelopmentId, Stage
from domain.grouping import Change, StorylineId
from domain.match import Facts, Instrument, Match
from domain.money import Money
from domain.review import Correction, CorrectionKind, Decision, DecisionId, MatchState, ReviewAction
from domain.signals import Signals
from domain.source import Quote, SourceId, Tier
from domain.status import CodebookEntry, UnitCoding
from domain.unit import UnitId
from tests.builders import NOON, a_judgement, a_source
from tests.fakes import FixedClock
from tests.integration.storage.outcomes import a_report, an_opening, an_outcome
from web.parts import Reader, WebParts

if TYPE_CHECKING:
    from domain.match import Judgement
    from domain.outcome import OpenedDevelopment
    from domain.story import JudgedStory
    from domain.unit_of_work import OpenUnitOfWork

PRESS = a_source()
MINISTRY = a_source(
    id=SourceId("jp-ministry"), name="Ministry of Examples", country="JP", tier=Tier.OFFICIAL, languages=("ja",)
)
SILENT = a_source(id=SourceId("uz-closed"), name="Closed Gazette", country="UZ", languages=("uz",), quote=Quote.NONE)
HOSTILE = a_source(id=SourceId("tm-hostile"), name='"><img src=x onerror=alert(1)>', country="TM", languages=("en",))

EVIL = '<script>alert(1)</script> \u202e& "quoted" =cmd'
FORMULA = '=HYPERLINK("https://evil.example","click")'
MANY = 35
"""Further developments of one commitment: more than one page holds."""

STORYLINE = StorylineId("storyline-of-the-port")


def parts_over(opens: OpenUnitOfWork) -> WebParts:
    declaration = load_declaration()
    texts = {language: texts_for(language, DEFAULT_ZONES[language]) for language in READER_LANGUAGES}
    return WebParts(
        open_unit_of_work=opens,
        declaration=declaration,
        units=load_units(declaration),
        ladders=load_ladders(),
        readers={language: Reader(each, PageLabels(each, declaration, {})) for language, each in texts.items()},
        ledger_rules=load_ledger_rules(),
        rates=load_rates(None),
        clock=FixedClock(NOON + timedelta(days=1)),
        url="https://page.example",
    )


def told(slug: str, title: str, *, summary: str = "", **over: Any) -> JudgedStory:
    """A judged report with a headline of its own."""
    report = a_report(slug, **over)
    story = replace(report.story, title=title, summary=summary)
    return replace(report, story=story)


def judged(number: int, evidence: str, **over: Any) -> Judgement:
    return a_judgement(number, matches=(Match(CommitmentNumber(number), 0.9, evidence),), **over)


OIL = told(
    "oil",
    "経済産業省、カザフスタンとの石油分野の覚書に署名",
    source=MINISTRY,
    hours=-3,
    judgement=judged(25, "石油分野の覚書に署名した", language="ja", stage=Stage.AGREED),
)
PORT = told(
    "port",
    "Япония поможет портам Каспия",
    summary="Начало работ намечено на 20 марта 2026 года.",
    hours=-2,
    judgement=judged(
        25,
        "Япония поможет портам Каспия",
        facts=Facts(("JP",), ("KZ",), Instrument.LOAN, Money(Decimal(5_000_000_000), "JPY", "5 млрд иен")),
        signals=Signals(
            amounts=(Money(Decimal(5_000_000_000), "JPY", "5 млрд иен"),),
            days=("2026-03-20",),
            names=("company:examples",),
        ),
    ),
)
PORT_AGAIN = told(
    "port-again", "Порт: соглашение подписано", source=MINISTRY, hours=-1, judgement=judged(25, "подписано")
)
CLOSED = told("closed", "Yopiq gazeta xabari", source=SILENT, hours=-4, judgement=judged(26, "taqiqlangan iqtibos"))
ATTACK = told(
    "attack", EVIL, source=HOSTILE, hours=-5, judgement=judged(26, f"{EVIL} evidence", countries=("TM",), language="en")
)
TRICK = told("trick", FORMULA, source=HOSTILE, hours=-6, judgement=judged(26, FORMULA, countries=("TM",)))
REJECTED = told("rejected", "Отклонённое редактором", hours=-7, judgement=judged(27, "отклонено"))
FURTHER = [
    told(f"further-{n}", f"Ещё одно событие {n}", hours=-10 - n, judgement=judged(30, f"событие {n}"))
    for n in range(MANY)
]


def opening_of(report: JudgedStory) -> OpenedDevelopment:
    opened = an_opening(report)
    return replace(opened, change=replace(opened.change, storyline_id=STORYLINE)) if report in (PORT, OIL) else opened


def id_of(report: JudgedStory) -> str:
    return str(an_opening(report).change.development_id)


def fill(parts: WebParts) -> None:
    """Record the developments, a later report that changes one, an editor's decisions, and assess the units."""
    sources = (PRESS, MINISTRY, SILENT, HOSTILE)
    attack = replace(ATTACK, story=replace(ATTACK.story, url="javascript:alert(1)"))
    reports = (OIL, PORT, CLOSED, attack, TRICK, REJECTED, *FURTHER)
    agreed = DevelopmentChange(
        ChangeKind.UPDATED,
        an_opening(PORT).change.development_id,
        PORT_AGAIN,
        2,
        stage=Change(Stage.PLANNED, Stage.AGREED),
    )
    with parts.open_unit_of_work() as work:
        work.seed(parts.declaration, sources)
        work.record(an_outcome(*reports, opened=tuple(opening_of(each) for each in reports)), "m1")
        work.record(an_outcome(PORT_AGAIN, confirmed=(agreed,), at=NOON + timedelta(hours=1)), "m1")
        work.judgements.decide(REJECTED.story.id, 27, MatchState.REJECTED)
        work.judgements.decide(OIL.story.id, 25, MatchState.ACCEPTED)
        work.assessments.code(
            UnitCoding(DevelopmentId(id_of(PORT)), UnitId("25-a"), CodebookEntry.DONE, "an editor", NOON)
        )
        decision = Decision(
            DecisionId("a-decision"),
            "an editor",
            NOON,
            DevelopmentId(id_of(PORT)),
            ReviewAction.ASSIGN,
            reason="no customs",
        )
        work.reviews.add(decision)
        work.reviews.add_correction(
            Correction(
                id="a-correction",
                at=NOON,
                decision_id=decision.id,
                development_id=DevelopmentId(id_of(PORT)),
                kind=CorrectionKind.MOVED,
                headline=EVIL,
                url=PORT.story.url,
                told=(CommitmentNumber(26),),
                right=(CommitmentNumber(25),),
                reason="the port is no customs post",
            )
        )
        work.commit()
    record_assessments(
        AssessingParts(parts.open_unit_of_work, parts.declaration, parts.units, load_ladders(), parts.clock)
    )


PATHS = (
    "/",
    "/commitments",
    "/commitments/25",
    "/commitments/30?page=2",
    "/commitments/1",
    "/developments",
    f"/developments/{id_of(PORT)}",
    f"/developments/{id_of(ATTACK)}",
    f"/developments/{id_of(CLOSED)}",
    f"/storylines/{STORYLINE}",
    "/countries",
    "/countries/TM",
    "/countries/JP",
    "/countries/KG",
    "/ledger",
    "/calendar",
    "/sources",
    "/corrections",
    "/search",
    "/search?q=порт",
    "/search?q=%3Cscript%3E",
    "/method",
)
FEEDS = tuple(
    f"{of}/{file}"
    for of in ("", "/commitments/25", "/countries/TM")
    for file in ("feed.atom", "feed.json", "developments.csv")
)
