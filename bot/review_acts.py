"""What an editor does at the review in Telegram: each button and reply, and the screen that follows; blocking."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from bot import sessions, status_acts
from bot.replies import review_cards as replies
from bot.replies.status_cards import overtaken
from bot.reviewing import find_development
from bot.sessions import read_queue, waiting_of
from domain.commitment import LANGUAGES, Pillar
from domain.errors import ReviewRefused
from domain.hint import Hint, HintOutcome
from domain.review import ReviewAction
from domain.status import StatusChange
from domain.status_review import change_id

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.markup import RenderedMessage
    from bot.review_presses import Press
    from bot.reviewers import Reviewer
    from bot.telegram_parts import TelegramParts
    from bot.texts import Texts
    from domain.review_queue import Waiting
    from domain.unit_of_work import UnitOfWork

    _Act: TypeAlias = Callable[["Editor", "Press"], RenderedMessage | None]

_NUMBER = re.compile(r"§?\s*(\d{1,3})")
_ID = re.compile(r"[0-9a-f]{6,32}")
REASON_LENGTHS = range(3, 301)
"""Characters of a reason in an editor's own words."""


@dataclass(frozen=True, slots=True)
class Editor:
    """An editor at the review."""

    parts: TelegramParts
    reviewer: Reviewer
    texts: Texts


def act_on(editor: Editor, pressed: Press) -> RenderedMessage | None:
    """Do what a button says; return the screen that follows, None where the button means nothing."""
    try:
        return _ACTS[pressed.verb](editor, pressed)
    except ReviewRefused:
        return replies.refused(editor.texts)


def next_card(editor: Editor, remark: str = "") -> RenderedMessage:
    """Return the next card, or the end of the session."""
    now, parts, texts = editor.parts.clock.now(), editor.parts, editor.texts
    with parts.open_unit_of_work() as work:
        seat = sessions.begun(work.panel.seat(editor.reviewer.who), now)
        queue = read_queue(work, seat, now)
        coming = None if sessions.is_over(seat) else queue.next
        if coming is None:
            rested = read_queue(work, sessions.ended(seat), now)
            closed = sessions.close(work, seat, parts.reviewers, rested.left, now)
            work.panel.save(sessions.ended(seat))
            work.commit()
            return replies.closing(closed, texts, remark=remark)
        work.panel.save(replace(seat, reason_for=None))
        work.commit()
        if isinstance(coming, StatusChange):
            return status_acts.show(work, editor, coming, queue.left, remark)
        if isinstance(coming, Hint):
            return replies.missed(coming, queue.left, texts, remark=remark)
        waiting = waiting_of(work, work.reviews.find_item(coming.id))
    return replies.card(waiting, queue.left, parts.declaration, parts.places, texts, remark=remark)


def _start(editor: Editor, _: Press) -> RenderedMessage:
    return next_card(editor)


def _waiting(work: UnitOfWork, key: str) -> Waiting:
    return waiting_of(work, work.reviews.find_item(find_development(work, key)))


def _read(editor: Editor, pressed: Press) -> Waiting:
    with editor.parts.open_unit_of_work(writes=False) as work:
        return _waiting(work, pressed.key)


def _card(editor: Editor, pressed: Press) -> RenderedMessage:
    now, parts = editor.parts.clock.now(), editor.parts
    with parts.open_unit_of_work(writes=False) as work:
        waiting = _waiting(work, pressed.key)
        left = read_queue(work, work.panel.seat(editor.reviewer.who), now).left
    return replies.card(waiting, left, parts.declaration, parts.places, editor.texts)


def _present(editor: Editor, waiting: Waiting) -> RenderedMessage:
    said = editor.texts.say("This was decided meanwhile; this is how it stands.")
    return replies.present(waiting, editor.parts.declaration, editor.parts.places, editor.texts, said)


def _choosing(build: Callable[[Editor, Waiting, Press], RenderedMessage | None]) -> _Act:
    """Return what shows choices for a card, if it still stands as the button had it."""

    def act(editor: Editor, pressed: Press) -> RenderedMessage | None:
        waiting = _read(editor, pressed)
        if waiting.decisions != pressed.seen:
            return _present(editor, waiting)
        return build(editor, waiting, pressed)

    return act


def _judging(judge: Callable[[Editor, Waiting, str], str | None]) -> _Act:
    """Return what judges a card, if it still stands as the button had it, and brings the next."""

    def act(editor: Editor, pressed: Press) -> RenderedMessage | None:
        waiting = _read(editor, pressed)
        if waiting.decisions != pressed.seen:
            return _present(editor, waiting)
        said = judge(editor, waiting, pressed.choice)
        return None if said is None else _after(editor, said)

    return act


def _after(editor: Editor, said: str) -> RenderedMessage:
    with editor.parts.open_unit_of_work() as work:
        seat = sessions.begun(work.panel.seat(editor.reviewer.who), editor.parts.clock.now())
        work.panel.save(sessions.counted(seat))
        work.commit()
    return next_card(editor, said)


def _said(editor: Editor, outcome: object, done: str) -> str:
    return done if outcome is not None else editor.texts.say("Kept; a second editor has to judge as well.")


def _accept(editor: Editor, waiting: Waiting, _: str) -> str:
    outcome = editor.reviewer.accept(waiting.card.development.id)
    return _said(editor, outcome, editor.texts.say("Accepted."))


def _confirm(editor: Editor, pressed: Press) -> RenderedMessage:
    waiting, now = _read(editor, pressed), editor.parts.clock.now()
    if waiting.decisions != pressed.seen or not waiting.hints:
        return _present(editor, waiting)
    with editor.parts.open_unit_of_work() as work:
        work.hints.settle([each.id for each in waiting.hints], HintOutcome.DECIDED, editor.reviewer.who, now)
        work.commit()
    return _after(editor, editor.texts.say("It stays as it is."))


def _assign(editor: Editor, waiting: Waiting, choice: str) -> str | None:
    development = waiting.card.development
    if not choice.isdecimal() or development.judgement.primary is None:
        return None
    outcome = editor.reviewer.assign(development.id, development.judgement.primary, int(choice))
    return _said(editor, outcome, editor.texts.say("Moved to §{number}.", number=choice))


def _merge(editor: Editor, waiting: Waiting, choice: str) -> str | None:
    if not _ID.fullmatch(choice):
        return None
    outcome = editor.reviewer.merge(choice, waiting.card.development.id)
    return _said(editor, outcome, editor.texts.say("Joined with the other development."))


def _reject(editor: Editor, waiting: Waiting, choice: str) -> str | None:
    reason = replies.REASONS.get(choice)
    return None if reason is None else _reject_for(editor, waiting, reason)


def _reject_for(editor: Editor, waiting: Waiting, reason: str) -> str:
    outcome = editor.reviewer.reject(waiting.card.development.id, (), reason)
    return _said(editor, outcome, editor.texts.say("Rejected."))


def _pillars(editor: Editor, waiting: Waiting, pressed: Press) -> RenderedMessage | None:
    declaration = editor.parts.declaration
    if not pressed.choice:
        return replies.pillars(waiting, declaration, editor.texts)
    if pressed.choice not in set(Pillar):
        return None
    return replies.paragraphs(waiting, Pillar(pressed.choice), declaration, editor.texts)


def _repeated(editor: Editor, waiting: Waiting, _: Press) -> RenderedMessage:
    with editor.parts.open_unit_of_work(writes=False) as work:
        found = sessions.candidates(work, waiting.card.development)
    return replies.repeated(waiting, found, editor.texts)


def _reasons(editor: Editor, waiting: Waiting, _: Press) -> RenderedMessage:
    with editor.parts.open_unit_of_work() as work:
        seat = sessions.begun(work.panel.seat(editor.reviewer.who), editor.parts.clock.now())
        work.panel.save(replace(seat, reason_for=waiting.card.development.id))
        work.commit()
    return replies.reasons(waiting, editor.texts)


def _skip(editor: Editor, pressed: Press) -> RenderedMessage | None:
    with editor.parts.open_unit_of_work() as work:
        found: list[str] = [*work.reviews.resolve(pressed.key), *(each.id for each in work.hints.resolve(pressed.key))]
        if (change := status_acts.waiting_at(work, pressed.key)) is not None:
            found.append(change_id(change))
        if not pressed.key or len(found) != 1:
            return None
        seat = sessions.begun(work.panel.seat(editor.reviewer.who), editor.parts.clock.now())
        if found[0] not in seat.skipped:
            work.panel.save(sessions.passed_over(seat, found[0]))
        work.commit()
    return next_card(editor, editor.texts.say("Skipped for this session."))


def _undo(editor: Editor, _: Press) -> RenderedMessage:
    parts = editor.parts
    with parts.open_unit_of_work(writes=False) as work:
        is_status = status_acts.is_newest(work, editor.reviewer.who)
    if is_status:
        return _undo_status(editor)
    undone = editor.reviewer.undo()
    with parts.open_unit_of_work(writes=False) as work:
        waiting = _waiting(work, undone)
        left = read_queue(work, work.panel.seat(editor.reviewer.who), parts.clock.now()).left
    said = editor.texts.say("Taken back.")
    return replies.card(waiting, left, parts.declaration, parts.places, editor.texts, remark=said)


def _undo_status(editor: Editor) -> RenderedMessage:
    change, said = status_acts.undo(editor), editor.texts.say("Taken back.")
    if change is None:
        return next_card(editor, said)
    with editor.parts.open_unit_of_work(writes=False) as work:
        left = read_queue(work, work.panel.seat(editor.reviewer.who), editor.parts.clock.now()).left
        return status_acts.show(work, editor, change, left, said)


def _on_status(act: Callable[[Editor, Press], status_acts.Followed]) -> _Act:
    """Return what does something about a change of status, and brings the next card where that is done."""

    def pressed_on(editor: Editor, pressed: Press) -> RenderedMessage | None:
        followed = act(editor, pressed)
        return _after(editor, followed) if isinstance(followed, str) else followed

    return pressed_on


def _status_card(editor: Editor, pressed: Press) -> RenderedMessage:
    with editor.parts.open_unit_of_work(writes=False) as work:
        change = status_acts.waiting_at(work, pressed.key)
        left = read_queue(work, work.panel.seat(editor.reviewer.who), editor.parts.clock.now()).left
        return overtaken(editor.texts) if change is None else status_acts.show(work, editor, change, left)


def _languages(editor: Editor, pressed: Press) -> RenderedMessage | None:
    code, _, wanted = pressed.choice.partition("_")
    if pressed.choice and (code not in LANGUAGES or wanted not in ("0", "1")):
        return None
    with editor.parts.open_unit_of_work() as work:
        seat = work.panel.seat(editor.reviewer.who)
        if pressed.choice:
            seat = replace(seat, languages=seat.languages | {code} if wanted == "1" else seat.languages - {code})
            work.panel.save(seat)
            work.commit()
    return replies.languages(seat, editor.texts)


def show_figures(editor: Editor) -> RenderedMessage:
    """Return the figures of the review."""
    with editor.parts.open_unit_of_work(writes=False) as work:
        return replies.figures(sessions.standing(work, editor.parts.clock.now()), editor.texts)


def _settling(outcome: HintOutcome, said: Callable[[Texts], str]) -> _Act:
    """Return what settles a missed report, once."""

    def act(editor: Editor, pressed: Press) -> RenderedMessage | None:
        with editor.parts.open_unit_of_work() as work:
            found = [each for each in work.hints.resolve(pressed.key) if each.url]
            if not pressed.key or len(found) != 1:
                return None
            settled = work.hints.settle([found[0].id], outcome, editor.reviewer.who, editor.parts.clock.now())
            work.commit()
        if not settled:
            return next_card(editor, editor.texts.say("Another editor has seen to that already."))
        return _after(editor, said(editor.texts))

    return act


def judge_by_words(editor: Editor, code: str, text: str) -> RenderedMessage:
    """Judge by a reply; what was decided in this session by somebody else is shown instead."""
    try:
        with editor.parts.open_unit_of_work(writes=False) as work:
            change = status_acts.waiting_at(work, code)
            seat = work.panel.seat(editor.reviewer.who)
            if change is not None:
                return _status_by_words(editor, code, text)
            item = work.reviews.find_item(find_development(work, code))
            waiting = waiting_of(work, item)
            linked = sessions.development_at(work, text) if text.startswith(("http://", "https://")) else None
        since = seat.began_at
        judged = [each.at for each in item.decisions if not each.by_rule and each.action is not ReviewAction.MERGE]
        if any(since is None or at >= since for at in judged):
            return _present(editor, waiting)
        said = _judged_by(editor, waiting, text, linked, may_reason=seat.reason_for == item.development.id)
    except ReviewRefused:
        return replies.refused(editor.texts)
    return replies.not_understood(editor.texts) if said is None else _after(editor, said)


def _status_by_words(editor: Editor, code: str, text: str) -> RenderedMessage:
    if len(text) not in REASON_LENGTHS:
        return replies.not_understood(editor.texts)
    followed = status_acts.reject_for(editor, code, " ".join(text.split()))
    return _after(editor, followed) if isinstance(followed, str) else followed


def _judged_by(editor: Editor, waiting: Waiting, text: str, linked: str | None, *, may_reason: bool) -> str | None:
    if number := _NUMBER.fullmatch(text):
        return _assign(editor, waiting, number[1])
    if linked is not None or _ID.fullmatch(text):
        return _merge(editor, waiting, linked or text)
    if may_reason and len(text) in REASON_LENGTHS:
        return _reject_for(editor, waiting, " ".join(text.split()))
    return None


_ACTS: Mapping[str, _Act] = {
    "next": _start,
    "card": _card,
    "ok": _judging(_accept),
    "fine": _confirm,
    "to": _choosing(_pillars),
    "at": _judging(_assign),
    "dup": _choosing(_repeated),
    "into": _judging(_merge),
    "no": _choosing(_reasons),
    "why": _judging(_reject),
    "skip": _skip,
    "undo": _undo,
    "lang": _languages,
    "fig": lambda editor, _: show_figures(editor),
    "keep": _settling(HintOutcome.TO_EXAMINE, lambda texts: texts.say("Kept to examine.")),
    "sok": _on_status(status_acts.accept),
    "sno": _on_status(status_acts.ask),
    "swhy": _on_status(status_acts.reject),
    "scar": _status_card,
    "pass": _settling(HintOutcome.NO_MATTER, lambda texts: texts.say("Set aside.")),
}
