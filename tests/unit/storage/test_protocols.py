"""The repositories are what the domain asks for: each method of a protocol with the same arguments."""

from __future__ import annotations

import inspect

import pytest

from domain import amendment, hint, panel, patience, ports, repositories, unit_of_work
from storage.amendments import SqlAmendmentRepository
from storage.assessments import SqlAssessmentRepository
from storage.developments import SqlDevelopmentRepository
from storage.hints import SqlHintRepository
from storage.invitations import SqlInvitationRepository
from storage.judgements import SqlJudgementRepository
from storage.leads import SqlLeadRepository
from storage.leases import SqlLeaseRepository
from storage.notices import SqlNoticeRepository
from storage.outbox import SqlOutboxRepository
from storage.panel import SqlPanelRepository
from storage.past import SqlBackfillRepository
from storage.patience import SqlPatienceRepository
from storage.reviews import SqlReviewRepository
from storage.sources import SqlSourceRepository
from storage.stories import SqlStoryRepository
from storage.subscribers import SqlSubscriberRepository
from storage.unit_of_work import SqlUnitOfWork
from storage.watching import SqlWatchRepository

PAIRS = [
    (amendment.AmendmentRepository, SqlAmendmentRepository),
    (hint.HintRepository, SqlHintRepository),
    (panel.PanelRepository, SqlPanelRepository),
    (patience.PatienceRepository, SqlPatienceRepository),
    (ports.DevelopmentRepository, SqlDevelopmentRepository),
    (ports.InvitationRepository, SqlInvitationRepository),
    (ports.LeaseRepository, SqlLeaseRepository),
    (ports.OutboxRepository, SqlOutboxRepository),
    (ports.SourceRepository, SqlSourceRepository),
    (ports.StoryRepository, SqlStoryRepository),
    (ports.SubscriberRepository, SqlSubscriberRepository),
    (unit_of_work.UnitOfWork, SqlUnitOfWork),
    (repositories.AssessmentRepository, SqlAssessmentRepository),
    (repositories.BackfillRepository, SqlBackfillRepository),
    (repositories.JudgementRepository, SqlJudgementRepository),
    (repositories.LeadRepository, SqlLeadRepository),
    (repositories.NoticeRepository, SqlNoticeRepository),
    (repositories.ReviewRepository, SqlReviewRepository),
    (repositories.WatchRepository, SqlWatchRepository),
]


def methods(kind: type) -> dict[str, list[str]]:
    return {
        name: list(inspect.signature(each).parameters)
        for name, each in inspect.getmembers(kind, inspect.isfunction)
        if not name.startswith("_")
    }


@pytest.mark.parametrize(("asked", "given"), PAIRS, ids=lambda each: each.__name__)
def test_a_repository_has_the_methods_of_its_protocol(asked: type, given: type) -> None:
    assert methods(asked).items() == methods(given).items()
    assert set(asked.__annotations__) <= set(given.__annotations__)
