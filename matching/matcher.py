"""The facade: an item in, a judgement out."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from domain.commitment import LANGUAGES, CommitmentNumber
from domain.match import Item, Judgement, Match, Money, Tie
from matching.act_days import act_days
from matching.amounts import AmountReader
from matching.combine import features_of, linear, probability
from matching.countries import judge_countries
from matching.evidence import Support, evidence_for
from matching.explanation import Explanation
from matching.facts import dollars, judge_facts, largest_amount
from matching.findings import FIVE, Findings, find_all
from matching.grouping.signals import SignalReader
from matching.languages.folding import fold, has_cjk
from matching.languages.identification import identify
from matching.lexicon import CompiledLexicon, compile_lexicon
from matching.origin import country_of, embassy_country
from matching.reading import LIMITS, Reading, read
from matching.relevance import Relevance, Sides, judge_relevance, names_package, sides_of
from matching.score import Scored, apply_precedence, choose, score_commitments
from matching.stage import judge_stage, weights_by_stage

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from domain.commitment import Declaration
    from domain.lexicon import Lexicon

RULES_VERSION = 3
"""Raised whenever the rules in code change; the declared words make the rest of the version."""

TELLING = 30
"""Characters of a headline that tell its language; a shorter one is read together with the summary."""

SIBLINGS = {("ky", "KZ"): "kk", ("kk", "KG"): "ky"}
"""By language found and publisher's country: Kazakh and Kyrgyz headlines can be alike to the letter."""

LOCAL_SCRIPTS = frozenset({"kk", "ky", "tg", "tk", "uz"})


@dataclass(frozen=True, slots=True)
class _Analysis:
    findings: Findings
    relevance: Relevance
    chosen: list[Scored]
    scored: dict[int, Scored]
    strongest: float = 0.0
    sums: Mapping[str, Sequence[Money]] = field(default_factory=dict)
    amount: Money | None = None


class LexicalMatcher:
    """Judges items by declared words and rules; needs no model, no network; thread-safe and deterministic."""

    def __init__(self, compiled: CompiledLexicon, lexicon: Lexicon, version: str) -> None:
        self.version = version
        self._compiled = compiled
        self._rules = lexicon.precedences
        self._amounts = AmountReader(lexicon.amounts)
        self._rates = lexicon.dollars
        self._signals = SignalReader(lexicon)
        self._weights = lexicon.weights
        self._stages = weights_by_stage(lexicon.weights["stage"])

    def match(self, item: Item, *, to_group: bool = True) -> Judgement:
        """Judge one item; never raises for any text.

        Args:
            to_group: whether the judgement is to hold the signals that grouping compares; they cost a third of it.
        """
        folded = _folded(item)
        reading = self._reading_if_named(item, folded)
        if reading is None:
            return Judgement(relevant=False, score=0.0, language=item.lang or self._language_if_named(item, folded))
        analysis = self._judge(item, reading)
        if not self._is_relevant(analysis):
            return Judgement(
                relevant=False, score=round(analysis.relevance.score, 4), language=analysis.findings.language
            )
        judgement = self._judgement(item, analysis)
        if not to_group:
            return judgement
        return replace(judgement, signals=self._signals.read(analysis.findings, analysis.sums.__getitem__))

    def _language_if_named(self, item: Item, folded: str) -> str:
        """Return the language where either side may be named, else nothing: ordinary news is not worth the time."""
        return language_of(item) if self._compiled.named_quick.may_hold(folded) else ""

    def passes_gate(self, item: Item) -> bool:
        """Take the quick first look that turns away nearly all news: can the item name both sides at all?

        Central Asia may be supplied by language or publisher, Japan only by a Japanese text or publisher.
        """
        return self._reading_if_named(item, _folded(item)) is not None

    def _reading_if_named(self, item: Item, folded: str) -> Reading | None:
        """Return the item cut into passages if it passes the gate; most items are turned away by the quick looks."""
        japan = self._compiled.japan_quick.may_hold(folded)
        japanese = item.lang == "ja" or has_cjk(item.title) or country_of(item) == "JP"
        if not japan and not (japanese and self._compiled.central_asia_quick.may_hold(folded)):
            return None
        reading = read(item)
        if japan and self._compiled.japan.any_in(reading.document):
            return reading
        return reading if japanese and self._compiled.central_asia.any_in(reading.document) else None

    def wants_lead(self, item: Item) -> bool:
        """Tell whether an item could become relevant if more of its text were known: the gate's first half.

        The side that publisher or language supplies proves nothing, so the other one has to be named: Central Asia
        by Japanese sources, Japan by Central Asian ones, either of them by the rest of the world.
        """
        short = replace(item, text="")
        folded = _folded(short)
        country = country_of(item)
        japanese = item.lang == "ja" or has_cjk(item.title) or country == "JP"
        local = item.lang in LOCAL_SCRIPTS or country in FIVE
        japan = not japanese and self._compiled.japan_quick.may_hold(folded)
        central_asia = not local and self._compiled.central_asia_quick.may_hold(folded)
        if not (japan or central_asia):
            return False
        document = read(short).document
        return (japan and self._compiled.japan.any_in(document)) or (
            central_asia and self._compiled.central_asia.any_in(document)
        )

    def explain(self, item: Item) -> Explanation:
        """Tell step by step why an item did or did not match."""
        analysis = self._analyse(item)
        judgement = self._judgement(item, analysis) if self._is_relevant(analysis) else None
        return Explanation.of(
            analysis.findings, analysis.relevance, analysis.scored, judgement, self._weights["relevance"]
        )

    def _is_relevant(self, analysis: _Analysis) -> bool:
        return bool(analysis.chosen) and analysis.relevance.score >= self._weights["relevance"]["threshold"]

    def _analyse(self, item: Item) -> _Analysis:
        return self._judge(item, read(item))

    def _judge(self, item: Item, reading: Reading) -> _Analysis:
        language = language_of(item)
        findings = find_all(reading, language, country_of(item), self._compiled)
        sides = sides_of(findings, embassy_country(item))
        if not sides.both:
            return _Analysis(findings, Relevance(0.0, sides), [], {})
        scored = score_commitments(findings, self._compiled, self._weights)
        strongest = max((each.raw for each in scored.values()), default=0.0)
        relevance = judge_relevance(findings, sides, strongest, self._compiled, self._weights["relevance"])
        apply_precedence(scored, self._rules, self._weights["commitment"]["least"])
        sums = self._amounts.amounts_by_passage(passage.text for passage in findings.passages)
        amount = largest_amount(findings, sums.__getitem__, self._rates)
        self._combine(scored, findings, amount)
        chosen = choose(scored, self._weights["commitment"])
        return _Analysis(findings, relevance, chosen, scored, strongest, sums, amount)

    def _combine(self, scored: dict[int, Scored], findings: Findings, amount: Money | None) -> None:
        size = float(dollars(amount, self._rates)) if amount else 0.0
        for number, features in features_of(scored, findings, size).items():
            scored[number].features = features
            scored[number].probability = probability(linear(features, number, self._weights["set"]))
            scored[number].rank = linear(features, number, self._weights["primary"])

    def _judgement(self, item: Item, analysis: _Analysis) -> Judgement:
        findings = analysis.findings
        countries = judge_countries(findings, embassy_country(item))
        support = Support.of(findings)
        matches = tuple(_match(each, findings, support) for each in analysis.chosen)
        stage = judge_stage(findings, matches[0].number, self._stages)
        facts = judge_facts(findings, countries, analysis.amount)
        return Judgement(
            relevant=True,
            score=round(analysis.relevance.score, 4),
            language=findings.language,
            tie=Tie.EXPLICIT if names_package(findings) else Tie.TOPIC,
            matches=matches,
            primary=matches[0].number,
            countries=countries,
            stage=stage,
            facts=replace(facts, act_days=act_days(findings, stage, matches[0].evidence)),
        )


def _match(scored: Scored, findings: Findings, support: Support) -> Match:
    evidence, terms = evidence_for(scored, findings, support)
    return Match(CommitmentNumber(scored.number), round(scored.probability, 4), evidence, terms)


def _folded(item: Item) -> str:
    """Return what is read of the item in one shape of letters, for the quick looks."""
    return fold("\n".join((item.title[: LIMITS[0]], item.summary[: LIMITS[1]], item.text[: LIMITS[2]])))


def language_of(item: Item) -> str:
    """Return the item's language: given, if one of the eight, else identified; Russian where nothing tells."""
    if item.lang in LANGUAGES:
        return item.lang
    text = item.title if len(item.title) >= TELLING else f"{item.title} {item.summary}"
    found = identify(text) or identify(item.summary) or "ru"
    return SIBLINGS.get((found, country_of(item)), found)


def build_matcher(declaration: Declaration, language_data: Lexicon) -> LexicalMatcher:
    """Compile the declared words into a matcher; takes about half a second.

    Raises:
        ValueError: a term holds no words.
    """
    digest = hashlib.blake2b(repr((declaration, language_data)).encode(), digest_size=6).hexdigest()
    return LexicalMatcher(compile_lexicon(declaration, language_data), language_data, f"{RULES_VERSION}-{digest}")


__all__ = ["LexicalMatcher", "Sides", "build_matcher"]
