"""Relevance: is this cooperation between Japan and Central Asia at all?

Two steps. The gate asks for both sides: Japan named, or a Japanese publisher or text; one of the five named, or their
language or publisher. A name of the CA+JAD format names both. What passes is scored: features of headline and
passages, each with a declared weight, added up and turned into a share by the logistic function. Actor, actor and act
in one passage speak for; sport, rankings, history, other countries' summits speak against (``config/languages``).
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from domain.gazetteer import REGION, NameKind
from matching.findings import FIVE, JAPAN, Findings, NameHit
from matching.lexicon import Kind
from matching.reading import Zone

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matching.lexicon import CompiledLexicon

LOCAL_LANGUAGES = frozenset({"kk", "ky", "tg", "tk", "uz"})
NEAR = 40
"""Characters of the folded document around a name within which other countries make a list of it."""


@dataclass(frozen=True, slots=True)
class Sides:
    """What names each side, in words for an explanation; empty where nothing does."""

    japan: str
    central_asia: str

    @property
    def both(self) -> bool:
        """Whether the item passes the gate."""
        return bool(self.japan and self.central_asia)


@dataclass(frozen=True, slots=True)
class Relevance:
    """The outcome: probability, the sides and what each feature added."""

    score: float
    sides: Sides
    shares: Mapping[str, float] = field(default_factory=dict)


def sides_of(findings: Findings, embassy: str) -> Sides:
    """Return what names Japan and Central Asia.

    Args:
        embassy: the country whose Japanese embassy published the item, or empty.
    """
    if findings.words[Kind.PACKAGE]:
        name = findings.words[Kind.PACKAGE][0].term
        return Sides(name, name)
    japanese = findings.language == "ja" or findings.country == JAPAN
    return Sides(_japan(findings, japanese=japanese), _central_asia(findings, embassy))


def _japan(findings: Findings, *, japanese: bool) -> str:
    for hit in findings.names:
        if hit.name.country == JAPAN and (japanese or not hit.name.weak):
            return hit.name.key
    return "Japanese publisher or text" if japanese else ""


def _central_asia(findings: Findings, embassy: str) -> str:
    for hit in findings.names:
        if hit.name.country in (*FIVE, REGION) and not hit.name.weak:
            return hit.name.key
    if findings.words[Kind.REGION]:
        return findings.words[Kind.REGION][0].term
    if embassy:
        return f"embassy in {embassy}"
    if findings.country in FIVE:
        return f"publisher in {findings.country}"
    return f"text in {findings.language}" if findings.language in LOCAL_LANGUAGES else ""


def names_package(findings: Findings) -> bool:
    """Whether the item names something of the declaration's package.

    A headline about another country's summit with the five, without Japan, does not, though its words are like it.
    """
    if not findings.words[Kind.PACKAGE]:
        return False
    title = {hit.name.country for hit in findings.names if _zone(findings, hit.passage) is Zone.TITLE}
    return JAPAN in title or not title - {"", REGION, *FIVE}


def judge_relevance(
    findings: Findings, sides: Sides, concept: float, lexicon: CompiledLexicon, weights: Mapping[str, float]
) -> Relevance:
    """Score an item that passed the gate.

    Args:
        concept: raw score of the strongest commitment.
        weights: by feature, with ``bias``.
    """
    features = features_of(findings, concept, lexicon)
    shares = {name: weights.get(name, 0.0) * value for name, value in features.items() if value}
    total = weights["bias"] + sum(shares.values())
    return Relevance(1 / (1 + math.exp(-max(-30.0, min(30.0, total)))), sides, shares)


def features_of(findings: Findings, concept: float, lexicon: CompiledLexicon) -> dict[str, float]:
    """Return the features of an item, each between 0 and about 3."""
    japan = [hit for hit in findings.names if hit.name.country == JAPAN and not hit.name.weak]
    five = [hit for hit in findings.names if hit.name.country in (*FIVE, REGION)]
    return {
        **_name_features(findings, japan, five),
        **_act_features(findings, japan, five),
        **_other_features(findings, japan),
        **_exclusion_features(findings, lexicon),
        "package": float(names_package(findings)),
        "concept": math.log1p(concept),
        "instrument": float(bool(findings.words[Kind.INSTRUMENT])),
        "local": float(findings.country in FIVE or findings.language in LOCAL_LANGUAGES),
        "japanese": float(findings.language == "ja" or findings.country == JAPAN),
    }


def _zone(findings: Findings, passage: int) -> Zone:
    return findings.passages[passage].zone


def _in_title(findings: Findings, hits: list[NameHit]) -> bool:
    return any(_zone(findings, hit.passage) is Zone.TITLE for hit in hits)


def _in_lead(findings: Findings, hits: list[NameHit]) -> bool:
    return any(
        findings.passages[hit.passage].order == 0 and _zone(findings, hit.passage) is Zone.SUMMARY for hit in hits
    )


def _name_features(findings: Findings, japan: list[NameHit], five: list[NameHit]) -> dict[str, float]:
    title_japan, title_five = _in_title(findings, japan), _in_title(findings, five)
    institution = any(hit.name.kind in (NameKind.INSTITUTION, NameKind.COMPANY) for hit in japan)
    return {
        "title_japan": float(title_japan),
        "title_five": float(title_five),
        "title_both": float(title_japan and title_five),
        "japan_times": math.log1p(len(japan)),
        "five_times": math.log1p(len(five)),
        "institution": float(institution),
        "japan_once": float(len(japan) == 1),
        "japan_late": float(bool(japan) and not title_japan and not _in_lead(findings, japan)),
        "region_title": float(_in_title(findings, [hit for hit in five if hit.name.country == REGION])),
    }


def _act_features(findings: Findings, japan: list[NameHit], five: list[NameHit]) -> dict[str, float]:
    """Features of what is done together: a word of cooperation or of any stage, beside the names of either side."""
    acts = {hit.passage for kind in (Kind.ACT, Kind.STAGE) for hit in findings.words[kind]}
    with_japan = {hit.passage for hit in japan}
    with_five = {hit.passage for hit in five} | {hit.passage for hit in findings.words[Kind.REGION]}
    title = {index for index in acts if _zone(findings, index) is Zone.TITLE}
    return {
        "title_act": float(bool(title)),
        "acts": math.log1p(len(findings.words[Kind.ACT])),
        "japan_act": float(bool(acts & with_japan)),
        "all_in_one": float(bool(acts & with_japan & with_five)),
    }


def _other_features(findings: Findings, japan: list[NameHit]) -> dict[str, float]:
    others = [hit for hit in findings.names if hit.name.country not in ("", JAPAN, REGION, *FIVE)]
    title_other = _in_title(findings, others)
    region = _in_title(findings, [hit for hit in findings.names if hit.name.country == REGION])
    package = names_package(findings)
    return {
        "title_other_region": float(title_other and region and not package),
        "title_other_japan": float(title_other and _in_title(findings, japan) and not package),
        "title_other": float(title_other),
        "title_other_alone": float(title_other and not _in_title(findings, japan)),
        "other_countries": math.log1p(len({hit.name.country for hit in others})),
        "listed": float(bool(japan) and _all_listed(japan, others)),
    }


def _all_listed(japan: list[NameHit], others: list[NameHit]) -> bool:
    """Whether two or more other foreign countries stand beside each name: one of a list of donors or partners.

    Names never lie within each other, so that both their starts and their ends are in order.
    """
    starts, ends = [other.start for other in others], [other.end for other in others]
    for hit in japan:
        near = others[bisect_right(ends, hit.start - NEAR) : bisect_left(starts, hit.end + NEAR)]
        if len({other.name.country for other in near if other.passage == hit.passage}) <= 1:
            return False
    return True


def _exclusion_features(findings: Findings, lexicon: CompiledLexicon) -> dict[str, float]:
    features: dict[str, float] = {}
    title = body = 0
    for hit in findings.words[Kind.EXCLUSION]:
        if _zone(findings, hit.passage) is Zone.TITLE:
            title += hit.key in lexicon.decisive
            features[f"title_{hit.key}"] = 1.0
        else:
            body += 1
            features[f"body_{hit.key}"] = 1.0
    features["title_exclusion"] = float(bool(title))
    features["body_exclusion"] = math.log1p(body)
    return features
