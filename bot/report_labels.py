"""Labels of reports: what every closed list in a report stands for, in the readers' languages."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from bot.labels import instrument_name, pillar_name, stage_name, tier_name, verdict_reason
from bot.ledger_labels import LedgerLabels
from bot.status_words import Words
from bot.texts import marked
from domain.calendar import EventKind
from domain.commitment import CommitmentKind, Pillar
from domain.ledger import Counted, DealStage, Payer, Reason
from domain.match import Instrument, Stage, Tie
from domain.review import MatchState
from domain.source import Tier, Verdict
from domain.status import ChangeReason, EvidenceStep, Ground, Overlay, Status
from domain.unit import Ambition, VerbStrength
from reports.words import Judge, QuestionKind, Trend

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from enum import Enum

    from bot.texts import Texts
    from domain.match import Money
    from domain.status import Coverage

_WORDS: Mapping[type[Enum], Mapping[Any, str]] = MappingProxyType(
    {
        CommitmentKind: {
            CommitmentKind.MEETING: marked("meetings"),
            CommitmentKind.PROGRAMME: marked("programme"),
            CommitmentKind.FINANCE: marked("finance"),
            CommitmentKind.INSTRUMENT: marked("document"),
            CommitmentKind.OUTCOME: marked("outcome"),
            CommitmentKind.PRINCIPLE: marked("principle"),
        },
        VerbStrength: {
            VerbStrength.NOTES: marked("notes or welcomes"),
            VerbStrength.HOPES: marked("intends or hopes"),
            VerbStrength.AGREES: marked("agrees"),
            VerbStrength.UNDERTAKES: marked("undertakes"),
        },
        Ambition: {
            Ambition.MEET: marked("to meet"),
            Ambition.ARRANGE: marked("to arrange"),
            Ambition.DELIVER: marked("to deliver"),
            Ambition.CHANGE: marked("to change the outcome"),
        },
        Tie: {
            Tie.EXPLICIT: marked("the source names the Declaration"),
            Tie.TOPIC: marked("on the same topic"),
        },
        MatchState: {
            MatchState.PROPOSED: marked("unreviewed"),
            MatchState.ACCEPTED: marked("accepted"),
            MatchState.ACCEPTED_BY_RULE: marked("accepted by rule, not yet reviewed"),
            MatchState.REJECTED: marked("rejected"),
            MatchState.WITHDRAWN: marked("withdrawn"),
        },
        ChangeReason: {
            ChangeReason.FIRST: marked("first assessment"),
            ChangeReason.EVIDENCE_ADDED: marked("new evidence"),
            ChangeReason.EVIDENCE_REMOVED: marked("evidence withdrawn or overtaken"),
            ChangeReason.TIME: marked("passage of time"),
            ChangeReason.COVERAGE: marked("sources became reachable or unreachable"),
        },
        EventKind: {
            EventKind.DEADLINE: marked("deadline"),
            EventKind.ANNOUNCED: marked("announced day"),
            EventKind.DUE_WITHOUT_EVIDENCE: marked("due, no reports found"),
        },
        Trend: {
            Trend.FORWARD: marked("moved forward"),
            Trend.BACK: marked("moved back"),
            Trend.ACTIVE: marked("news, status unchanged"),
            Trend.QUIET: marked("nothing new for 60 days"),
            Trend.SILENT: marked("no reports found"),
        },
        Judge: {
            Judge.MACHINE: marked("by machine"),
            Judge.PERSON: marked("by a person"),
        },
        QuestionKind: {
            QuestionKind.UNREVIEWED: marked("unreviewed"),
            QuestionKind.DUE_WITHOUT_EVIDENCE: marked("due, no reports found"),
            QuestionKind.SINGLE_SOURCE: marked("one source, not official"),
            QuestionKind.STALLED: marked("nothing new for 180 days"),
            QuestionKind.WITHHELD: marked("too few sources answered"),
        },
    }
)

_PLAIN_GROUNDS = MappingProxyType(
    {
        Ground.LADDER: marked("by the stage reported"),
        Ground.CODEBOOK: marked("by the codebook"),
    }
)


class ReportLabels:
    """Says the values of a report to one reader; see ``reports.words.ReportWords``."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts
        self._status = Words(texts)
        ledger = LedgerLabels(texts)
        self._others: Mapping[type[Enum], Callable[[Any], str]] = {
            Stage: lambda value: stage_name(value, texts),
            Instrument: lambda value: instrument_name(value, texts),
            Tier: lambda value: tier_name(value, texts),
            Verdict: lambda value: verdict_reason(value, texts),
            Pillar: lambda value: pillar_name(value, texts),
            Status: self._status.status_name,
            EvidenceStep: self._status.step_name,
            Overlay: self._status.overlay,
            Ground: self._ground,
            Reason: ledger.reason,
            DealStage: ledger.word,
            Payer: ledger.word,
            Counted: ledger.word,
        }

    def word(self, value: Enum) -> str:
        """Return what a value of a closed list is called; raises KeyError for a list that reports do not show."""
        kind = type(value)
        return self._texts.say(_WORDS[kind][value]) if kind in _WORDS else self._others[kind](value)

    def _ground(self, ground: Ground) -> str:
        """Return why a development has its step; where the product elsewhere says nothing, a report says it too."""
        return self._status.ground(ground) or self._texts.say(_PLAIN_GROUNDS[ground])

    def status(self, status: Status, coverage: Coverage) -> str:
        """Return what a status is called, with the sources behind it where it says that nothing was found."""
        return self._status.status(status, coverage)

    def money(self, money: Money) -> str:
        """Return a sum as the reader writes it."""
        return self._texts.money(money)
