"""Passages: sentence borders, overlap, exact offsets, nothing marked inside."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from qa.passages import cut, index_text
from qa.records import Mark, Passage
from qa.text import word_count
from tests.conftest import make_document

SENTENCE = "The delegates met again in the old hall and talked about the same ten points as before."


def story(sentences: int) -> str:
    return " ".join(f"Number {i}: {SENTENCE}" for i in range(sentences))


def test_about_the_size_asked_for_with_one_sentence_of_overlap() -> None:
    document = make_document(story(40))
    passages = cut(document, size=110, overlap=1)
    assert all(80 <= word_count(p.text) <= 160 for p in passages)
    for before, after in pairwise(passages):
        assert before.sentences[-1] == after.sentences[0]


def test_no_overlap_when_none_is_asked_for() -> None:
    passages = cut(make_document(story(40)), size=110, overlap=0)
    assert all(a.end <= b.start for a, b in pairwise(passages))


def test_a_short_article_is_one_passage() -> None:
    assert [p.text for p in cut(make_document("  He left. She stayed.\n"))] == [
        "He left. She stayed."
    ]


def test_an_article_without_words_has_no_passage() -> None:
    assert cut(make_document("\n \n***\n")) == []


def test_marked_stretches_are_never_inside_a_passage() -> None:
    text = "First half of the story.\nMore news: a star had a baby\nSecond half of the story."
    start = text.index("More")
    mark = Mark(start, text.index("\nSecond"), "boilerplate", "teaser")
    passages = cut(make_document(text, marks=(mark,)))
    assert [p.text for p in passages] == ["First half of the story.", "Second half of the story."]


def test_a_mark_inside_a_line_divides_it() -> None:
    text = "VIENNA (Reuters) - Peace talks began in Vienna on Thursday."
    mark = Mark(0, len("VIENNA (Reuters) -"), "metadata", "dateline")
    assert [p.text for p in cut(make_document(text, marks=(mark,)))] == [
        "Peace talks began in Vienna on Thursday."
    ]


def test_a_heading_goes_with_what_follows() -> None:
    text = f"{story(7)}\nLow hopes\n{story(7)}"
    start = text.index("Low hopes")
    mark = Mark(start, start + len("Low hopes"), "heading", "subhead")
    passages = cut(make_document(text, marks=(mark,)), size=110)
    holding = [p for p in passages if "Low hopes" in p.text]
    assert holding
    assert all(not p.text.endswith("Low hopes") for p in holding)
    assert all(s.heading for p in holding for s in p.sentences if s.start == start)


def test_an_endless_sentence_is_cut_between_words() -> None:
    passages = cut(make_document("word " * 2_000), size=110)
    assert all(word_count(p.text) <= 2 * 165 for p in passages)
    assert sum(word_count(p.text) for p in cut(make_document("word " * 2_000), overlap=0)) == 2_000


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(1, 9), min_size=1, max_size=6), st.integers(20, 150), st.integers(0, 2))
def test_offsets_are_exact_and_nothing_is_lost(
    paragraphs: list[int], size: int, overlap: int
) -> None:
    document = make_document("\n\n".join(story(n) for n in paragraphs), title="A title")
    passages = cut(document, size=size, overlap=overlap)
    covered: set[int] = set()
    for passage in passages:
        assert document.text[passage.start : passage.end] == passage.text
        assert passage.start == passage.sentences[0].start
        assert passage.end == passage.sentences[-1].end
        covered.update(range(passage.start, passage.end))
    missed = "".join(c for i, c in enumerate(document.text) if i not in covered)
    assert not missed.strip()
    assert len({p.id for p in passages}) == len(passages)
    assert [p.ordinal for p in passages] == list(range(len(passages)))


def test_the_title_stands_in_front_for_indexing_when_there_is_one() -> None:
    def first(title: str) -> tuple[str, Passage]:
        document = make_document("He left.", title=title)
        passage = cut(document)[0]
        return index_text(document, passage), passage

    titled, with_title = first("A resignation")
    untitled, without = first("")
    assert titled == "A resignation\nHe left."
    assert untitled == "He left."
    assert with_title.id != without.id
