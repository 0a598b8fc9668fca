"""Unit of work: one transaction with its repositories; explicit commit, rollback otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from storage.assessments import SqlAssessmentRepository
from storage.developments import SqlDevelopmentRepository
from storage.engine import begin
from storage.evidence import SqlEvidenceRepository
from storage.groups import SqlGroupRepository
from storage.invitations import SqlInvitationRepository
from storage.judgements import SqlJudgementRepository
from storage.leads import SqlLeadRepository
from storage.leases import SqlLeaseRepository
from storage.notices import SqlNoticeRepository
from storage.outbox import SqlOutboxRepository
from storage.pages import SqlPageRepository
from storage.past import SqlBackfillRepository, record_past
from storage.recording import record
from storage.rejudging import record_again
from storage.retention import tidy
from storage.reviews import SqlReviewRepository
from storage.search import SqlSearchRepository
from storage.seed import seed
from storage.sources import SqlSourceRepository
from storage.stories import SqlStoryRepository
from storage.subscribers import SqlSubscriberRepository
from storage.watching import SqlWatchRepository

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime
    from types import TracebackType

    from sqlalchemy import Connection, Engine

    from domain.commitment import Declaration
    from domain.outcome import PollOutcome, Rejudgement
    from domain.past import PastFinding
    from domain.ports import (
        DevelopmentRepository,
        InvitationRepository,
        LeaseRepository,
        OpenUnitOfWork,
        OutboxRepository,
        SourceRepository,
        StoryRepository,
        SubscriberRepository,
        UnitOfWork,
    )
    from domain.repositories import (
        AssessmentRepository,
        BackfillRepository,
        EvidenceRepository,
        GroupRepository,
        JudgementRepository,
        LeadRepository,
        NoticeRepository,
        ReviewRepository,
        WatchRepository,
    )
    from domain.showing import PageRepository, SearchRepository
    from domain.source import Source


class SqlUnitOfWork:
    """One transaction on a database; see ``domain.ports.UnitOfWork``.

    It is entered once and used by one thread at a time.

    Args:
        engine: from ``storage.engine.create_engine``.
        writes: whether it may commit; one that only reads waits for no writer and sees one state throughout.
    """

    sources: SourceRepository
    stories: StoryRepository
    leads: LeadRepository
    judgements: JudgementRepository
    developments: DevelopmentRepository
    groups: GroupRepository
    subscribers: SubscriberRepository
    outbox: OutboxRepository
    leases: LeaseRepository
    invitations: InvitationRepository
    notices: NoticeRepository
    watch: WatchRepository
    assessments: AssessmentRepository
    evidence: EvidenceRepository
    reviews: ReviewRepository
    backfills: BackfillRepository
    pages: PageRepository
    search: SearchRepository

    _connection: Connection

    def __init__(self, engine: Engine, *, writes: bool) -> None:
        self._engine = engine
        self._writes = writes

    def __enter__(self) -> Self:
        """Begin the transaction.

        Raises:
            DatabaseBusy: another writer held the database too long. StorageError: it cannot be opened.
        """
        connection = begin(self._engine, writes=self._writes)
        self._connection = connection
        self.sources = SqlSourceRepository(connection)
        self.stories = SqlStoryRepository(connection)
        self.leads = SqlLeadRepository(connection)
        self.judgements = SqlJudgementRepository(connection)
        self.developments = SqlDevelopmentRepository(connection)
        self.groups = SqlGroupRepository(connection)
        self.subscribers = SqlSubscriberRepository(connection)
        self.outbox = SqlOutboxRepository(connection)
        self.leases = SqlLeaseRepository(connection)
        self.invitations = SqlInvitationRepository(connection)
        self.notices = SqlNoticeRepository(connection)
        self.watch = SqlWatchRepository(connection)
        self.assessments = SqlAssessmentRepository(connection)
        self.evidence = SqlEvidenceRepository(connection)
        self.reviews = SqlReviewRepository(connection)
        self.backfills = SqlBackfillRepository(connection)
        self.pages = SqlPageRepository(connection)
        self.search = SqlSearchRepository(connection)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Roll back what was not committed."""
        self._connection.close()

    def commit(self) -> None:
        """Write everything of this transaction.

        Raises:
            StorageError: nothing was written.
            RuntimeError: the unit of work was opened for reading only.
        """
        if not self._writes:
            raise RuntimeError("this unit of work was opened for reading only")
        self._connection.commit()

    def record(self, outcome: PollOutcome, matcher_version: str) -> None:
        """Write every row of one poll."""
        record(self._connection, outcome, matcher_version)

    def record_again(self, outcome: Rejudgement, matcher_version: str) -> None:
        """Write what judging stored stories again changes; what an editor has decided about stays as it is."""
        record_again(self._connection, outcome, matcher_version)

    def record_past(self, finding: PastFinding, matcher_version: str) -> None:
        """Write what one step into the past found; no state of a source changes."""
        record_past(self._connection, finding, matcher_version)

    def seed(self, declaration: Declaration, sources: Collection[Source]) -> None:
        """Bring declared commitments and sources into the tables; doing it twice changes nothing."""
        seed(self._connection, declaration, sources)

    def tidy(self, now: datetime) -> int:
        """Delete old poll history; return how many polls were deleted."""
        return tidy(self._connection, now)


def open_unit_of_work(engine: Engine) -> OpenUnitOfWork:
    """Return what opens units of work on a database."""

    def open_one(*, writes: bool = True) -> UnitOfWork:
        return SqlUnitOfWork(engine, writes=writes)

    return open_one
