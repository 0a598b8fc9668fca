"""Units and evidence with sensible defaults; override by keyword."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from domain.commitment import PARTIES, CommitmentKind, CommitmentNumber, Texts
from domain.development import DevelopmentId, Stage
from domain.match import Instrument, Tie
from domain.review import MatchState
from domain.source import Tier
from domain.status import Assessment, Coverage, EvidenceStep, Outlet, RecordedAssessment, Status, UnitEvidence
from domain.unit import Ambition, Assignment, Codebook, Criterion, Unit, UnitId, VerbStrength

ADOPTED = date(2025, 12, 20)
TODAY = date(2026, 3, 1)
NOW = datetime(2026, 3, 1, 3, 10, tzinfo=UTC)
WATCHED = Coverage(12, 1)
OFFICIAL = Outlet("Ministry", Tier.OFFICIAL)
PRESS = Outlet("Steppe Courier", Tier.PRESS)
AGENCY = Outlet("Harbour Wire", Tier.AGENCY)
AGGREGATOR = Outlet("All News", Tier.AGGREGATOR)


def texts(text: str) -> Texts:
    return Texts(text, f"{text} (ru)", f"{text} (ja)")


def a_codebook(name: str = "17-a") -> Codebook:
    misses = tuple(texts(f"{name} near miss {number}") for number in range(3))
    return Codebook(texts(f"{name} done"), texts(f"{name} partly"), texts(f"{name} contrary"), misses)


def a_unit(unit_id: str = "26-b", **over: Any) -> Unit:
    values: dict[str, Any] = {
        "id": UnitId(unit_id),
        "number": CommitmentNumber(int(unit_id.partition("-")[0])),
        "title": texts(unit_id),
        "kind": CommitmentKind.PROGRAMME,
        "actors": PARTIES,
        "verb": VerbStrength.AGREES,
        "ambition": Ambition.DELIVER,
        "assign": Assignment("One target.", default=True),
        "codebook": a_codebook(unit_id),
        "partly_when": Criterion((Instrument.GRANT,), (Stage.AGREED, Stage.STARTED, Stage.DONE)),
    }
    return Unit(**{**values, **over})


def praise(unit_id: str = "40-a") -> Unit:
    return a_unit(unit_id, codebook=None, not_reviewable=texts("names no act"), partly_when=None)


def a_piece(name: str = "d1", **over: Any) -> UnitEvidence:
    values: dict[str, Any] = {
        "development_id": DevelopmentId(name),
        "unit_id": UnitId("26-b"),
        "day": date(2026, 1, 30),
        "stage": Stage.AGREED,
        "tie": Tie.EXPLICIT,
        "reached": EvidenceStep.RESOURCED,
        "rung": "grant.notes",
        "parties": ("JP", "KZ"),
        "passage": "Notes were exchanged.",
        "outlets": (OFFICIAL,),
        "review": MatchState.PROPOSED,
        "instrument": Instrument.GRANT,
    }
    return UnitEvidence(**{**values, **over})


def recorded(found: Assessment) -> RecordedAssessment:
    return RecordedAssessment(
        unit_id=found.unit_id,
        number=found.number,
        at=NOW,
        changed_at=NOW,
        status=found.status,
        coverage=found.coverage,
        step=found.step,
        overlays=found.overlays,
        causes=found.causes,
        evidence=tuple(each.evidence.development_id for each in found.weighed),
        same_topic=found.same_topic,
        score=found.score,
        scores=found.scores,
        is_due=found.is_due,
        reviewed=found.reviewed,
    )


def a_result(unit_id: str = "26-b", status: Status = Status.LIMITED, **over: Any) -> Assessment:
    values: dict[str, Any] = {
        "unit_id": UnitId(unit_id),
        "number": CommitmentNumber(int(unit_id.partition("-")[0])),
        "day": TODAY,
        "status": status,
        "coverage": WATCHED,
    }
    return Assessment(**{**values, **over})
