"""Days of the act: on which days the passage of the act says that it lies, in the eight languages.

Only what is written is read here; which of the days is the act's, seen from the publication, is decided in
``domain.happening``. Days with a month are read as grouping reads them; besides them a month with its year, words
such as "yesterday", and in Japanese the mere number of the day.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from domain.happening import NUMBER, RELATIVE
from matching.grouping.days import MONTHS, days_in, folded
from matching.lexicon import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from domain.match import Stage
    from matching.findings import Findings

MOST = 12
"""Days that are kept of one passage; one that names more is a chronicle."""

FROM_PUBLICATION = {
    -2: ("позавчера", "алдыңғы күні", "мурдагы күнү", "парирӯз", "ўтган куни", "一昨日", "おととい"),
    -1: (
        "yesterday", "вчера", "кеше", "кечээ", "дирӯз", "дируз", "düýn", "kecha", "кеча", "昨日", "きのう",
    ),
    0: (
        "today", "сегодня", "бүгін", "бүгүн", "имрӯз", "имруз", "şu gün", "şugün", "bugun", "бугун", "本日", "今日",
        "きょう",
    ),
    1: (
        "tomorrow", "завтра", "ертең", "эртең", "фардо", "ertir", "ertaga", "эртага", "明日", "あす",
    ),
}  # fmt: skip
"""Words for a day seen from the publication, by how many days later it is; folded, and whole words only."""

_CJK = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
_STEMS = "|".join(sorted((stem for stems in MONTHS for stem in stems), key=len, reverse=True))
_YEAR = r"(?P<year>20\d\d)"
_MONTH_YEAR = re.compile(rf"(?<![\w-])(?<!\d\s)(?P<month>{_STEMS})[^\W\d]{{0,9}}\.?,?\s(?:соли\s|of\s)?{_YEAR}(?!\d)")
_YEAR_MONTH = re.compile(
    rf"{_YEAR}(?:\s?жыл\w{{0,6}}|[-\s](?:yil|йил)\w{{0,4}}|-?(?:nji|njy)\sýyl\w{{0,5}}|-жыл\w{{0,6}})"
    rf"\s(?P<month>{_STEMS})"
)
_JAPANESE_MONTH = re.compile(r"(?P<year>20\d\d)年(?P<month>\d{1,2})月(?!\d)")
_JAPANESE_NUMBER = re.compile(r"(?<![\d月年.,~〜-])(\d{1,2})日(?![間程])")


def act_days(findings: Findings, stage: Stage, evidence: str) -> tuple[str, ...]:
    """Return the days named in the passage of the act, as ``domain.happening`` reads them; sorted, each once.

    Args:
        findings: of a relevant item. stage: as judged: the passage of the act is one that words it.
        evidence: the passage that shows the primary commitment; it is asked first.
    """
    for text in (evidence, *_passages_of(findings, stage)):
        if found := days_of(text):
            return tuple(sorted(found)[:MOST])
    return ()


def days_of(text: str) -> set[str]:
    """Return every day and month that a passage names."""
    plain = folded(text)
    found = days_in(plain) | set(_months(plain)) | set(_relative(plain))
    return found | {f"{NUMBER}{int(match[1])}" for match in islice(_JAPANESE_NUMBER.finditer(plain), MOST)}


def _passages_of(findings: Findings, stage: Stage) -> list[str]:
    worded = dict.fromkeys(hit.passage for hit in findings.words[Kind.STAGE] if hit.key == stage.value)
    return [findings.passages[place].text for place in sorted(worded)]


def _months(plain: str) -> Iterator[str]:
    for pattern in (_MONTH_YEAR, _YEAR_MONTH, _JAPANESE_MONTH):
        for match in islice(pattern.finditer(plain), MOST):
            word = match["month"]
            yield f"{match['year']}-{int(word) if word.isdigit() else _number(word):02}"


def _number(word: str) -> int:
    """Return the month whose stem is the longest that begins the word."""
    known = [(len(stem), number) for number, stems in enumerate(MONTHS, 1) for stem in stems if word.startswith(stem)]
    return max(known)[1]


def _relative(plain: str) -> Iterator[str]:
    for days, pattern in _RELATIVE.items():
        if pattern.search(plain):
            yield f"{RELATIVE}{days}"


def _any_word(words: Iterable[str]) -> re.Pattern[str]:
    parts = (word if _CJK.search(word) else rf"(?<![\w'-]){re.escape(word)}(?![\w-])" for word in words)
    return re.compile("|".join(parts))


_RELATIVE = {days: _any_word(words) for days, words in FROM_PUBLICATION.items()}
