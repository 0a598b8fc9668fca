"""From what editors decided to labelled items, in the format of the evaluation set; pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from domain.moment import Precision
from domain.review import MatchState

if TYPE_CHECKING:
    from domain.commitment import CommitmentNumber
    from domain.review import StoredJudgement


def labelled_item(stored: StoredJudgement) -> dict[str, Any] | None:
    """Return a story as a labelled item, None where the decisions do not settle whether it is relevant.

    One accepted match makes it relevant: what was accepted is its ``core``, and what nobody looked at may be named
    as well (``commitments``). Every match rejected makes it irrelevant. Stage and countries are those that the
    editor saw and let stand. The texts go out as the matcher reads them, so that judging the item judges the story.
    """
    accepted = [number for number, state in stored.states if state is MatchState.ACCEPTED]
    open_ones = [number for number, state in stored.states if state is MatchState.PROPOSED]
    if not stored.states or (open_ones and not accepted):
        return None
    return _texts(stored) | _labels(stored, accepted, open_ones)


def _texts(stored: StoredJudgement) -> dict[str, Any]:
    story = stored.story
    texts: dict[str, Any] = {
        "id": story.id,
        "lang": stored.judgement.language,
        "date": None if story.published.precision is Precision.UNKNOWN else story.published.at.date().isoformat(),
        "source": story.source_name,
        "country": "" if story.country == "INT" else story.country,
        "url": story.url,
        "title": story.title,
        "summary": story.summary,
    }
    return texts | ({"text": stored.lead} if stored.lead else {})


def _labels(
    stored: StoredJudgement, accepted: list[CommitmentNumber], open_ones: list[CommitmentNumber]
) -> dict[str, Any]:
    judgement = stored.judgement
    relevant = bool(accepted)
    countries = sorted(judgement.countries) if relevant else []
    return {
        "relevant": relevant,
        "commitments": sorted({*accepted, *open_ones}) if relevant else [],
        "core": sorted(accepted),
        "primary": [judgement.primary] if judgement.primary in accepted else sorted(accepted),
        "countries": countries,
        "countries_core": countries,
        "stage": [judgement.stage.value] if relevant and judgement.stage else [],
    }
