"""The packaged matcher, built once: a second of work that many tests share."""

from __future__ import annotations

import pytest

from config.declarations import load_declaration
from config.lexicons import load_language_data
from matching.lexicon import CompiledLexicon, compile_lexicon
from matching.matcher import LexicalMatcher, build_matcher


@pytest.fixture(scope="session")
def matcher() -> LexicalMatcher:
    return build_matcher(load_declaration(), load_language_data())


@pytest.fixture(scope="session")
def lexicon() -> CompiledLexicon:
    return compile_lexicon(load_declaration(), load_language_data())
