"""What an editor does in Telegram about a change of status that the machine proposes; blocking.

A decision counts at once, also where two editors judge matches: the matches that it rests on are judged by two, and any
other editor can overrule it (the later word holds).
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, TypeAlias

from bot.replies import status_cards as replies
from bot.replies.review_cards import REASONS
from bot.status_reviewing import StatusEditing
from domain.errors import ReviewRefused
from domain.status_review import change_id, open_changes

if TYPE_CHECKING:
    from datetime import datetime

    from bot.markup import RenderedMessage
    from bot.review_acts import Editor
    from bot.review_presses import Press
    from domain.status import StatusChange
    from domain.unit import Unit
    from domain.unit_of_work import UnitOfWork

Followed: TypeAlias = "str | RenderedMessage | None"
"""What follows a press: a remark above the next card, a screen, or None where the button means nothing."""


def show(work: UnitOfWork, editor: Editor, change: StatusChange, left: int, remark: str = "") -> RenderedMessage:
    """Return the card of a change.

    Args:
        left: cards that wait, this one too. remark: what became of the card before.
    """
    evidence = []
    for each in change.evidence:
        with suppress(KeyError):
            evidence.append(work.developments.get(each))
    declaration = editor.parts.declaration
    return replies.card(change, _unit(editor, change), evidence, left, declaration, editor.texts, remark=remark)


def waiting_at(work: UnitOfWork, key: str) -> StatusChange | None:
    """Return the change that waits and whose id begins so, None where there is none, or several."""
    waiting = open_changes(work.assessments.newest_changes(), work.assessments.list_status_decisions())
    found = [each for each in waiting if key and change_id(each).startswith(key)]
    return found[0] if len(found) == 1 else None


def accept(editor: Editor, pressed: Press) -> Followed:
    """Accept a change."""
    change = _read(editor, pressed.key)
    if change is None:
        return replies.overtaken(editor.texts)
    _editing(editor).accept(change_id(change))
    return editor.texts.say("Accepted.")


def ask(editor: Editor, pressed: Press) -> Followed:
    """Ask for the reason of a rejection."""
    change = _read(editor, pressed.key)
    if change is None:
        return replies.overtaken(editor.texts)
    return replies.reasons(change, _unit(editor, change), editor.parts.declaration, editor.texts)


def reject(editor: Editor, pressed: Press) -> Followed:
    """Reject a change for one of the reasons that can be chosen."""
    reason = REASONS.get(pressed.choice)
    return None if reason is None else reject_for(editor, pressed.key, reason)


def reject_for(editor: Editor, key: str, reason: str) -> str | RenderedMessage:
    """Reject a change."""
    change = _read(editor, key)
    if change is None:
        return replies.overtaken(editor.texts)
    try:
        _editing(editor).reject(change_id(change), reason)
    except ReviewRefused:
        return replies.not_rejected(editor.texts)
    return editor.texts.say("Rejected.")


def is_newest(work: UnitOfWork, who: str) -> bool:
    """Whether what an editor judged last was a change of status, and not a development."""
    decided = _last_at(work, who)
    if decided is None:
        return False
    own = [each.at for each in work.panel.list_open() if each.who == who]
    if (last := work.reviews.last_decision(who)) is not None:
        own.append(last.at)
    return all(decided > at for at in own)


def undo(editor: Editor) -> StatusChange | None:
    """Take the editor's newest decision about a change back; return what waits again of that unit."""
    undone = _editing(editor).undo().decision
    return next((each for each in _editing(editor).waiting() if each.unit_id == undone.unit_id), None)


def _last_at(work: UnitOfWork, who: str) -> datetime | None:
    own = (each.at for each in work.assessments.list_status_decisions() if each.who == who and each.stands)
    return max(own, default=None)


def _read(editor: Editor, key: str) -> StatusChange | None:
    with editor.parts.open_unit_of_work(writes=False) as work:
        return waiting_at(work, key)


def _editing(editor: Editor) -> StatusEditing:
    return StatusEditing(editor.reviewer.parts, editor.reviewer.who)


def _unit(editor: Editor, change: StatusChange) -> Unit | None:
    return next((each for each in editor.reviewer.parts.units if each.id == change.unit_id), None)
