"""A small report and what it is made of: three commitments, four developments, hostile words among them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from bot.report_labels import ReportLabels
from bot.texts import texts_for
from config.ladders import load_ladders
from domain.assessment.assess import assess
from domain.assessment.gathering import ToldDevelopment, coverage_of, gather
from domain.calendar import calendar_of
from domain.commitment import CommitmentNumber, Pillar
from domain.coverage import MissedStory, PolledSource, WatchRecord
from domain.development import DevelopmentId, Stage
from domain.evidence import KeptText
from domain.ledger import LedgerRules, Rates, ledger_of
from domain.match import Facts, Instrument, Match, Money, Tie
from domain.moment import Moment, Precision
from domain.review import Correction, CorrectionKind, DecisionId, MatchState
from domain.signals import Signals
from domain.source import Quote, SourceId, Tier, Verdict
from domain.status import MACHINE, ChangeReason, Outlet, Overlay, Status, StatusChange
from domain.story import StoryId
from domain.unit import UnitId
from reports.agreement import Agreement
from reports.compose import compose
from reports.material import Material, ReportScope
from tests.assessment_builders import a_unit, praise
from tests.builders import a_commitment, a_declaration, a_development, a_judgement, a_source, a_story, a_watched_source

if TYPE_CHECKING:
    from domain.commitment import Declaration
    from domain.development import Development
    from domain.unit import Unit
    from reports.model import Report

MADE_AT = datetime(2026, 2, 1, 9, 0, tzinfo=UTC)
SCOPE = ReportScope(date(2025, 12, 20), date(2026, 1, 31), MADE_AT)
DAY = datetime(2026, 1, 30, 6, 0, tzinfo=UTC)
HOSTILE = "<script>alert(1)</script> =cmd|'/c calc'!A1 [x](javascript:alert(2)) **b** | \u202eevil\u2066 \x07 &amp; ```"
"""What a headline, passage or publisher may hold at the worst."""

RULES = LedgerRules(Decimal(3 * 10**12), Decimal(10**14), frozenset(), frozenset({Instrument.GRANT}), frozenset())
RATES = Rates((date(2026, 1, 1),), {date(2026, 1, 1): {"USD": Decimal(150)}})


def declared() -> Declaration:
    return a_declaration(
        a_commitment(12, pillar=Pillar.OVERVIEW),
        a_commitment(13, pillar=Pillar.OVERVIEW),
        a_commitment(26, due=date(2026, 12, 31), due_note=a_commitment().label, target=a_commitment().label),
        a_commitment(40, pillar=Pillar.GLOBAL),
    )


def units() -> tuple[Unit, ...]:
    return (
        a_unit("12-a", due=date(2026, 1, 10)),
        a_unit("13-a"),
        a_unit("26-a", due=date(2026, 12, 31), due_note=a_commitment().label),
        praise("40-a"),
    )


def story(name: str, day: datetime, **over: Any) -> Any:
    return a_story(
        id=StoryId(name), url=f"https://news.example.org/{name}", published=Moment(day, Precision.MINUTE), **over
    )


def development(name: str, number: int, lead: Any, passage: str, **over: Any) -> Development:
    match = Match(CommitmentNumber(number), 0.8, passage)
    return a_development(
        id=DevelopmentId(name), lead=lead, judgement=a_judgement(number, matches=(match,), **over), reports=1
    )


def scanners() -> ToldDevelopment:
    lead = story(
        "scanners", DAY, title="Япония поставит порту Актау рентгеновские сканеры", tier=Tier.OFFICIAL, quote=Quote.FULL
    )
    money = Money(Decimal(719_000_000), "JPY", "719 млн иен")
    found = development(
        "one",
        26,
        lead,
        "Япония выделит до 719 млн иен на сканеры для таможни порта Актау.",
        stage=Stage.AGREED,
        tie=Tie.EXPLICIT,
        facts=Facts(("JP",), ("KZ",), Instrument.GRANT, money),
        signals=Signals(amounts=(money,), days=("2026-05-15",)),
    )
    outlets = (Outlet("Steppe Courier", Tier.OFFICIAL), Outlet("Port Review", Tier.PRESS))
    return ToldDevelopment(found, outlets, {CommitmentNumber(26): MatchState.ACCEPTED})


def investment() -> ToldDevelopment:
    lead = story("investment", DAY - timedelta(days=3), title="Sojitz to invest $10 million", language="en")
    money = Money(Decimal(10_000_000), "USD", "$10 million")
    found = development(
        "two",
        13,
        lead,
        "Sojitz will invest 10 million dollars. " * 8,
        stage=Stage.PLANNED,
        language="en",
        countries=("UZ",),
        facts=Facts(("JP",), ("UZ",), Instrument.INVESTMENT, money),
        signals=Signals(names=("company:sojitz",), amounts=(money,)),
    )
    return ToldDevelopment(found, (Outlet("Harbour Wire", Tier.AGENCY),))


def hostile() -> ToldDevelopment:
    lead = story("hostile", DAY - timedelta(days=5), title=HOSTILE, source_name=HOSTILE, language="en")
    found = development("three", 26, replace(lead, url="javascript:alert(3)"), HOSTILE, language="en")
    return ToldDevelopment(found, (Outlet(HOSTILE, Tier.PRESS),))


def unquotable() -> ToldDevelopment:
    lead = story("unquotable", DAY - timedelta(days=6), title="大臣会合を提案", language="ja", quote=Quote.NONE)
    found = development("four", 26, lead, "秋に大臣会合を開くことを提案した。", language="ja", stage=Stage.SAID)
    return ToldDevelopment(found, (Outlet("Kawara Press", Tier.PRESS),))


def told() -> tuple[ToldDevelopment, ...]:
    return (unquotable(), hostile(), investment(), scanners())


def kept() -> dict[DevelopmentId, list[KeptText]]:
    second = story(
        "second", DAY + timedelta(hours=2), title="Aktau [customs] get X-ray units", source_name="Port Review"
    )
    texts = {each.development.id: [KeptText(each.development.lead)] for each in told()}
    texts[DevelopmentId("one")] = [
        KeptText(scanners().development.lead, "Первый абзац."), KeptText(second),
    ]  # fmt: skip
    return texts


def changes() -> tuple[StatusChange, ...]:
    first = StatusChange(
        UnitId("26-a"), DAY - timedelta(days=20), None, Status.NO_EVIDENCE, (), (Overlay.NOT_YET_DUE,), (),
        ChangeReason.FIRST, MACHINE,
    )  # fmt: skip
    rise = replace(
        first,
        at=DAY + timedelta(hours=1),
        before=Status.NO_EVIDENCE,
        after=Status.LIMITED,
        overlays_before=(Overlay.NOT_YET_DUE,),
        evidence=(DevelopmentId("one"),),
        reason=ChangeReason.EVIDENCE_ADDED,
        who="Editor <b>",
    )
    return rise, first


def a_correction(**over: Any) -> Correction:
    values: dict[str, Any] = {
        "id": "correction",
        "at": DAY,
        "decision_id": DecisionId("decision"),
        "development_id": DevelopmentId("five"),
        "kind": CorrectionKind.WITHDRAWN,
        "headline": HOSTILE,
        "url": "",
        "told": (CommitmentNumber(26),),
        "right": (),
        "reason": "another <b>project</b>",
    }
    return Correction(**{**values, **over})


def a_material(**over: Any) -> Material:
    sources = (
        a_watched_source(last_success_at=MADE_AT),
        a_watched_source(
            a_source(id=SourceId("jp-wire"), name="Kawara Press", country="JP", languages=("ja",)),
            verdict=Verdict.TIMED_OUT,
            failures=7,
            failing_since=DAY,
        ),
    )
    polled = (
        PolledSource(SourceId("kz-steppe"), "KZ", ("ru",), 100, 98),
        PolledSource(SourceId("jp-wire"), "JP", ("ja",), 50, 0),
        PolledSource(SourceId("search"), "INT", ("en",), 10, 10, is_search=True),
    )
    missed = (MissedStory("Missed", "https://news.example.org/missed", "en", "search"),)
    evidence = gather(told(), units(), load_ladders())
    assessed = tuple(
        assess(unit, evidence[unit.id], coverage_of(sources, unit.actors, MADE_AT), SCOPE.until, declared().adopted)
        for unit in units()
    )
    values: dict[str, Any] = {
        "declaration": declared(),
        "units": units(),
        "ladders": load_ladders(),
        "told": told(),
        "kept": kept(),
        "assessments": assessed,
        "ledger": ledger_of([each.development for each in told()], RATES, RULES),
        "calendar": tuple(calendar_of([each.development for each in told()], units())),
        "watch": WatchRecord(DAY - timedelta(days=30), MADE_AT, polled, missed),
        "sources": sources,
        "changes": changes(),
        "corrections": (a_correction(), a_correction(right=(CommitmentNumber(13),), by_rule=True)),
        "match_agreement": Agreement("nominal", 12, 2, 92.0, 0.81),
        "codebook_agreement": Agreement("ordinal", 0, 0, None, None),
    }
    return Material(**{**values, **over})


def a_report(language: str = "en", scope: ReportScope = SCOPE, **over: Any) -> Report:
    """Return the report in a language; the keywords replace parts of its material."""
    texts = texts_for(language, "UTC")
    return compose(a_material(**over), scope, texts, ReportLabels(texts))
