"""The commitment match report in Markdown."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest

from bot.labels import stage_name
from bot.texts import texts_for
from config.declarations import load_declaration
from domain.commitment import CommitmentNumber
from domain.development import DevelopmentId, Stage
from domain.match import Match, Tie
from domain.moment import Moment, Precision
from reports.match_report import Reported, ReportScope, escaped, markdown_report
from tests.builders import a_development, a_judgement, a_story
from tests.golden_files import assert_golden

SCOPE = ReportScope(date(2025, 12, 20), date(2026, 1, 31), datetime(2026, 2, 1, 9, 0, tzinfo=UTC))
DAY = datetime(2026, 1, 30, 6, 0, tzinfo=UTC)


def scanners() -> Reported:
    story = a_story(
        title="Япония поставит порту Актау рентгеновские сканеры",
        source_name="Steppe Courier",
        published=Moment(DAY, Precision.MINUTE),
    )
    matches = tuple(
        Match(CommitmentNumber(number), 0.8, "Япония выделит до 719 млн иен на сканеры для таможни порта Актау.")
        for number in (26, 25)
    )
    judgement = a_judgement(26, matches=matches, stage=Stage.AGREED, tie=Tie.EXPLICIT, countries=("KZ",))
    development = a_development(id=DevelopmentId("one"), lead=story, judgement=judgement, reports=2)
    second = ("Port *Review*", "Aktau [customs] get X-ray units", "https://port.example.kz/2")
    return Reported(development, (("Steppe Courier", story.title, story.url), second))


def ministers() -> Reported:
    story = a_story(
        url="javascript:alert(1)", title="<b>Ministers</b> | of justice", language="en",
        published=Moment(datetime(2026, 1, 10, tzinfo=UTC), Precision.DAY),
    )  # fmt: skip
    match = Match(CommitmentNumber(12), 0.7, "Japan proposes to host the ministers in autumn.")
    judgement = a_judgement(12, matches=(match,), stage=Stage.PLANNED, countries=("KZ", "UZ"), language="en")
    development = a_development(id=DevelopmentId("two"), lead=story, judgement=judgement, found_late=True)
    return Reported(development, (("Example Post", story.title, story.url),))


def text(language: str, scope: ReportScope = SCOPE, *found: Reported) -> str:
    texts = texts_for(language, "UTC")
    return markdown_report(
        load_declaration(), found or (ministers(), scanners()), scope, texts, partial(stage_name, texts=texts)
    )


@pytest.mark.parametrize("language", ["en", "ru", "ja"])
def test_golden_report(language: str) -> None:
    assert_golden(f"reports/match_report.{language}.md", text(language))


def test_same_data_same_bytes() -> None:
    assert text("en") == text("en")


def test_foreign_text_is_shown_and_never_obeyed() -> None:
    report = text("en")
    assert "\\<b\\>Ministers\\</b\\> \\| of justice" in report
    assert "javascript:" not in report
    assert "Aktau \\[customs\\]" in report


def test_a_report_on_one_commitment_or_country_holds_nothing_else() -> None:
    only_customs = text("en", replace(SCOPE, commitments=(26,)))
    assert "## 26." in only_customs
    assert "## 12." not in only_customs
    only_uzbekistan = text("en", replace(SCOPE, country="UZ"))
    assert "Country: Uzbekistan" in only_uzbekistan
    assert "## 12." in only_uzbekistan
    assert "## 26." not in only_uzbekistan


def test_the_newest_development_stands_first() -> None:
    earlier = scanners()
    story = replace(earlier.development.lead, title="Later news", published=Moment(DAY + timedelta(1), Precision.DAY))
    later = Reported(replace(earlier.development, lead=story), (("Steppe Courier", "Later news", story.url),))
    report = text("en", SCOPE, earlier, later)
    assert report.index("Later news") < report.index("Япония поставит")


def test_commitments_without_reports_are_said() -> None:
    assert "## No reports found" in text("en")
    assert "- 53. " in text("en")


def test_escaping_keeps_the_words() -> None:
    assert escaped("a *b* [c](d)\n e") == r"a \*b\* \[c\](d) e"


def test_marks_that_open_a_list_or_heading_are_escaped_only_where_they_would() -> None:
    assert escaped("- CA+JAD-2") == r"\- CA+JAD-2"
    assert escaped("# 1") == r"\# 1"
    assert escaped("1. first") == r"1\. first"
