"""Answers to whoever looks something up: developments, commitments, the bot itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.gist import commitment_label
from bot.labels import pillar_name, stage_name
from bot.markup import GAP, Line, RenderedMessage, bold, clean, clip, italic, line, link, pages, quote
from bot.menu import COMMANDS, Audience, group_commands
from bot.replies.standing import commitment_buttons
from bot.replies.subscriptions import HEADLINE_LIMIT, purpose_lines
from domain.commitment import Pillar

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.menu import Command
    from bot.replies.subscriptions import Coverage
    from bot.texts import Texts
    from domain import commitment
    from domain.development import Development

REPORTS_SHOWN = 3
_IN_BLOCK = 25
"""Commitments that stand under one heading; a label has at most 120 UTF-16 units."""
_TEXT_LIMIT = 1500
ANSWER_LIMIT = 200
"""Characters that Telegram shows in answer to a button."""
_EVIDENCE_LIMIT = 300


@dataclass(frozen=True, slots=True)
class Reported:
    """A development with (source name, headline, address) of each of its reports, lead first."""

    development: Development
    reports: Sequence[tuple[str, str, str]]


def commitment_list(declaration: commitment.Declaration, texts: Texts) -> tuple[RenderedMessage, ...]:
    """List the tracked commitments by pillar."""
    name = clip(declaration.name.in_language(texts.language), HEADLINE_LIMIT)
    heading = (
        line(bold(name)),
        line(
            texts.say(
                "Add the number of a paragraph or words from it, for instance /commitment {number}.",
                number=_example(declaration),
            )
        ),
    )
    grouped = [(pillar, [each for each in declaration.tracked if each.pillar is pillar]) for pillar in Pillar]
    blocks: list[tuple[Line, ...]] = [heading]
    blocks += [block for pillar, items in grouped for block in _pillar_blocks(pillar, items, declaration, texts)]
    return pages(blocks)


def commitment_page(
    wanted: commitment.Commitment,
    declaration: commitment.Declaration,
    reported: Sequence[Reported],
    texts: Texts,
    *,
    standing: Sequence[Line] = (),
    ahead: Sequence[Line] = (),
) -> tuple[RenderedMessage, ...]:
    """Show one commitment: the promise, how far it is, what comes next, and the developments with their reports.

    Args:
        standing: lines on its units. ahead: lines on what comes next.
    """
    findings: list[tuple[Line, ...]]
    if not reported:
        since = texts.day(declaration.adopted)
        findings = [(line(texts.say("No evidence has been found since {day}.", day=since)),)]
    else:
        counted = texts.count("{n} development", "{n} developments", len(reported))
        findings = [(line(bold(counted)),), *(_reported_lines(each, wanted.number, texts) for each in reported)]
    between = [tuple(each) for each in (standing, ahead) if each]
    *before, last = pages([_promise_lines(wanted, declaration, texts), *between, *findings])
    return *before, RenderedMessage(last.lines, commitment_buttons(int(wanted.number), declaration, texts))


def in_short(found: commitment.Commitment, texts: Texts) -> str:
    """Return a commitment in as many words as the answer to a button takes."""
    number = texts.say("Paragraph {number}", number=found.number)
    return clip(texts.say("{name}: {what}", name=number, what=found.title.in_language(texts.language)), ANSWER_LIMIT)


def no_such_paragraph(declaration: commitment.Declaration, texts: Texts) -> RenderedMessage:
    """Say which numbers there are, and where else words can be looked for."""
    return RenderedMessage(
        (
            line(
                texts.say(
                    "There is no such paragraph: numbers go from {first} to {last}, and no other holds these words. "
                    "For instance /commitment {number}; /search looks into the reports.",
                    first=declaration.commitments[0].number,
                    last=declaration.commitments[-1].number,
                    number=_example(declaration),
                )
            ),
        )
    )


def about(declaration: commitment.Declaration, coverage: Coverage, texts: Texts) -> tuple[RenderedMessage, ...]:
    """Say what the bot is, what it watches and what it is not."""
    return pages(
        (
            (
                line(bold("CA+JAD Monitor")),
                *purpose_lines(declaration, coverage, texts),
                line(link(texts.say("Official text"), declaration.url)),
            ),
            (
                line(texts.say("It reads the feeds of ministries, agencies and newspapers.")),
                line(
                    texts.say(
                        "A program matches reports to the paragraphs by rules and shows the sentence behind the match. "
                        "It can be wrong: read the source before you rely on it."
                    )
                ),
                line(texts.say("It is free software and no service of any government.")),
            ),
        )
    )


def help_page(texts: Texts, duties: Sequence[Command] = ()) -> tuple[RenderedMessage, ...]:
    """List the commands.

    Args:
        duties: further commands, of an editor or operator.
    """
    lines = _command_lines(COMMANDS, texts)
    own = (GAP, line(bold(texts.say("For editors and operators"))), *_command_lines(duties, texts)) if duties else ()
    return pages(((line(bold(texts.say("Commands"))), *lines, *own),))


def group_help_page(bot: str, texts: Texts) -> tuple[RenderedMessage, ...]:
    """List the commands that serve in a group, those of its admins apart, and say where the others are.

    Args:
        bot: its public name, with ``@``.
    """
    return pages(
        (
            (
                line(bold(texts.say("Commands"))),
                *_command_lines(group_commands(Audience.EVERYBODY), texts),
                GAP,
                line(bold(texts.say("For admins of this chat"))),
                *_command_lines(group_commands(Audience.ADMINS), texts),
                GAP,
                line(texts.say("Everything else is done in the private chat with this bot: {bot}", bot=bot)),
            ),
        )
    )


def only_in_private(bot: str, texts: Texts) -> RenderedMessage:
    """Say where a command belongs that does nothing in groups; ``bot`` as in ``group_help_page``."""
    return RenderedMessage((line(texts.say("This is done in the private chat with this bot: {bot}", bot=bot)),))


def unknown(texts: Texts) -> RenderedMessage:
    """Answer what the bot does not understand."""
    return RenderedMessage((line(texts.say("This bot understands commands only. All commands: /help.")),))


def _command_lines(commands: Sequence[Command], texts: Texts) -> tuple[Line, ...]:
    return tuple(line(f"/{each.name} – {texts.say(each.explanation)}") for each in commands)


def _example(declaration: commitment.Declaration) -> int:
    return declaration.tracked[len(declaration.tracked) // 2].number


def _pillar_blocks(
    pillar: Pillar, items: Sequence[commitment.Commitment], declaration: commitment.Declaration, texts: Texts
) -> Iterator[tuple[Line, ...]]:
    """Yield the commitments of a part under its name, as many at a time as one message surely holds."""
    for first in range(0, len(items), _IN_BLOCK):
        shown = items[first : first + _IN_BLOCK]
        named = (line(f"{each.number}. {commitment_label(each.number, declaration, texts)}") for each in shown)
        yield line(bold(pillar_name(pillar, texts))), *named


def _promise_lines(
    wanted: commitment.Commitment, declaration: commitment.Declaration, texts: Texts
) -> tuple[Line, ...]:
    language = texts.language
    lines = [
        line(bold(f"{wanted.number}. {commitment_label(wanted.number, declaration, texts)}")),
        line(clip(wanted.content.in_language(language), _TEXT_LIMIT)),
    ]
    if wanted.target is not None:
        lines.append(
            line(texts.say("Target: {target}", target=clip(wanted.target.in_language(language), HEADLINE_LIMIT)))
        )
    lines += _due_lines(wanted, texts)
    if not wanted.tracked:
        lines.append(
            line(italic(texts.say("This paragraph is not tracked: it holds no promise that reports could show.")))
        )
    return *lines, line(link(texts.say("Official text"), declaration.url))


def _due_lines(wanted: commitment.Commitment, texts: Texts) -> list[Line]:
    note = clip(wanted.due_note.in_language(texts.language), HEADLINE_LIMIT) if wanted.due_note else ""
    if wanted.due is not None:
        due = texts.say("Due: {day}", day=texts.day(wanted.due))
    elif note:
        due = texts.say("Due: no date given")
    else:
        return []
    return [line(" · ".join(filter(None, (due, note))))]


def _reported_lines(reported: Reported, number: int, texts: Texts) -> tuple[Line, ...]:
    development = reported.development
    stage = stage_name(development.judgement.stage, texts) if development.judgement.stage else ""
    opening = " · ".join(filter(None, (stage, texts.moment(development.lead.published))))
    late = (line(italic(texts.say("found late"))),) if development.found_late else ()
    return (line(bold(opening)), *_evidence(development, number), *_report_links(reported, texts), *late)


def _evidence(development: Development, number: int) -> Iterator[Line]:
    passage = next((each.evidence for each in development.judgement.matches if each.number == number), "")
    passage = clean(development.lead.quotable(passage)).strip()
    # A headline that is its own evidence is shown once, below, with its link.
    if passage and passage not in clean(development.lead.title):
        yield quote(clip(passage, _EVIDENCE_LIMIT))


def _report_links(reported: Reported, texts: Texts) -> Iterator[Line]:
    for source_name, headline, url in reported.reports[:REPORTS_SHOWN]:
        shown = clip(clean(headline).strip(), HEADLINE_LIMIT) or "…"
        yield line(clip(clean(source_name), HEADLINE_LIMIT), texts.say(": "), link(shown, url))
    hidden = len(reported.reports) - REPORTS_SHOWN
    if hidden > 0:
        yield line(texts.count("and {n} more", "and {n} more", hidden))
