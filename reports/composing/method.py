"""Method: how a report comes about, in a few sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from domain.ports import Speaker


def method_lines(texts: Speaker) -> tuple[str, ...]:
    """Return the paragraphs on method."""
    return (
        texts.say(
            "News and ministry feeds are polled on schedule; each report is matched to the commitments by terms in "
            "eight languages. Reports of one development are grouped. Evidence counts from the day of the Declaration. "
            "A passage is quoted as published; the link leads to its source."
        ),
        texts.say(
            "Each commitment is divided into units of one target. What counts as done, partly done or contrary was "
            "written down before anything was assessed. The status follows from these rules: words alone are not "
            "progress, and a report that is neither official nor confirmed by a second source carries a unit no "
            "further than organised. No reports found means that the sources watched held none."
        ),
        texts.say(
            "Matches are made by machine. What no person has reviewed is marked; what an editor has rejected is left "
            "out."
        ),
        texts.say(
            "Passages are no longer than their publishers allow. The text of every report cited is kept with its "
            "SHA-256 hash, whose first 16 digits stand in the footnote; a link that no longer works loses nothing."
        ),
        texts.say(
            "Each deal stands once, at its furthest stage. State aid and portfolios are listed and not counted. "
            "Other currencies are converted at the shown day's rate."
        ),
        texts.say("The record of polls is kept for 90 days; figures of coverage reach back no further."),
    )
