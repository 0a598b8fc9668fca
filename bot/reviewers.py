"""Reviewers: a judgement counts at once, or once a second editor judged the same (``CAJAD_REVIEWERS``)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.reviewing import Editing, find_development
from domain.commitment import CommitmentNumber
from domain.errors import ReviewRefused
from domain.hint import HintOutcome
from domain.identity import stable_id
from domain.panel import Opinion, OpinionId, Word, agreed
from domain.review import ReviewAction

if TYPE_CHECKING:
    from collections.abc import Collection

    from bot.assessing import AssessingParts
    from bot.reviewing import Reviewed
    from domain.development import DevelopmentId


@dataclass(frozen=True, slots=True)
class Reviewer:
    """An editor among others.

    Attributes:
        parts: database, clock and what assesses. who: the editor's name. needed: editors who have to agree, 1 or 2.
    """

    parts: AssessingParts
    who: str
    needed: int = 1

    @property
    def editing(self) -> Editing:
        """What the editor decides alone."""
        return Editing(self.parts, self.who)

    def accept(self, prefix: str, numbers: Collection[int] = (), reason: str = "") -> Reviewed | None:
        """Accept matches, all without numbers; None = kept until another editor judged the same.

        Raises:
            ReviewRefused: nothing was changed; the message says why.
        """
        return self._judge(ReviewAction.ACCEPT, prefix, numbers, reason)

    def reject(self, prefix: str, numbers: Collection[int], reason: str) -> Reviewed | None:
        """Reject matches, likewise; raises ReviewRefused."""
        return self._judge(ReviewAction.REJECT, prefix, numbers, reason)

    def assign(self, prefix: str, number: int, to_number: int, reason: str = "") -> Reviewed | None:
        """Move a match to another paragraph, likewise; raises ReviewRefused."""
        return self._judge(ReviewAction.ASSIGN, prefix, (number,), reason, to_number=CommitmentNumber(to_number))

    def merge(self, kept: str, merged: str, reason: str = "") -> Reviewed | None:
        """Let all reports of ``merged`` tell of ``kept``, likewise; raises ReviewRefused."""
        with self.parts.open_unit_of_work(writes=False) as work:
            stays = find_development(work, kept)
        return self._judge(ReviewAction.MERGE, merged, (), reason, other_id=stays)

    def undo(self) -> DevelopmentId:
        """Take the editor's newest judgement back, one that does not count yet first; return what it was about.

        Raises:
            ReviewRefused: there is none.
        """
        taken_back = self.take_back()
        return taken_back or self.editing.undo().decision.development_id

    def take_back(self) -> DevelopmentId | None:
        """Take back the editor's newest opinion if it is newer than any decision of theirs; return what it is about."""
        with self.parts.open_unit_of_work() as work:
            own = [each for each in work.panel.list_open() if each.who == self.who]
            last = work.reviews.last_decision(self.who)
            if not own or (last is not None and last.at > own[-1].at):
                return None
            work.panel.close([own[-1].id], self.parts.clock.now())
            work.commit()
        return own[-1].development_id

    def _judge(
        self,
        action: ReviewAction,
        prefix: str,
        numbers: Collection[int],
        reason: str,
        *,
        to_number: CommitmentNumber | None = None,
        other_id: DevelopmentId | None = None,
    ) -> Reviewed | None:
        with self.parts.open_unit_of_work() as work:
            found = find_development(work, prefix)
            given = () if action is ReviewAction.MERGE else tuple(work.reviews.find_item(found).state_of)
            about = _numbers(given, numbers)
            word = Word(action, about, to_number, other_id)
            if action in (ReviewAction.ASSIGN, ReviewAction.MERGE):
                self._check(word, found)
            opinion = self._opinion(found, word, reason)
            if self.needed == 1:
                counting: Collection[Opinion] = (opinion,)
            else:
                work.panel.add(opinion)
                counting = agreed(work.panel.list_open(found), self.needed)
                work.commit()
        return self._decide(counting) if counting else None

    def _check(self, word: Word, found: DevelopmentId) -> None:
        tracked = {each.number for each in self.parts.declaration.tracked}
        if word.other_id == found:
            raise ReviewRefused("a development cannot be merged with itself")
        if word.to_number is not None and (word.to_number in word.numbers or word.to_number not in tracked):
            raise ReviewRefused(f"paragraph {word.to_number} is not another tracked commitment")

    def _opinion(self, development_id: DevelopmentId, word: Word, reason: str) -> Opinion:
        now = self.parts.clock.now()
        name = stable_id("opinion", development_id, self.who, word.action.value, now.isoformat())
        return Opinion(OpinionId(name), development_id, self.who, now, word, reason)

    def _decide(self, counting: Collection[Opinion]) -> Reviewed:
        """Decide for every editor who agreed; a merger happens once."""
        reviewed = None
        for each in counting:
            if reviewed is None or each.word.action is not ReviewAction.MERGE:
                reviewed = _decided(Editing(self.parts, each.who), each)
        if reviewed is None:
            raise ReviewRefused("nobody judged")
        self._close(next(iter(counting)).development_id)
        return reviewed

    def _close(self, development_id: DevelopmentId) -> None:
        """Close every opinion about a development that was decided, and settle what readers said of it."""
        now = self.parts.clock.now()
        with self.parts.open_unit_of_work() as work:
            work.panel.close([each.id for each in work.panel.list_open(development_id)], now)
            hints = [each.id for each in work.hints.list_open() if each.development_id == development_id]
            work.hints.settle(hints, HintOutcome.DECIDED, self.who, now)
            work.commit()


def _decided(editing: Editing, opinion: Opinion) -> Reviewed:
    word, about = opinion.word, opinion.development_id
    numbers = sorted(word.numbers)
    if word.action is ReviewAction.MERGE and word.other_id is not None:
        return editing.merge(word.other_id, about, opinion.reason)
    if word.action is ReviewAction.ASSIGN and word.to_number is not None:
        return editing.assign(about, numbers[0], word.to_number, opinion.reason)
    if word.action is ReviewAction.REJECT:
        return editing.reject(about, numbers, opinion.reason)
    return editing.accept(about, numbers, opinion.reason)


def _numbers(given: Collection[CommitmentNumber], wanted: Collection[int]) -> frozenset[CommitmentNumber]:
    if strange := sorted(set(wanted) - set(given)):
        raise ReviewRefused(f"the development has no match with paragraph {strange[0]}")
    return frozenset(each for each in given if not wanted or each in wanted)
