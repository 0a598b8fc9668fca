"""The tables of a declaration's TOML files: which keys they have, what each may hold, and the domain value they make.

Annotations are evaluated here (no ``from __future__``), because pydantic builds its checks from them.
"""

from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, StrictInt, StrictStr

from domain.commitment import LANGUAGES, PARTIES, Commitment, CommitmentKind, CommitmentNumber, Pillar, Texts
from domain.lexicon import Term, TermRole

HIGHEST_NUMBER = 999
"""No declaration has as many paragraphs; a higher number is a slip of the pen."""


def _filled(text: str) -> str:
    if not text.strip():
        raise ValueError("is empty")
    if text != text.strip():
        raise ValueError("begins or ends with white space")
    return text


def _known_language(code: str) -> str:
    if code not in LANGUAGES:
        raise ValueError(f"is not one of the languages {', '.join(LANGUAGES)}")
    return code


def parties(actors: tuple[str, ...]) -> tuple[str, ...]:
    """Return the codes of parties as declared.

    Raises:
        ValueError: one is no party, or stands twice.
    """
    strangers = [code for code in actors if code not in PARTIES]
    if strangers:
        raise ValueError(f"not among the parties {', '.join(PARTIES)}: {', '.join(strangers)}")
    if len(set(actors)) < len(actors):
        raise ValueError("names a party twice")
    return actors


def _searchable(text: str) -> str:
    if not any(character.isalnum() for character in text):
        raise ValueError("has neither letter nor digit")
    if text.startswith("~") or text.endswith("~"):
        raise ValueError("~ stands between words, not at an end")
    return text


def _term_table(declared: object) -> object:
    if isinstance(declared, str):
        return {"text": declared}
    if not isinstance(declared, dict):
        raise ValueError("is neither text nor a table with text and weight")  # noqa: TRY004 - pydantic collects ValueError
    return declared


Text = Annotated[StrictStr, AfterValidator(_filled)]
Language = Annotated[str, AfterValidator(_known_language)]


class Table(BaseModel):
    """One TOML table; a key it does not know is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class TextsTable(Table):
    """One text in each language of the readers."""

    en: Text
    ru: Text
    ja: Text

    def texts(self) -> Texts:
        """Return the domain value."""
        return Texts(en=self.en, ru=self.ru, ja=self.ja)


class TermTable(Table):
    """One term: ``"customs"`` or ``{text = "customs", weight = 2.0}``."""

    text: Annotated[Text, AfterValidator(_searchable)]
    weight: Annotated[float, Field(gt=0, strict=True, allow_inf_nan=False)] = 1.0


DeclaredTerm = Annotated[TermTable, BeforeValidator(_term_table)]


class TermsTable(Table):
    """The terms of one commitment in one language, by role; no text stands twice, whatever the role."""

    naming: tuple[DeclaredTerm, ...] = ()
    supporting: tuple[DeclaredTerm, ...] = ()
    context: tuple[DeclaredTerm, ...] = ()
    excluding: tuple[DeclaredTerm, ...] = ()

    def terms(self) -> tuple[Term, ...]:
        """Return the domain values, in the order of roles and then as declared."""
        tables: dict[TermRole, tuple[TermTable, ...]] = {
            TermRole.NAMING: self.naming,
            TermRole.SUPPORTING: self.supporting,
            TermRole.CONTEXT: self.context,
            TermRole.EXCLUDING: self.excluding,
        }
        return tuple(Term(each.text, role, each.weight) for role, declared in tables.items() for each in declared)


def _each_once(table: TermsTable) -> TermsTable:
    seen: set[str] = set()
    twice: list[str] = []
    for term in table.terms():
        folded = term.text.casefold()
        if folded in seen:
            twice.append(term.text)
        seen.add(folded)
    if twice:
        raise ValueError(f"stands twice: {', '.join(twice)}")
    return table


class CommitmentTable(Table):
    """One ``[[commitment]]`` block."""

    number: Annotated[StrictInt, Field(ge=1, le=HIGHEST_NUMBER)]
    pillar: Pillar
    kind: CommitmentKind
    tracked: StrictBool
    actors: Annotated[tuple[str, ...], Field(min_length=1), AfterValidator(parties)]
    title: TextsTable
    label: TextsTable
    content: TextsTable
    target: TextsTable | None = None
    due: Annotated[date, Field(strict=True)] | None = None
    due_note: TextsTable | None = None
    terms: dict[Language, Annotated[TermsTable, AfterValidator(_each_once)]] = Field(default_factory=dict)

    def commitment(self) -> Commitment:
        """Return the domain value."""
        return Commitment(
            number=CommitmentNumber(self.number),
            pillar=self.pillar,
            kind=self.kind,
            tracked=self.tracked,
            title=self.title.texts(),
            label=self.label.texts(),
            content=self.content.texts(),
            actors=self.actors,
            target=self.target.texts() if self.target else None,
            due=self.due,
            due_note=self.due_note.texts() if self.due_note else None,
            terms={language: table.terms() for language, table in self.terms.items()},
        )


class SectionFile(Table):
    """A file of ``[[commitment]]`` blocks, which are checked one by one so that complaints can name each."""

    commitment: Annotated[list[dict[str, Any]], Field(min_length=1)]


class HeadingFile(Table):
    """``declaration.toml``: what the declaration is."""

    id: Text
    adopted: Annotated[date, Field(strict=True)]
    url: Annotated[StrictStr, Field(pattern=r"^https://\S+$")]
    name: TextsTable
    short_name: TextsTable
