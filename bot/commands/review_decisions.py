"""``cajad review``: decisions, and what they changed."""

from __future__ import annotations

import getpass
from typing import TYPE_CHECKING, Annotated

import typer

from bot.bootstrap import assessing_parts
from bot.commands.streams import out
from bot.reviewers import Reviewer
from config.settings import Settings

if TYPE_CHECKING:
    from bot.reviewing import Reviewed

Id = Annotated[str, typer.Argument(metavar="ID", help="Of a development; its first letters are enough.")]
Numbers = Annotated[list[int] | None, typer.Argument(metavar="[N]...", help="Paragraphs; all of them without.")]
Who = Annotated[str | None, typer.Option("--who", help="The editor; default the user of this machine.")]
Reason = Annotated[str, typer.Option("--reason", help="Shown publicly where it corrects something.")]


def accept(development: Id, numbers: Numbers = None, *, reason: Reason = "", who: Who = None) -> None:
    """Accept matches of a development."""
    _print(_reviewer(who).accept(development, numbers or (), reason))


def reject(
    development: Id,
    numbers: Numbers = None,
    *,
    reason: Annotated[str, typer.Option("--reason", help="Shown publicly.")],
    who: Who = None,
) -> None:
    """Reject matches of a development; what was told of them is withdrawn."""
    if not reason.strip():
        raise typer.BadParameter("a rejection needs its reason")
    _print(_reviewer(who).reject(development, numbers or (), reason.strip()))


def assign(
    development: Id,
    number: Annotated[int, typer.Argument(metavar="N", help="The paragraph that was given.")],
    *,
    to: Annotated[int, typer.Option("--to", help="The paragraph that is right.")],
    reason: Reason = "",
    who: Who = None,
) -> None:
    """Move a match to another commitment."""
    _print(_reviewer(who).assign(development, number, to, reason))


def split(
    development: Id,
    stories: Annotated[
        list[str], typer.Argument(metavar="STORY...", help="Reports of something else, by number on the card.")
    ],
    *,
    reason: Reason = "",
    who: Who = None,
) -> None:
    """Give reports of a development one of their own."""
    _print(_reviewer(who).editing.split(development, stories, reason))


def merge(
    kept: Annotated[str, typer.Argument(metavar="KEPT", help="The development that stays.")],
    merged: Annotated[str, typer.Argument(metavar="MERGED", help="The one whose reports go over.")],
    *,
    reason: Reason = "",
    who: Who = None,
) -> None:
    """Let all reports of one development tell of another."""
    _print(_reviewer(who).merge(kept, merged, reason))


def undo(
    decision: Annotated[str | None, typer.Argument(metavar="[DECISION]", help="Default: your newest one.")] = None,
    *,
    who: Who = None,
) -> None:
    """Take a decision back."""
    reviewer = _reviewer(who)
    taken_back = reviewer.take_back() if decision is None else None
    if taken_back is None:
        _print(reviewer.editing.undo(decision))
    else:
        out.print(f"taken back, it had not counted yet: {taken_back[:10]}", markup=False)


def _reviewer(who: str | None) -> Reviewer:
    settings = Settings.from_env()
    return Reviewer(assessing_parts(settings), who or getpass.getuser(), settings.reviewers)


def _print(reviewed: Reviewed | None) -> None:
    if reviewed is None:
        out.print("kept; it counts once a second editor judged the same", markup=False)
        return
    decision = reviewed.decision
    numbers = " ".join(map(str, decision.numbers))
    said = f"{decision.id[:10]}  {decision.action} {decision.development_id[:10]} {numbers}".rstrip()
    out.print(said if decision.other_id is None else f"{said} {decision.other_id[:10]}", markup=False)
    for each in reviewed.assessed.changed:
        before = each.before.value if each.before else "-"
        out.print(f"  {each.unit_id}: {before} -> {each.after.value} ({each.reason.value})", markup=False)
