"""Every value that a report can show has a word in every language."""

from __future__ import annotations

from enum import Enum

import pytest

from bot.report_labels import ReportLabels
from bot.texts import texts_for
from domain.calendar import EventKind
from domain.commitment import READER_LANGUAGES, CommitmentKind, Pillar
from domain.ledger import Counted, DealStage, Payer, Reason
from domain.match import Instrument, Stage, Tie
from domain.review import MatchState
from domain.source import Tier, Verdict
from domain.status import ChangeReason, Coverage, EvidenceStep, Ground, Overlay, Status
from domain.unit import Ambition, VerbStrength
from reports.words import QuestionKind, Trend

LISTS: tuple[type[Enum], ...] = (
    Ambition, ChangeReason, CommitmentKind, Counted, DealStage, EventKind, EvidenceStep, Instrument, MatchState,
    Overlay, Payer, Pillar, QuestionKind, Reason, Stage, Status, Tie, Tier, Trend, VerbStrength,
)  # fmt: skip


@pytest.mark.parametrize("language", READER_LANGUAGES)
@pytest.mark.parametrize("kind", LISTS)
def test_every_value_has_a_word(kind: type[Enum], language: str) -> None:
    labels = ReportLabels(texts_for(language, "UTC"))
    assert [value for value in kind if not labels.word(value).strip()] == []


@pytest.mark.parametrize("language", ["ru", "ja"])
@pytest.mark.parametrize("kind", LISTS)
def test_no_word_is_left_in_english(kind: type[Enum], language: str) -> None:
    english, other = (ReportLabels(texts_for(each, "UTC")) for each in ("en", language))
    assert [value for value in kind if labels_alike(english.word(value), other.word(value))] == []


def labels_alike(one: str, other: str) -> bool:
    return one == other and not one.isdigit()


def test_every_failure_and_every_ground_is_said() -> None:
    labels = ReportLabels(texts_for("en", "UTC"))
    assert all(labels.word(verdict) for verdict in Verdict if not verdict.is_success)
    assert all(labels.word(ground) for ground in Ground)


def test_a_status_without_evidence_names_the_sources_behind_it() -> None:
    labels = ReportLabels(texts_for("en", "UTC"))
    said = labels.status(Status.NO_EVIDENCE, Coverage(12, 1))
    assert said == "no reports found (12 sources watched, 1 unreachable)"


def test_a_list_that_reports_do_not_show_has_no_words() -> None:
    class Other(Enum):
        ONE = "one"

    with pytest.raises(KeyError):
        ReportLabels(texts_for("en", "UTC")).word(Other.ONE)
