from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.invitations import find_code, new_code


def test_a_new_code_is_recognised_however_it_is_typed() -> None:
    code = new_code()
    assert {find_code(code), find_code(f" {code.lower()}\n"), find_code(code.replace("-", ""))} == {code}


def test_codes_differ() -> None:
    assert len({new_code() for _ in range(100)}) == 100


@pytest.mark.parametrize("text", ["", "hello", "/start", "ABCDEF", "ABCDEF-ABCDE0", "ABCDEF-ABCDEF more"])
def test_other_text_is_no_code(text: str) -> None:
    assert find_code(text) is None


@given(st.text())
def test_any_text_is_a_code_as_written_or_none(text: str) -> None:
    found = find_code(text)
    assert found is None or find_code(found) == found
