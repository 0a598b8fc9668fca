"""The texts kept of each report of a development: all of them, and none lost."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from domain.development import DevelopmentId
from domain.lead import Lead, LeadState
from domain.source import Quote
from tests.builders import NOON, a_source
from tests.integration.storage.outcomes import (
    OTHER_SOURCE,
    a_confirmation,
    a_declaration,
    a_report,
    an_opening,
    an_outcome,
)

if TYPE_CHECKING:
    from domain.unit_of_work import OpenUnitOfWork


def test_every_report_comes_with_its_words_the_lead_first(open_work: OpenUnitOfWork) -> None:
    first, second = a_report("grant"), a_report("grant-again", source=OTHER_SOURCE, hours=2)
    opened = an_opening(first)
    lead = Lead(first.story.id, NOON, LeadState.DONE, 1, NOON, "Первый абзац.", "hash")
    joined = (a_confirmation(second, opened),)
    with open_work() as work:
        work.seed(a_declaration(), [a_source(quote=Quote.FULL), replace(OTHER_SOURCE, quote=Quote.NONE)])
        work.record(an_outcome(first, opened=(opened,), leads=(lead,)), "m1")
        later = an_outcome(second, source=OTHER_SOURCE, at=NOON + timedelta(hours=2), confirmed=joined)
        work.record(later, "m1")
        work.commit()
    unknown, known = DevelopmentId("nobody"), opened.change.development_id
    with open_work(writes=False) as work:
        found = work.evidence.list_of([known, unknown])
    assert found[unknown] == []
    assert [text.story for text in found[known]] == [
        replace(first.story, quote=Quote.FULL),
        replace(second.story, quote=Quote.NONE),
    ]
    assert found[known][0].text == f"{first.story.title}\n{first.story.summary}\nПервый абзац."
    assert found[known][0].digest == hashlib.sha256(found[known][0].text.encode()).hexdigest()
    assert found[known][1].lead == ""


def test_nothing_asked_nothing_found(open_work: OpenUnitOfWork) -> None:
    with open_work(writes=False) as work:
        assert work.evidence.list_of([]) == {}
