"""Words of another kind than what is asked for."""

from __future__ import annotations

import pytest

from qa.passages import cut
from qa.read.misfits import asks_for_a_name, is_corrected, is_misfit, lacks_the_kind
from qa.read.question import analyse
from qa.records import Hit, Scores
from tests.conftest import make_document


@pytest.mark.parametrize(
    ("question", "words", "misfit"),
    [
        ("Which company owns the mine?", "2", True),
        ("Which company owns the mine?", "No. 2 Mining", False),
        ("Which company owns the mine?", "7-Eleven", False),
        ("Which company owns the mine?", "three", True),
        ("Who won?", "twenty-three", True),
        ("Who won?", "Third Lanark", False),
        ("Where was it found?", "1,264", True),
        ("How much did the ferry cost?", "five", True),
        ("How much did the ferry cost?", "£230m", False),
        ("How much did the ferry cost?", "8.6m guilders", False),
        ("How much did the ferry cost?", "12 million", False),
        ("How much did the ferry cost?", "31%", True),
        ("How much water was lost?", "five litres", False),
        ("How many came?", "hundreds", False),
        ("How many people came?", "90,000 crowns", True),
        ("How many people came?", "£9.2m", True),
        ("How many people came?", "12 million", False),
        ("How many crowns did they pay?", "90,000 crowns", False),
        ("When did it open?", "2016", False),
        ("How long did the final last?", "6-3", True),
        ("How long did the final last?", "three hours", False),
        ("How old are the men?", "two", True),
        ("How old are the men?", "29 and 54", False),
        ("How big a rise did the drivers demand?", "16 days", True),
        ("How big a rise did the drivers demand?", "11%", False),
        ("What did the treasurer say to the court?", "emotion", True),
        ("What did the treasurer say to the court?", "she was sorry", False),
        ("What did the treasurer say to the court?", "“Sorry”", False),
        ("What did Luther call the mass?", "gift", False),
        ("What was the final score?", "29", True),
        ("What was the score?", "Harrow Bay Rovers", True),
        ("What was the score?", "4-6, 7-6, 6-3", False),
        ("What was the score?", "two goals to nil", False),
        ("What was the average score of the pupils?", "29", False),
        ("Which Swiss city hosted the talks?", "Switzerland", True),
        ("Which city hosted the talks?", "Geneva", False),
        ("Which city won?", "Singapore", False),
        ("In which hotel did they meet?", "the Netherlands", True),
        ("Which country won?", "Switzerland", False),
        ("Where did they meet?", "Switzerland", False),
        ("How many eggs were in the python?", "18-foot", True),
        ("How many pounds did it weigh?", "215-pound", False),
        ("How many eggs were in the python?", "122 eggs", False),
        ("How many people drowned?", "three metres", True),
        ("How many people drowned?", "twenty-three", False),
        ("How many metres was it raised?", "three metres", False),
        ("How many people walked?", "five walked ten miles", False),
        ("When was he convicted?", "ten years in prison", True),
        ("How old was the python?", "18-foot", True),
        ("How old was the python?", "20-year-old", False),
        ("What is the unemployment rate?", "one of the lowest", False),
        ("What is the unemployment rate?", "the worst in Europe", True),
        ("What is the unemployment rate?", "4.1%", False),
        ("Which historical figure was it named after?", "Andrew Jackson", False),
        ("What amount of the carbon is stored there?", "10%", False),
        ("When did they meet?", "up to a year", True),
        ("When did they meet?", "two weeks ago", False),
        ("When did they meet?", "last year", False),
        ("How much an hour does the plumber want?", "four miles", True),
    ],
)
def test_what_cannot_answer(question: str, words: str, misfit: bool) -> None:
    assert is_misfit(analyse(question), words, 0, len(words)) is misfit


@pytest.mark.parametrize(
    ("text", "words", "misfit"),
    [
        ("The owner was fined 90,000 crowns in 2018.", "90,000", True),
        ("It was fined $75 million.", "75 million", True),
        ("The mine employs 90,000 people, and a crown is a coin.", "90,000", False),
        ("Of 120 seats, 42 won by Labour were close.", "42", False),
        ("It had 900 guests, who paid £30 each.", "900", False),
    ],
)
def test_a_figure_that_is_part_of_a_sum_counts_nobody(text: str, words: str, misfit: bool) -> None:
    start = text.index(words)
    question = analyse("How many people work for the mine?")
    assert is_misfit(question, text, start, start + len(words)) is misfit


@pytest.mark.parametrize(
    ("text", "words", "misfit"),
    [
        ("The mine is owned by Three.", "Three", False),
        ("It was sold. Three bid for it.", "Three", True),
        ("The mine is owned by three.", "three", True),
    ],
)
def test_a_firm_may_be_named_by_a_number(text: str, words: str, misfit: bool) -> None:
    start = text.index(words)
    question = analyse("Which company owns the mine?")
    assert is_misfit(question, text, start, start + len(words)) is misfit


@pytest.mark.parametrize(
    ("question", "text", "lacks"),
    [
        ("In which hotel did they meet?", "They met in Berg on Monday.", True),
        ("In which hotel did they meet?", "They met at the Crown, a hotel in Berg.", False),
        ("At what airport did she land?", "She landed in Berg.", True),
        ("In which city did they meet?", "They met in Berg on Monday.", False),
        ("Where did they meet?", "They met in Berg on Monday.", False),
    ],
)
def test_a_passage_without_a_word_for_the_kind_of_place(
    question: str, text: str, lacks: bool
) -> None:
    document = make_document(text)
    hit = Hit(cut(document)[0], document, Scores())
    assert lacks_the_kind(analyse(question), hit) is lacks


@pytest.mark.parametrize(
    ("question", "one"),
    [
        ("Who leads the league?", True),
        ("Which company runs the trams?", True),
        ("Which political party does he belong to?", True),
        ("What is the name of the carrier?", False),
        ("Who attended the talks?", False),
        ("Which companies run the trams?", False),
        ("Where was it found?", False),
        ("When did it open?", False),
    ],
)
def test_one_name_is_asked_for(question: str, one: bool) -> None:
    assert asks_for_a_name(analyse(question)) is one


@pytest.mark.parametrize(
    ("text", "words", "corrected"),
    [
        ("Nine people were injured, not seven.", "seven", True),
        ("It opened on Tuesday and not on Monday.", "Monday", True),
        ("It has nine, rather than the seven seats.", "seven", True),
        ("Nine people were injured, not seven.", "Nine people", False),
        ("He had nine, not more than seven of them new.", "more than seven", False),
        ("It opened not in 2014 but in 2015.", "2014", True),
        ("It opened not in 2014 but in 2015.", "2015", False),
        ("The blast injured not 12 people but 15.", "12", True),
        ("The blast injured not only 12 but 15.", "12", False),
        ("It did not open on Monday.", "Monday", False),
    ],
)
def test_what_is_put_right_beside_it(text: str, words: str, corrected: bool) -> None:
    start = text.index(words)
    asked = analyse("When did it open?" if "opened" in text else "How many people were injured?")
    assert is_corrected(asked, text, start, start + len(words)) is corrected


@pytest.mark.parametrize(
    ("question", "text", "words", "corrected"),
    [
        ("When do they meet?", "The match on Tuesday has been moved to Friday.", "Tuesday", True),
        ("When do they meet?", "The match on Tuesday has been moved to Friday.", "Friday", False),
        ("When will it open?", "Once planned for July 2024, it will not open.", "July 2024", True),
        ("When did it open?", "It opened on Tuesday and was delayed by rain.", "Tuesday", False),
        ("How many died?", "The toll, first put at 40, was revised to 28.", "40", True),
        ("How many died?", "The toll, first put at 40, was revised to 28.", "28", False),
        ("How many were moved?", "In all 6,200 people were moved to safety.", "6,200", False),
        ("What does it cost?", "It has risen from 5 million to 7 million.", "5 million", False),
        ("How much does it cost?", "It has risen from 5 million to 7 million.", "5 million", True),
        ("How much did it cost?", "It has risen from 5 million to 7 million.", "5 million", False),
    ],
)
def test_what_was_moved_revised_or_outgrown(
    question: str, text: str, words: str, corrected: bool
) -> None:
    start = text.index(words)
    assert is_corrected(analyse(question), text, start, start + len(words)) is corrected


@pytest.mark.parametrize(
    ("question", "text", "words", "corrected"),
    [
        ("Who won the race?", "Jones, not Smith, won the race.", "Smith", True),
        ("Who won the race?", "Jones, not Smith, won the race.", "Jones", False),
        ("Who won the race?", "Jones won the race, not Smith.", "Smith", True),
        ("Who signed it?", "It was signed not by Smith but by Jones.", "Smith", True),
        ("Who signed it?", "It was signed not by Smith but by Jones.", "Jones", False),
        ("Where did they meet?", "They met not in Oslo but in Bergen.", "Oslo", True),
        ("Who spoke?", "Not Smith but Jones spoke.", "Not Smith", True),
        ("Who spoke?", "Not only Smith but Jones spoke.", "Smith", False),
        ("Who was chosen?", "Holm was chosen rather than Lund.", "Lund", True),
        ("Who was she chosen instead of?", "Holm was chosen instead of Lund.", "Lund", False),
        ("Who lost the race?", "Jones, not Smith, won the race.", "Smith", False),
        ("Who did not win?", "Jones, not Smith, won the race.", "Smith", False),
        ("What did she say?", "She spoke not of war but of peace.", "war", False),
    ],
)
def test_who_or_where_it_was_not(question: str, text: str, words: str, corrected: bool) -> None:
    start = text.index(words)
    assert is_corrected(analyse(question), text, start, start + len(words)) is corrected


def test_names_are_left_out_for_other_reasons_too() -> None:
    text = "Iran and Russia signed, not Turkey."
    start = text.index("Turkey")
    assert not is_corrected(analyse("Which country stayed out?"), text, start, len(text) - 1)


@pytest.mark.parametrize(
    ("question", "text", "words", "misfit"),
    [
        ("By how much did rents rise?", "Rents rose 7.4% to €1,120.", "€1,120", True),
        ("By how much did rents rise?", "Rents rose 7.4% to €1,120.", "7.4%", False),
        ("How much is the rent?", "Rents rose 7.4% to €1,120.", "€1,120", False),
        ("By how many votes did she win?", "She needed luck to win by 12 votes.", "12", False),
        ("By how much did it grow?", "It grew to more than 12 members.", "12 members", True),
    ],
)
def test_what_it_rose_to_is_not_by_how_much(
    question: str, text: str, words: str, misfit: bool
) -> None:
    start = text.index(words)
    assert is_misfit(analyse(question), text, start, start + len(words)) is misfit


@pytest.mark.parametrize(
    ("question", "text", "misfit"),
    [
        ("What sentence did Harrow get?", "Colin Harrow, 58, denies it.", True),
        ("How old is Harrow?", "Colin Harrow, 58, denies it.", False),
        ("What is the age of Harrow?", "Colin Harrow, 58, denies it.", False),
        ("How many seats did they win?", "They won in Berg, 58 seats in all.", False),
        ("How many were sold in May?", "In May they sold 58, and 12 in June.", False),
    ],
)
def test_an_age_is_told_of_a_name(question: str, text: str, misfit: bool) -> None:
    start = text.index("58")
    assert is_misfit(analyse(question), text, start, start + 2) is misfit


@pytest.mark.parametrize(
    ("text", "misfit"),
    [
        ("The talks took three days.", True),
        ("They met three days later.", False),
        ("They met within three days of that.", False),
        ("They met, three days after it.", False),
        ("It was shut for about three days", True),
    ],
)
def test_how_long_it_took_is_not_when_it_was(text: str, misfit: bool) -> None:
    start = text.index("three days")
    found = is_misfit(analyse("When did they meet?"), text, start, start + len("three days"))
    assert found is misfit


@pytest.mark.parametrize(
    ("text", "words", "misfit"),
    [
        ("Leaburgh beat Corston 4-3 in front of 1,204 people.", "4-3", True),
        ("Leaburgh beat Corston 4-3 in front of 1,204 people.", "1,204 people", False),
        ("Some 300-400 came.", "300-400", False),
        ("They drew 2–2 at home.", "2–2", True),
    ],
)
def test_a_score_counts_nobody(text: str, words: str, misfit: bool) -> None:
    asked = analyse("how many people watched Leaburgh beat Corston?")
    start = text.index(words)
    assert is_misfit(asked, text, start, start + len(words)) == misfit
