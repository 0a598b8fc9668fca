"""The unit of work: all repositories within one transaction, and how one is opened."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Protocol, Self

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime
    from types import TracebackType

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
    from domain.weekly_post import WeeklyPostRepository
    from domain.weighings import WeighingRepository


SPARE_KEPT_FOR = timedelta(days=365)
"""How long what has ended and is no evidence is kept, unless the settings say otherwise."""


class UnitOfWork(Protocol):
    """One transaction: committed explicitly, rolled back otherwise."""

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

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

    def commit(self) -> None:
        """Write everything of this transaction.

        Raises:
            StorageError: nothing was written.
        """
        ...

    def record(self, outcome: PollOutcome, matcher_version: str) -> None:
        """Write every row of one poll."""
        ...

    def record_again(self, outcome: Rejudgement, matcher_version: str) -> None:
        """Write what judging stored stories again changes; what an editor has decided about stays as it is."""
        ...

    def record_past(self, finding: PastFinding, matcher_version: str) -> None:
        """Write what one step into the past found; no state of a source changes."""
        ...

    def seed(self, declaration: Declaration, sources: Collection[Source]) -> None:
        """Bring declared commitments and sources into the tables; doing it twice changes nothing.

        A source no longer declared is disabled with that reason, never deleted.
        """
        ...

    def tidy(self, now: datetime, kept_for: timedelta = SPARE_KEPT_FOR) -> int:
        """Delete a lot of what is not kept for ever; return how many rows went, 0 = nothing is left to delete.

        Gone are polls older than 90 days but for the newest 30 of each source, addresses that nobody confirmed, and
        what has ended and is of no use: see ``storage/retention.py``. Evidence, decisions, statuses and messages that
        reached somebody are never deleted.

        Args:
            now: the time (UTC). kept_for: how long what has ended is kept.
        """
        ...


class OpenUnitOfWork(Protocol):
    """Opens a unit of work."""

    def __call__(self, *, writes: bool = True) -> UnitOfWork:
        """Return a unit of work to be entered; without ``writes`` it reads only and waits for no writer."""
        ...
