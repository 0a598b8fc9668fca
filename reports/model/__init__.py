"""The commitment match report as one value, which every renderer shows in its own way; pure.

All words are in the reader's language already; a value of a closed list keeps its code beside the word, so that a
program need not read words. Days, times and sums keep their types. Foreign text (headlines, passages, publishers) is
one line without control characters and direction marks, and an address is one of the web or empty; markup and formulas
in them stand as published: each renderer makes them harmless for its format.
"""

from __future__ import annotations

from reports.model.commitments import (
    CodebookText,
    CommitmentPart,
    NextStep,
    Occurrence,
    OpenQuestion,
    UnitEffect,
    UnitPart,
)
from reports.model.record import (
    AgreementLine,
    ChangeLine,
    CorrectionLine,
    CoveragePart,
    DealLine,
    DuePart,
    FailingSource,
    Footnote,
    LedgerBar,
    LedgerPart,
    MissedLine,
    SourceShare,
    WatchedLine,
)
from reports.model.report import VERSION, DeclarationHead, Movement, Report, Scope, StatusCount, Summary
from reports.model.values import Chart, Named, Sum

__all__ = [
    "VERSION",
    "AgreementLine",
    "ChangeLine",
    "Chart",
    "CodebookText",
    "CommitmentPart",
    "CorrectionLine",
    "CoveragePart",
    "DealLine",
    "DeclarationHead",
    "DuePart",
    "FailingSource",
    "Footnote",
    "LedgerBar",
    "LedgerPart",
    "MissedLine",
    "Movement",
    "Named",
    "NextStep",
    "Occurrence",
    "OpenQuestion",
    "Report",
    "Scope",
    "SourceShare",
    "StatusCount",
    "Sum",
    "Summary",
    "UnitEffect",
    "UnitPart",
    "WatchedLine",
]
