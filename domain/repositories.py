"""Further repositories of a unit of work, as protocols: the lead queue, stored judgements, notices, read models."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime, timedelta

    from domain.assessment.gathering import ToldDevelopment
    from domain.commitment import Declaration
    from domain.coverage import AlertDelay, WatchRecord
    from domain.development import DevelopmentId, OpenDevelopment
    from domain.due import DueNotice
    from domain.evidence import KeptText
    from domain.fetching import Fetched
    from domain.grouping import GroupDecision, Revision, Wanted
    from domain.health import SourceHistory
    from domain.lead import AwaitedLead, Lead
    from domain.notice import Notice, NoticeId, NoticeKind, OperatorMessage, OperatorMessageId
    from domain.past import Backfill, BackfillId
    from domain.review import (
        Correction,
        Decision,
        DecisionId,
        JudgedPattern,
        MatchPattern,
        MatchState,
        ReviewItem,
        StoredJudgement,
    )
    from domain.review_card import Place
    from domain.source import SourceId
    from domain.status import RecordedAssessment, StatusChange, UnitCoding
    from domain.status_review import StatusDecision
    from domain.story import Story, StoryId
    from domain.subscriber import ChannelName
    from domain.unit import UnitId


class LeadRepository(Protocol):
    """The lead queue: stories whose article's first paragraphs are to be read."""

    def list_waiting(self, tried_before: datetime, limit: int) -> Sequence[AwaitedLead]:
        """Return waiting leads not asked for since ``tried_before``: of relevant stories first, then oldest first."""
        ...

    def mark_tried(self, story_ids: Collection[StoryId], now: datetime) -> None:
        """Count an attempt before it is made, so that two processes do not make it and none is made for ever."""
        ...

    def find(self, story_id: StoryId) -> AwaitedLead | None:
        """Return the lead of a story, or None."""
        ...

    def save(self, lead: Lead) -> None:
        """Store the new state of a lead."""
        ...


class JudgementRepository(Protocol):
    """Stored judgements, for judging again and for editors."""

    def count_outdated(self, matcher_version: str, since: datetime | None) -> int:
        """Return how many stories another version of the matcher has judged."""
        ...

    def list_outdated(
        self, matcher_version: str, since: datetime | None, after: Story | None, limit: int
    ) -> Sequence[StoredJudgement]:
        """Return stories that another version of the matcher has judged, in order of publication.

        Args:
            matcher_version: of the present matcher. since: published at or after this time.
            after: the last story of the batch before, None = from the start.
        """
        ...

    def list_decided(self, after: Story | None, limit: int) -> Sequence[StoredJudgement]:
        """Return stories with a match that an editor accepted or rejected, in order of publication."""
        ...

    def decide(self, story_id: StoryId, number: int, state: MatchState) -> None:
        """Set the state of a match; raises KeyError where there is no such match."""
        ...


class NoticeRepository(Protocol):
    """What operators are to be told, and the messages made of it."""

    def add(self, notices: Collection[Notice]) -> None:
        """Add notices; one that is there already stays as it is."""
        ...

    def find_last(self, kinds: Collection[NoticeKind]) -> Notice | None:
        """Return the newest notice of these kinds, delivered or not, or None."""
        ...

    def list_waiting(self) -> Sequence[Notice]:
        """Return notices for operators that stand in no message yet, oldest first."""
        ...

    def find(self, notice_id: NoticeId) -> Notice | None:
        """Return one notice, or None."""
        ...

    def mark_delivered(self, notice_ids: Collection[NoticeId], now: datetime) -> None:
        """Note that these stand in messages."""
        ...

    def last_message_at(self) -> datetime | None:
        """Return when the newest message was made, None = never."""
        ...

    def save_message(self, message: OperatorMessage) -> None:
        """Add the message or store its new state."""
        ...

    def find_message(self, message_id: OperatorMessageId) -> OperatorMessage | None:
        """Return one message, or None."""
        ...

    def list_due(self, now: datetime, channels: Collection[ChannelName]) -> Sequence[OperatorMessageId]:
        """Return messages due through these channels, oldest first."""
        ...

    def claim(self, message_id: OperatorMessageId, now: datetime) -> tuple[OperatorMessage, Sequence[Notice]] | None:
        """Mark a due message SENDING and return it with its notices, oldest first; None if it is no longer due."""
        ...

    def sending_to_uncertain(self, channels: Collection[ChannelName]) -> int:
        """Turn what a dead process left in SENDING into UNCERTAIN; return how many."""
        ...


class WatchRepository(Protocol):
    """Read models of how well sources are watched."""

    def history_of(self, source_id: SourceId) -> SourceHistory | None:
        """Return a source with its newest 30 polls, or None."""
        ...

    def health_of_all(self) -> Sequence[SourceHistory]:
        """Return every source with its newest 30 polls, by id."""
        ...

    def record_of(self, since: datetime, until: datetime, measured_over: timedelta) -> WatchRecord:
        """Return how well a period was watched; delays are measured over so long before its end."""
        ...

    def delays(self, since: datetime, until: datetime) -> Sequence[AlertDelay]:
        """Return the time from publication to the first alert of each development first told in the period."""
        ...


class GroupRepository(Protocol):
    """What grouping compares new stories with, what editors decided about pairs, and what changed in developments."""

    def list_candidates(
        self, wanted: Collection[Wanted], decisions: Collection[GroupDecision] = ()
    ) -> Sequence[OpenDevelopment]:
        """Return the developments told of by stories that share keys, or that are decided about, with all reports."""
        ...

    def list_about(self, story_ids: Collection[StoryId]) -> Sequence[GroupDecision]:
        """Return editors' decisions about any of these stories."""
        ...

    def decide(self, decisions: Collection[GroupDecision]) -> None:
        """Store decisions; one about a pair decided before replaces it."""
        ...

    def forget(self, decisions: Collection[GroupDecision]) -> None:
        """Take decisions back; one that is not there is passed over."""
        ...

    def stories_of(self, development_id: DevelopmentId) -> Sequence[StoryId]:
        """Return the stories that tell of a development, its lead first."""
        ...

    def development_of(self, story_id: StoryId) -> DevelopmentId | None:
        """Return the development that a story tells of, or None."""
        ...

    def move(self, story_ids: Collection[StoryId], development_id: DevelopmentId, at: datetime) -> None:
        """Let stories tell of another development, opened where there is none.

        One that keeps no report is marked as merged into it; leads and counters follow the reports.

        Raises:
            ValueError: a development was to be parted from its only report.
        """
        ...

    def moved_from(self, development_id: DevelopmentId) -> Sequence[StoryId]:
        """Return the stories that an editor moved away from a development last, by id."""
        ...

    def list_revisions(self, development_id: DevelopmentId) -> Sequence[Revision]:
        """Return what reports changed in a development, in order."""
        ...


class EvidenceRepository(Protocol):
    """The kept texts of what developments were told by."""

    def list_of(self, development_ids: Collection[DevelopmentId]) -> Mapping[DevelopmentId, Sequence[KeptText]]:
        """Return the reports of each development, its lead first; one that is not known has none."""
        ...


class AssessmentRepository(Protocol):
    """What assessing units reads of developments and people's codings, and what it writes."""

    def list_told(
        self, among: Collection[DevelopmentId] | None = None, *, commitment: int | None = None
    ) -> Sequence[ToldDevelopment]:
        """Return every development that counts, by publication, with its outlets and the decisions about its lead.

        Args:
            among: only of these (a few), None = of all. commitment: whose report bears on this paragraph.
        """
        ...

    def list_all(self, commitment: int | None = None) -> Sequence[RecordedAssessment]:
        """Return the newest assessment of every unit, or of those of a paragraph, by paragraph and letter."""
        ...

    def save(self, assessments: Collection[RecordedAssessment]) -> None:
        """Store the newest assessments of these units."""
        ...

    def log(self, changes: Collection[StatusChange]) -> None:
        """Add lines to the log; one that is there already stays as it is."""
        ...

    def list_changes(self, limit: int, unit_id: UnitId | None = None) -> Sequence[StatusChange]:
        """Return lines of the log, newest first, of one unit or all."""
        ...

    def newest_changes(self) -> Sequence[StatusChange]:
        """Return the last line of the log of every unit, by unit."""
        ...

    def add_status_decision(self, decision: StatusDecision) -> None:
        """Store what an editor said of a change; one that undoes another marks it."""
        ...

    def list_status_decisions(self) -> Sequence[StatusDecision]:
        """Return what editors said of changes, oldest first."""
        ...

    def note_due(
        self, declaration: Declaration, notices: Sequence[DueNotice], now: datetime
    ) -> Sequence[DevelopmentId]:
        """Store every day that is without evidence now; return those never noticed before."""
        ...

    def answer_due(
        self, unit_ids: Collection[UnitId], development_ids: Collection[DevelopmentId], now: datetime
    ) -> None:
        """Close the days of these units, and those that these developments had announced."""
        ...

    def list_due(self) -> Sequence[DueNotice]:
        """Return the days that passed and are still without evidence, the earliest first."""
        ...

    def code(self, coding: UnitCoding) -> None:
        """Store a person's judgement of a development against the codebook of a unit."""
        ...

    def list_codings(self) -> Sequence[UnitCoding]:
        """Return every judgement of people, oldest first."""
        ...


class BackfillRepository(Protocol):
    """How far the past of sources and files was read, so that a backfill that was killed goes on."""

    def find(self, backfill_id: BackfillId) -> Backfill | None:
        """Return how far a backfill has come, None = not begun."""
        ...

    def save(self, backfill: Backfill) -> None:
        """Store how far a backfill has come."""
        ...

    def steps(self, backfill_id: BackfillId) -> Sequence[Fetched]:
        """Return the documents of a backfill in the order read.

        Bodies are there of the first few and of the newest; those between are only counted by routes.
        """
        ...

    def forget(self, backfill_id: BackfillId) -> None:
        """Forget a backfill, so that it begins anew; what it found stays."""
        ...


class ReviewRepository(Protocol):
    """Decisions of editors, what follows from them for matches and messages, and what is still to be looked at."""

    def review_queue(self, *, decided: bool = False) -> Sequence[ReviewItem]:
        """Return developments that count and wait for an editor, newest first; with ``decided`` all of them."""
        ...

    def places(self, *, decided: bool = False) -> Sequence[Place]:
        """Return where these developments stand in the queue, without the rest of them."""
        ...

    def near(self, place: Place, limit: int) -> Sequence[Place]:
        """Return developments that another may repeat, the nearest so many among them; nobody counts whom they told.

        The nearest: those of its storyline, then of its paragraphs, then of any, each by the time of opening.
        """
        ...

    def opened_among(self, development_ids: Collection[DevelopmentId]) -> Mapping[DevelopmentId, datetime]:
        """Return when those of the developments that count were opened."""
        ...

    def find_item(self, development_id: DevelopmentId) -> ReviewItem:
        """Return one development with what is stored for its review; raises KeyError."""
        ...

    def resolve(self, prefix: str) -> Sequence[DevelopmentId]:
        """Return the developments whose id begins so, a few at most."""
        ...

    def merged_into(self, development_id: DevelopmentId) -> DevelopmentId | None:
        """Return the development that took this one in, or None."""
        ...

    def resolve_decision(self, prefix: str) -> Sequence[Decision]:
        """Return the decisions whose id begins so, a few at most."""
        ...

    def last_decision(self, who: str) -> Decision | None:
        """Return the newest standing decision of an editor, or None."""
        ...

    def list_decisions(self) -> Sequence[Decision]:
        """Return every decision, oldest first."""
        ...

    def add(self, decision: Decision, patterns: Collection[MatchPattern] = ()) -> None:
        """Store a decision with the patterns it judges; one that undoes another marks it."""
        ...

    def settle(self, development_id: DevelopmentId) -> None:
        """Derive the states of a development's matches from the decisions that stand."""
        ...

    def list_patterns(self, numbers: Collection[int]) -> Sequence[JudgedPattern]:
        """Return the patterns of these paragraphs that standing decisions accepted or rejected, oldest first."""
        ...

    def list_held(self, decision_id: DecisionId) -> Sequence[ReviewItem]:
        """Return the developments that are held because they resemble what a decision rejected, newest first."""
        ...

    def hold(self, development_id: DevelopmentId, decision_id: DecisionId | None) -> None:
        """Hold a development for a rejection that it resembles, or let it go."""
        ...

    def rejected_among(self, development_ids: Collection[DevelopmentId]) -> Mapping[DevelopmentId, DecisionId]:
        """Return those of the developments that editors rejected wholly, with the decision that did."""
        ...

    def withdraw(self, development_id: DevelopmentId, reason: str, now: datetime) -> int:
        """Cancel what is due of a development and mark what was sent; return how many messages had gone out."""
        ...

    def reinstate(self, development_id: DevelopmentId) -> None:
        """Take the withdrawal of a development's messages back; what was cancelled by it is due again."""
        ...

    def add_correction(self, correction: Correction) -> None:
        """Add a line to the public log."""
        ...

    def corrections_since(self, since: datetime | None = None) -> Sequence[Correction]:
        """Return lines of the public log, newest first."""
        ...
