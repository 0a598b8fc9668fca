"""The tables of the word lists, the gazetteer, the package and the rules: their keys and the domain values they make.

Annotations are evaluated here (no ``from __future__``), because pydantic builds its checks from them.
"""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StrictBool, StrictStr, TypeAdapter

from config.declaration_tables import Language, Table, Text, TextsTable
from domain.commitment import LANGUAGES
from domain.development import Stage
from domain.gazetteer import Name, NameForm, NameKind
from domain.lexicon import Exclusion, PackageName, Precedence, WordList
from domain.match import Instrument


def _term(text: str) -> str:
    if not any(character.isalnum() for character in text):
        raise ValueError("has neither letter nor digit")
    if text.startswith("~") or text.endswith("~"):
        raise ValueError("~ stands between words, not at an end")
    return text


TermText = Annotated[Text, AfterValidator(_term)]
Terms = tuple[TermText, ...]


class SubjectTable(Table):
    """One subject of ``languages/subjects.toml``."""

    decisive: StrictBool
    reason: Text


class LanguageFile(Table):
    """``languages/<code>.toml``."""

    code: Language
    also_read: tuple[Language, ...] = ()
    acts: Terms
    home: Terms = ()
    region: Terms
    stages: dict[Stage, Terms]
    instruments: dict[Instrument, Terms]
    exclusions: dict[str, Terms]
    tenses: dict[Literal["future", "past", "ongoing"], Terms] = Field(default_factory=dict)

    def word_list(self, subjects: dict[str, SubjectTable]) -> WordList:
        """Return the domain value.

        Raises:
            KeyError: an exclusion names a subject that ``subjects.toml`` does not declare.
        """
        return WordList(
            code=self.code,
            also_read=self.also_read,
            acts=self.acts,
            home=self.home,
            region=self.region,
            stages=self.stages,
            instruments=self.instruments,
            tenses={str(tense): endings for tense, endings in self.tenses.items()},
            exclusions=tuple(
                Exclusion(name, subjects[name].reason, terms, decisive=subjects[name].decisive)
                for name, terms in self.exclusions.items()
            ),
        )


class NameTable(Table):
    """One bearer of a name in ``gazetteer/*.toml``; a form after ``xx:`` counts in texts of that language only.

    Attributes:
        within: of a place the key of the larger one it lies in. capital: of a place, whether papers are signed there.
    """

    country: Annotated[StrictStr, Field(pattern=r"^([A-Z][A-Z0-9]{1,5})?$")]
    forms: Annotated[Terms, Field(min_length=1)]
    name: TextsTable | None = None
    weak: StrictBool = False
    acting: Terms = ()
    within: StrictStr = ""
    capital: StrictBool = False

    def names_of(self, key: str, kind: NameKind) -> tuple[Name, ...]:
        """Return the domain value, and for the forms by which a weak name shows its bearer acting one that is not."""
        label = self.name.texts() if self.name else None
        given = ((self.forms, self.weak), (self.acting, False))
        return tuple(
            Name(key, kind, self.country, tuple(map(form_of, forms)), label, weak=weak)
            for forms, weak in given
            if forms
        )


def form_of(text: str) -> NameForm:
    """Return a form as declared: after ``xx:`` it counts in texts of that language only."""
    language, colon, rest = text.partition(":")
    return NameForm(rest, (language,)) if colon and language in LANGUAGES else NameForm(text)


class PackageTable(Table):
    """One name of the declaration's package."""

    paragraphs: tuple[int, ...] = ()
    ru: Terms
    en: Terms
    ja: Terms
    kk: Terms
    ky: Terms
    tg: Terms
    tk: Terms
    uz: Terms

    def package_name(self, key: str) -> PackageName:
        """Return the domain value."""
        return PackageName(key, self.paragraphs, {code: getattr(self, code) for code in LANGUAGES})


class RuleTable(Table):
    """One ``[[rule]]`` of ``precedence.toml``."""

    specific: Annotated[tuple[int, ...], Field(min_length=1)]
    general: Annotated[tuple[int, ...], Field(min_length=1)]
    factor: Annotated[float, Field(ge=0, le=1)]
    reason: Text

    def precedence(self) -> Precedence:
        """Return the domain value."""
        return Precedence(self.specific, self.general, self.factor, self.reason)


class RulesFile(Table):
    """``precedence.toml``."""

    rule: tuple[RuleTable, ...]


SUBJECTS = TypeAdapter(dict[str, SubjectTable])
NAMES = TypeAdapter(dict[str, NameTable])
PACKAGE = TypeAdapter(dict[str, PackageTable])
OBJECTS = TypeAdapter(dict[str, Annotated[Terms, Field(min_length=1)]])
UNNAMED = TypeAdapter(dict[str, Annotated[tuple[Text, ...], Field(min_length=1)]])
WEIGHTS = TypeAdapter(dict[str, dict[str, float]])
