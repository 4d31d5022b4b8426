"""Words are made whole by what stands right beside them."""

from __future__ import annotations

import pytest

from qa.read.wholes import balanced, whole_range


@pytest.mark.parametrize(
    ("text", "words", "whole"),
    [
        ("She signs American Sign Language (ASL) there.", "Language (ASL", "Language (ASL)"),
        ("The act (of 1990, as amended) is in force.", "The act (of 1990", "The act"),
        ("Two men (Bell and Ito) were named.", "Bell and Ito) were", "Bell and Ito"),
        ("It ran for years (1872–1967). Then", "1872–1967).", "1872–1967"),
        ("Roads (the A1) come from the west", "A1) come from the west", "come from the west"),
        ("He called it “a good deal” on Friday", "“a good deal", "“a good deal”"),
        ("Anna Holm (Berg)", "Anna Holm (Berg)", "Anna Holm (Berg)"),
        ("(Anna Holm", "(Anna Holm", "(Anna Holm"),
        ("f(g(x)) is", "g(x)", "g(x)"),
    ],
)
def test_no_half_of_a_pair_is_left(text: str, words: str, whole: str) -> None:
    start = text.index(words)
    first, last = balanced(text, start, start + len(words))
    assert text[first:last] == whole


@pytest.mark.parametrize(
    ("text", "words", "whole"),
    [
        ("It warmed by 0.3 to 0.6 °C in all.", "0.3", "0.3 to 0.6 °C"),
        ("It warmed by 0.3 to 0.6 °C in all.", "0.6 °C", "0.3 to 0.6 °C"),
        ("The plague came between 1500 and 1850.", "1850", "between 1500 and 1850"),
        ("It holds 1.1 × 1011 tonnes.", "1011", "1.1 × 1011"),
        ("It cost 30 to 50 thousand lives", "30", "30 to 50 thousand"),
        ("It cost 30 to 50 lives", "50 lives", "30 to 50 lives"),
        ("Membership fell from 300 to 200.", "200", "200"),
        ("The index fell 12 to 6,300.", "6,300", "6,300"),
        ("Shares declined 12 to 88.", "88", "88"),
        ("Its profit was 5 to 300.", "300", "300"),
        ("It takes 1.5 to 2.5 hours.", "2.5 hours", "1.5 to 2.5 hours"),
        ("Sections 1.2.3 to 1.2.5 apply", "1.2.5", "1.2.5"),
        ("Shares lost 4% to 300 pence.", "300", "300"),
        ("They are 4% to 6% dearer.", "4%", "4% to 6%"),
        ("From 1914 to 1918 it was shut.", "1914", "1914"),
        ("In 2014 some 300 came.", "300", "300"),
        ("Between them 24 and 60 ran.", "24", "24"),
        ("It cost between $5 and $7 million.", "$5", "between $5 and $7 million"),
        ("It cost $5 to $7 million.", "$5", "$5 to $7 million"),
        ("Shares rose by $2 to $4.", "$2", "$2"),
        ("It raised the price $2 to $40.", "$2", "$2"),
        ("Between five and seven came.", "five", "Between five and seven"),
        ("Five came between one and the other.", "one", "one"),
    ],
)
def test_a_range_is_whole(text: str, words: str, whole: str) -> None:
    start = text.index(words)
    first, last = whole_range(text, start, start + len(words))
    assert text[first:last] == whole
