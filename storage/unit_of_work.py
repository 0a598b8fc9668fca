"""Unit of work: one transaction with its repositories; explicit commit, rollback otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from domain.unit_of_work import SPARE_KEPT_FOR
from storage.amendments import SqlAmendmentRepository
from storage.assessments import SqlAssessmentRepository
from storage.developments import SqlDevelopmentRepository
from storage.digests import SqlDigestRepository
from storage.engine import begin
from storage.evidence import SqlEvidenceRepository
from storage.groups import SqlGroupRepository
from storage.hearing import SqlHearingRepository
from storage.hints import SqlHintRepository
from storage.invitations import SqlInvitationRepository
from storage.judgements import SqlJudgementRepository
from storage.leads import SqlLeadRepository
from storage.leases import SqlLeaseRepository
from storage.mailing import SqlMailRepository, forget_unconfirmed
from storage.mutes import SqlMuteRepository
from storage.notices import SqlNoticeRepository
from storage.outbox import SqlOutboxRepository
from storage.own_data import SqlOwnDataRepository
from storage.pages import SqlPageRepository
from storage.panel import SqlPanelRepository
from storage.past import SqlBackfillRepository, record_past
from storage.patience import SqlPatienceRepository
from storage.places import SqlAdmissionRepository, SqlJoinedChatRepository
from storage.recording import record
from storage.rejudging import record_again
from storage.retention import tidy
from storage.reviews import SqlReviewRepository
from storage.search import SqlSearchRepository
from storage.seed import seed
from storage.sources import SqlSourceRepository
from storage.stories import SqlStoryRepository
from storage.subscribers import SqlSubscriberRepository
from storage.translations import SqlTranslationRepository
from storage.watching import SqlWatchRepository
from storage.weekly_posts import SqlWeeklyPostRepository
from storage.weighings import SqlWeighingRepository

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime, timedelta
    from types import TracebackType

    from sqlalchemy import Connection, Engine

    from domain.amendment import AmendmentRepository, MuteRepository
    from domain.commitment import Declaration
    from domain.digest import DigestRepository
    from domain.hearing import HearingRepository
    from domain.hint import HintRepository
    from domain.mailing import MailRepository
    from domain.outcome import PollOutcome, Rejudgement
    from domain.own_data import OwnDataRepository
    from domain.panel import PanelRepository
    from domain.past import PastFinding
    from domain.patience import PatienceRepository
    from domain.place import AdmissionRepository, JoinedChatRepository
    from domain.ports import (
        DevelopmentRepository,
        InvitationRepository,
        LeaseRepository,
        OutboxRepository,
        SourceRepository,
        StoryRepository,
        SubscriberRepository,
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
    from domain.translation import TranslationRepository
    from domain.unit_of_work import OpenUnitOfWork, UnitOfWork
    from domain.weekly_post import WeeklyPostRepository
    from domain.weighings import WeighingRepository


class SqlUnitOfWork:
    """One transaction on a database; see ``domain.unit_of_work.UnitOfWork``.

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
    digests: DigestRepository
    leases: LeaseRepository
    invitations: InvitationRepository
    notices: NoticeRepository
    watch: WatchRepository
    assessments: AssessmentRepository
    weighings: WeighingRepository
    evidence: EvidenceRepository
    reviews: ReviewRepository
    backfills: BackfillRepository
    pages: PageRepository
    search: SearchRepository
    hearing: HearingRepository
    hints: HintRepository
    panel: PanelRepository
    own_data: OwnDataRepository
    amendments: AmendmentRepository
    mutes: MuteRepository
    translations: TranslationRepository
    mail: MailRepository
    patience: PatienceRepository
    weekly_posts: WeeklyPostRepository
    joined_chats: JoinedChatRepository
    admissions: AdmissionRepository

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
        self._open_news(connection)
        self._open_readers(connection)
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

    def tidy(self, now: datetime, kept_for: timedelta = SPARE_KEPT_FOR) -> int:
        """Delete a lot of what is not kept for ever; return how many rows went, 0 = nothing is left to delete."""
        forget_unconfirmed(self._connection, now)
        return tidy(self._connection, now, kept_for)

    def _open_news(self, connection: Connection) -> None:
        self.sources = SqlSourceRepository(connection)
        self.stories = SqlStoryRepository(connection)
        self.leads = SqlLeadRepository(connection)
        self.judgements = SqlJudgementRepository(connection)
        self.developments = SqlDevelopmentRepository(connection)
        self.groups = SqlGroupRepository(connection)
        self.watch = SqlWatchRepository(connection)
        self.assessments = SqlAssessmentRepository(connection)
        self.weighings = SqlWeighingRepository(connection)
        self.evidence = SqlEvidenceRepository(connection)
        self.reviews = SqlReviewRepository(connection)
        self.backfills = SqlBackfillRepository(connection)
        self.pages = SqlPageRepository(connection)
        self.search = SqlSearchRepository(connection)
        self.hints = SqlHintRepository(connection)
        self.panel = SqlPanelRepository(connection)

    def _open_readers(self, connection: Connection) -> None:
        self.subscribers = SqlSubscriberRepository(connection)
        self.outbox = SqlOutboxRepository(connection)
        self.digests = SqlDigestRepository(connection)
        self.leases = SqlLeaseRepository(connection)
        self.invitations = SqlInvitationRepository(connection)
        self.notices = SqlNoticeRepository(connection)
        self.hearing = SqlHearingRepository(connection)
        self.own_data = SqlOwnDataRepository(connection)
        self.amendments = SqlAmendmentRepository(connection)
        self.mutes = SqlMuteRepository(connection)
        self.translations = SqlTranslationRepository(connection)
        self.mail = SqlMailRepository(connection)
        self.patience = SqlPatienceRepository(connection)
        self.weekly_posts = SqlWeeklyPostRepository(connection)
        self.joined_chats = SqlJoinedChatRepository(connection)
        self.admissions = SqlAdmissionRepository(connection)


def open_unit_of_work(engine: Engine) -> OpenUnitOfWork:
    """Return what opens units of work on a database."""

    def open_one(*, writes: bool = True) -> UnitOfWork:
        return SqlUnitOfWork(engine, writes=writes)

    return open_one
