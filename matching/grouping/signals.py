"""Signals: what of a report is compared, read off it once and kept with its judgement.

Names come from the gazetteer, things from the object lexicon; both are found by the pass that finds everything else.
What no list knows is read here: names by their spelling (``matching.languages.transliteration``), numbers, dates.
"""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING

from domain.gazetteer import NameKind
from domain.signals import Signals
from matching.grouping.days import days_in, folded, ordinals_in, without_dates, years_in
from matching.languages.folding import has_cjk, words_of
from matching.languages.transliteration import skeleton
from matching.lexicon import Kind
from matching.reading import Zone

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from domain.match import Money
    from matching.findings import Findings

    ReadAmounts = Callable[[str], Iterable[Money]]
    """Returns the sums of money in a passage; the seam where a better reader is plugged in."""

PASSAGES = 14
"""Passages of a report that are compared: the news stands at the top, boilerplate at the end."""

STEM, KANA_STEM = 4, 3
"""Letters from which on the beginning of a word is taken for a known name's."""

MOST = 40
"""Spelt names or numbers that are kept of one report."""

_WORD = re.compile(r"[^\W\d_]+(?:['’ʻ-][^\W\d_]+)*")
_KATAKANA = re.compile(r"[ァ-ヴー]{3,}(?:・[ァ-ヴー]{2,})*")
_SCALES = (
    (Decimal(10) ** 12, "trillion|трлн|兆"),
    (Decimal(10) ** 9, "billion|млрд|миллиард|milliard|mlrd"),
    (Decimal(10) ** 6, "million|млн|миллион|mln"),
    (Decimal(10) ** 8, "億"),
    (Decimal(10) ** 4, "万"),
    (Decimal(10) ** 3, "thousand|тыс|тысяч|ming|минг|мың|миң|ҳазор|хазор|müň"),
)
_NUMBER = re.compile(
    r"(?<![\w.,])(\d{1,3}(?:[ \u00a0\u202f,]\d{3}){1,3}|\d{1,9})(?:[.,](\d{1,3}))?(?!\d)"
    rf"(?:\s?(?P<scale>{'|'.join(words for _, words in _SCALES)}))?"
)
_FEWEST_TELLING = 13
"""Smaller whole numbers stand in every report."""

_COMMON_WORDS = """
    minister ministry president project program programme agency company committee university institute center
    centre
    forum summit dialogue dialog fund bank group doctor general director deputy governor ambassador embassy conference
    international national republic government parliament senate prime foreign affairs state january february march
    april may june july august september october november december monday tuesday wednesday thursday friday saturday
    sunday japanese kazakh uzbek kyrgyz tajik turkmen central asia asian
    министр министерство президент проект программа агентство компания комитет университет институт центр форум
    саммит диалог фонд банк группа директор губернатор посол посольство конференция республика правительство парламент
    сенат премьер японский японская японии казахский центральная азия восток евросоюз
    プロジェクト プログラム センター フォーラム サミット エネルギー インフラ デジタル システム ビジネス
    ルート パートナー サプライチェーン イニシアティブ セミナー カスピ メートル キロ
    ドル ユーロ グループ スタート ニュース サービス
    vazir vazirlik prezident loyiha dastur markaz sammit hukumat davlat hamkorlik
    вазир вазирлиги давлат ҳукумат мамлакат мамлекет президентинин министрлиги өкмөт үкімет мемлекет
    türkmenistanyň prezidenti hökümet döwlet
"""
_COMMON = frozenset(map(skeleton, _COMMON_WORDS.split()))
"""Skeletons of words that are written with capitals, or in katakana, and name nobody."""


def signals_of(findings: Findings, read_amounts: ReadAmounts) -> Signals:
    """Return what is compared of an item.

    Args:
        findings: what was found in it.
        read_amounts: reads the sums of money in a passage.
    """
    passages = findings.passages[:PASSAGES]
    text = "\n".join(passage.text for passage in passages)
    plain = folded(text)
    amounts = {(each.currency, each.amount): each for passage in passages for each in read_amounts(passage.text)}
    names, objects = set(_names(findings)), set(_objects(findings))
    headline = {*_names(findings, Zone.TITLE), *_objects(findings, Zone.TITLE)}
    return Signals(
        names=tuple(sorted(names)),
        objects=tuple(sorted(objects)),
        headline=tuple(sorted(headline)),
        spelt=tuple(sorted(islice(_spelt(findings), MOST))),
        amounts=tuple(amounts[key] for key in sorted(amounts)),
        numbers=tuple(sorted(_numbers(plain, amounts.values()))),
        ordinals=tuple(sorted(ordinals_in(text))),
        days=tuple(sorted(days_in(plain))),
        years=tuple(sorted(years_in(plain))),
    )


def _names(findings: Findings, zone: Zone | None = None) -> Iterator[str]:
    for hit in findings.names:
        if hit.name.kind is not NameKind.COUNTRY and hit.name.country and _in(findings, hit.passage, zone):
            yield f"{hit.name.kind}:{hit.name.key}"


def _objects(findings: Findings, zone: Zone | None = None) -> Iterator[str]:
    for hit in findings.words[Kind.OBJECT]:
        if _in(findings, hit.passage, zone):
            yield hit.key


def _in(findings: Findings, passage: int, zone: Zone | None) -> bool:
    return passage < PASSAGES and (zone is None or findings.passages[passage].zone is zone)


def _spelt(findings: Findings) -> set[str]:
    """Return the skeletons of names that the gazetteer does not explain."""
    known = {
        word
        for hit in findings.names
        if hit.name.kind is not NameKind.PERSON
        for word in findings.reading.document[hit.start : hit.end].split()
    }
    found: set[str] = set()
    for passage in findings.passages[:PASSAGES]:
        for word in (*_capitalised(passage.text), *_KATAKANA.findall(passage.text)):
            if not any(each in known or _begins(each, known) for each in words_of(word).split()):
                found.update(skeleton(part) for part in re.split("[・-]", word))
    return {each for each in found if each and each not in _COMMON}


def _begins(word: str, known: set[str]) -> bool:
    return any(len(each) >= (KANA_STEM if has_cjk(each) else STEM) and word.startswith(each) for each in known)


def _capitalised(text: str) -> list[str]:
    """Return words that begin with a capital where it tells: not at the start, not in a headline all in capitals."""
    words = _WORD.findall(text)
    capital = [word[0].isupper() for word in words]
    small = sum(1 for word, big in zip(words, capital, strict=True) if not big and len(word) > 3)  # noqa: PLR2004
    if sum(capital) > 2 * small + 1:
        return []
    return [word for at, word in enumerate(words) if capital[at] and (at > 0 or _followed(capital))]


def _followed(capital: list[bool]) -> bool:
    return len(capital) > 1 and capital[1]


def _numbers(plain: str, amounts: Iterable[Money]) -> set[str]:
    """Return telling numbers beside dates and sums: "27,6 тысячи" and "27,6 мингтаси" are 27600."""
    sums = {digits for each in amounts for digits in _digits_of(each)}
    found: set[str] = set()
    for match in islice(_NUMBER.finditer(without_dates(plain)), MOST):
        value = Decimal(re.sub(r"\D", "", match[1]) + (f".{match[2]}" if match[2] else ""))
        if match["scale"]:
            value *= next(power for power, words in _SCALES if match["scale"] in words.split("|"))
        if _significant(value) not in sums and (value >= _FEWEST_TELLING or value % 1):
            found.add(f"{value.normalize():f}")
    return found


def _digits_of(money: Money) -> set[str]:
    """Return the digits by which a sum may be written, also where it is parted over scales (7 млн 642 тыс)."""
    digits = _significant(money.amount)
    return {digits, *(digits[:cut] for cut in range(1, len(digits))), *(digits[cut:] for cut in range(1, len(digits)))}


def _significant(value: Decimal) -> str:
    return "".join(map(str, value.normalize().as_tuple().digits))
