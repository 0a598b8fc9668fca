"""Whether a text holds a declared word."""

from __future__ import annotations

import pytest

from domain.wording import folded, holds, holds_any


@pytest.mark.parametrize(
    ("text", "stem"),
    [
        ("Дорожные карты энергоперехода", "дорожн карт"),
        ("The Paris goals and a new report", "paris~report"),
        ("A report on Paris", "paris~report"),
        ("О‘zbekiston yo‘lagi", "yo'la"),
        ("Учёные ОСЕНИЛИ всех", "ученые осен"),
        ("カスピ海ルートの円滑化", "カスピ海"),
        ("ｶｽﾋﾟ海", "カスピ海"),
        ("16th SOM held", "som$"),
    ],
)
def test_a_stem_is_found(text: str, stem: str) -> None:
    assert holds(folded(text), stem)


@pytest.mark.parametrize(
    ("text", "stem"),
    [
        ("some officials met", "som$"),
        ("the ambassador spoke", "assad"),
        ("карта дорожная", "дорожн карт"),
        ("a report on London", "paris~report"),
        ("中央回廊", "カスピ海"),
    ],
)
def test_a_stem_is_not_found_inside_words_or_out_of_order(text: str, stem: str) -> None:
    assert not holds(folded(text), stem)


@pytest.mark.parametrize(
    ("stems", "found"),
    [
        (("scanner", "дорожн карт"), True),
        (("scanner", "карт~энерго"), True),
        (("scanner", "карт~лондон"), False),
        (("карт~энерго",), True),
        ((), False),
    ],
)
def test_one_of_several_stems_is_enough(stems: tuple[str, ...], *, found: bool) -> None:
    text = folded("Дорожные карты энергоперехода")
    assert holds_any(text, stems) is found
    assert found is any(holds(text, stem) for stem in stems)
