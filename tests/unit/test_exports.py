"""Exports: verbatim, with their sources, and nothing in them runs."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from qa.exports import FORMATS, LATER, citation_text, quote_markdown, quote_text, to_file
from qa.records import (
    Answer,
    AnswerGroup,
    Citation,
    Correction,
    Disagreement,
    DisputedValue,
    Document,
    Mention,
    Passage,
    Scores,
    Sentence,
    Span,
)

NASTY = (
    '=HYPERLINK("x") <script>alert(1)</script> **bold** _it_ `code` [a](http://x) $x$ # 1. &amp;\n'
    "\n- second line \u202eright\u202c <img src=x onerror=alert(1)>"
)


def citation(text: str = NASTY, **about: object) -> Citation:
    values: dict[str, object] = {
        **{"id": "a.txt", "path": "a.txt", "text": text, "sha256": "0" * 64},
        **{"title": "A <b>title</b>", "source": "=Courier", "published": "2024-03-05"},
    }
    document = Document(**(values | about))  # type: ignore[arg-type]
    passage = Passage("p", "a.txt", 0, 0, len(text), text, ())
    mark = Span(text.index("second"), text.index("second") + 6)
    return Citation(1, passage, document, (mark,), None, Scores(), ())


def answer(*citations: Citation) -> Answer:
    groups = (AnswerGroup("second", 0.9, (1,)),)
    question = "=who <i>is</i> it?"
    return Answer(question, question, False, 0.9, groups, citations or (citation(),), {})


def table(text: str) -> list[dict[str, str]]:
    """The rows of a CSV file, which begins as Excel wants UTF-8 to begin."""
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


class Page(HTMLParser):
    """The tags of a page, and the text inside quotations."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.quoted = ""
        self._open = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self._open += tag == "blockquote"

    def handle_endtag(self, tag: str) -> None:
        self._open -= tag == "blockquote"

    def handle_data(self, data: str) -> None:
        if self._open:
            self.quoted += data


def test_html_shows_the_very_text_and_runs_nothing() -> None:
    page = Page()
    page.feed(to_file([answer()], "html"))
    assert page.quoted == NASTY
    assert not page.tags & {"script", "img", "b", "i", "a"}
    assert not any(name.startswith("on") for name in page.attributes)


def test_json_is_what_the_command_line_prints() -> None:
    given = answer()
    assert json.loads(to_file([given], "json")) == [json.loads(json.dumps(given.to_dict()))]


def test_csv_has_a_row_a_passage_and_no_formula() -> None:
    rows = table(to_file([answer()], "csv"))
    assert rows[0]["passage"] == f"'{NASTY}"
    assert rows[0]["question"].startswith("'=") and rows[0]["source"] == "'=Courier"
    assert (rows[0]["answers"], rows[0]["highlights"]) == ("second", "second")


@pytest.mark.parametrize("sign", "=+-@＝＋－＠")
@pytest.mark.parametrize("before", ["", " ", "\n", "\t", "\r", "\u00a0 "])
def test_a_cell_is_no_formula_behind_spaces_either(before: str, sign: str) -> None:
    asked = f"{before}{sign}1"
    (row,) = table(to_file([replace(answer(), question=asked)], "csv"))
    assert row["question"] == f"'{asked}"


def test_a_cell_that_is_no_formula_stays() -> None:
    for asked in ("who=what?", " who?", "10-12", "a @b"):
        (row,) = table(to_file([replace(answer(), question=asked)], "csv"))
        assert row["question"] == asked


def test_a_question_without_passages_has_a_row() -> None:
    asked = replace(answer(), passages=(), answers=(), abstained=True)
    first, second = table(to_file([asked, answer()], "csv", notes=[["Only Reuters"], []]))
    told = {name: value for name, value in first.items() if value}
    assert told == {"question": "'=who <i>is</i> it?", "abstained": "True", "notes": "Only Reuters"}
    assert second["n"] == "1" and first.keys() == second.keys()


def test_markdown_is_escaped_and_complete() -> None:
    quoted = quote_markdown(citation())
    body = quoted.split("\n>\n> — ")[0]
    plain = "\n".join(line.removeprefix("> ").removeprefix(">") for line in body.split("\n"))
    assert re.sub(r"\\(.)", r"\1", plain) == NASTY
    assert not re.search(r"(?<!\\)[<*_`\[$]", quoted)


def test_an_indented_line_is_no_block_of_code() -> None:
    text = "one\n\n     - two* three\n\tfour"
    document = replace(citation().document, text=text)
    passage = replace(citation().passage, text=text, start=0, end=len(text))
    quoted = quote_markdown(replace(citation(), document=document, passage=passage))
    assert "> &#32;    \\- two\\* three" in quoted and "> &#9;four" in quoted


def test_a_citation_in_words() -> None:
    full = citation(byline="Jane Doe", url="https://courier.example", source="Courier", pages=(0,))
    assert citation_text(full) == (
        "Jane Doe, “A <b>title</b>,” Courier, 5 March 2024, page 1, https://courier.example "
        f"(a.txt, characters 0–{len(NASTY)})."
    )
    assert quote_text(full).startswith(f"“{NASTY}”\n")
    rows = "Town | Visitors\nBerg | 1,204\nsecond | 877"
    cited = citation(rows, source="Courier")
    assert "columns" not in citation_text(cited)  # which are quoted themselves
    place = Span(rows.index("second"), len(rows))
    assert citation_text(cited, place).endswith(
        "(a.txt, characters 29–41; columns of the table: “Town | Visitors”)."
    )
    bare = citation(published=None, source="Courier")
    assert citation_text(bare).startswith("“A <b>title</b>,” Courier (a.txt")
    pasted = replace(full, document=replace(full.document, source=full.document.title))
    assert citation_text(pasted).count("A <b>title</b>") == 1
    nameless = replace(full, document=replace(full.document, source="a"))
    assert "title</b>,” 5 March 2024" in citation_text(nameless), "a file's name is no source"
    assert ",”," not in citation_text(pasted) and "” (" not in citation_text(pasted)
    untitled = replace(full, document=replace(full.document, title="It rained…", title_found=False))
    assert "Jane Doe, Untitled (“It rained…”), Courier, 5 March" in citation_text(untitled)


def test_an_answer_in_markdown_has_its_source_beside_it() -> None:
    text = to_file([answer(citation(source="Courier"))], "md")
    assert text.startswith("# Answers from the articles\n\n## ")
    assert "- **second** \\[1\\] Courier, 5 March 2024\n" in text
    nameless = to_file([answer(citation(source="a", published=None))], "md")
    assert "- **second** \\[1\\] A \\<b>title\\</b>\n" in nameless


def test_an_answer_has_its_sentence() -> None:
    text = "Ada <Kral> came. Nobody else did. He left."
    passage = Passage("p", "a.txt", 0, 0, len(text), text, (Sentence(0, 16), Sentence(17, 33)))
    cited = replace(citation(f"{text} second"), passage=passage, evidence=Span(0, 16))

    def told(start: int, end: int) -> Answer:
        group = AnswerGroup("x", 0.9, (1,), 1, (Mention(1, Span(start, end), text[start:end]),))
        return replace(answer(cited), answers=(group,))

    for given, sentence in (
        (told(0, 10), "Ada <Kral> came."),  # the evidence
        (told(17, 23), "Nobody else did."),  # another sentence of the passage
    ):
        (group,) = given.answers
        place = given.sentence_of(group)
        assert place is not None and text[place[1].start : place[1].end] == sentence
        assert f"<q>{html.escape(sentence)}</q>" in to_file([given], "html")
        assert f"\n\n  > {sentence}" in to_file([given], "md").replace("\\", "")
    itself = told(0, 16)
    assert itself.sentence_of(itself.answers[0]) is None and "<q>" not in to_file([itself], "html")


@pytest.mark.parametrize("kind", FORMATS)
def test_what_was_asked_of_which_index_is_told_with_the_answer(kind: str) -> None:
    followed = replace(answer(), question="and when?", interpreted_as="when did <Ada> come?")
    plain = answer()
    notes = [["Only <Courier>", "Answered from the index 1."], []]
    text = to_file([followed, plain], kind, notes=notes)
    told = html.unescape(text).replace("\\", "")
    assert told.count("Only <Courier>") == told.count("Answered from the index 1.") == 1
    assert "when did <Ada> come?" in told
    assert kind != "html" or "<Courier>" not in text
    with pytest.raises(ValueError):
        to_file([plain], kind, notes=[])


@pytest.mark.parametrize("kind", ["md", "html", "csv"])
def test_a_mended_word_is_told_with_the_answer(kind: str) -> None:
    mended = (Correction("Adda", "Ada"), Correction("Krall", "Kral"))
    given = replace(answer(), question="Adda Krall?", interpreted_as="Ada Kral?")
    said = "Searched for “Ada” (you wrote “Adda”), searched for “Kral” (you wrote “Krall”)"
    assert said in to_file([replace(given, corrections=mended)], kind)
    assert "Understood as" not in to_file([replace(given, corrections=mended)], kind)


def test_a_word_mended_inside_another_is_not_that_other() -> None:
    asked, meant = "Is Astan the same as Astana?", "Is Astana the same as Astana?"
    given = replace(answer(), question=asked, interpreted_as=meant)
    mended = replace(given, corrections=(Correction("Astan", "Astana"),))
    assert not mended.completed
    assert replace(mended, interpreted_as="Is Astana the capital?").completed


@pytest.mark.parametrize("kind", FORMATS)
def test_an_empty_conversation(kind: str) -> None:
    assert isinstance(to_file([], kind), str)


def disputed() -> Answer:
    text = "It took <six> rounds."
    values = tuple(
        DisputedValue(f"<{n}> rounds", Span(8, 13), text, (1,), "2024-03-05") for n in ("six", "8")
    )
    return replace(
        answer(citation(NASTY)),
        answers=(
            AnswerGroup(
                "second",
                0.9,
                (1,),
                mentions=(Mention(1, Span(0, 3), "x", Span(0, 1), "=A <b> said"),),
            ),
        ),
        disagreements=(Disagreement("=rounds <i>", values, compatible=False),),
    )


@pytest.mark.parametrize("kind", ["md", "html", "json"])
def test_exports_tell_who_says_so_and_where_articles_differ(kind: str) -> None:
    text = html.unescape(to_file([disputed()], kind)).replace("\\", "")
    assert "A <b> said" in text
    assert "<six> rounds" in text
    assert "It took <six> rounds." in text
    if kind != "json":
        assert "The articles differ: =rounds <i>" in text


def test_a_table_tells_who_says_so_and_where_articles_differ() -> None:
    (row,) = table(to_file([disputed()], "csv"))
    assert row["said_by"] == "'=A <b> said"
    assert row["differs"].startswith("<six> rounds (The articles differ: =rounds <i>; others: <8>")


def test_the_older_value_is_called_so() -> None:
    given = disputed()
    (item,) = given.disagreements
    old, new = item.values
    item = replace(item, values=(replace(old, older=True), new))
    for kind in ("md", "html", "json"):
        text = to_file([replace(given, disagreements=(item,))], kind)
        assert text.count('"older": true' if kind == "json" else "the older article") == 1


def test_what_articles_differ_in_is_no_markup() -> None:
    page = Page()
    page.feed(to_file([disputed()], "html"))
    assert not {"six", "i", "b"} & page.tags


def test_passages_that_answer_come_first_and_keep_their_numbers() -> None:
    first, second = replace(citation("one second"), n=1), replace(citation("two second"), n=2)
    third = replace(citation("three second"), n=3)
    told = replace(answer(first, second, third), answers=(AnswerGroup("second", 0.9, (2,)),))
    text = to_file([told], "html")
    named = [text.index(part) for part in ("Passages with these words", "Other passages found (2)")]
    quoted = [text.rindex(word) for word in ("two", "one", "three")]
    assert [named[0], quoted[0], named[1], *quoted[1:]] == sorted([*named, *quoted])
    assert re.findall(r"<p>\[(\d)\]</p>", text) == ["2", "1", "3"]
    text = to_file([told], "md")
    first, rest = text.split("### Other passages found")  # named there, and not quoted
    assert re.findall(r"^\\\[(\d)\\\]$", first, re.M) == ["2"]
    assert re.findall(r"^\\\[(\d)\\\] .*characters", rest, re.M) == ["1", "3"]
    assert "> two" in first and "> one" not in text


def test_less_likely_answers_are_told_apart() -> None:
    other = AnswerGroup("<i>third</i>", 0.5, (1,), less_likely=True)
    told = replace(answer(), answers=(*answer().answers, other))
    listed = "<details><summary>Less likely (1)</summary>"
    text = to_file([told], "html")
    cited = "[1] =Courier, 5 March 2024"
    assert f"{listed}<ul><li><span>&lt;i&gt;third&lt;/i&gt;</span> {cited}</li></ul>" in text
    text = to_file([told], "md")
    assert text.index("- **second**") < text.index("Less likely:\n\n- \\<i>third\\</i>")
    (row,) = table(to_file([told], "csv"))
    assert (row["answers"], row["less_likely"]) == ("second", "<i>third</i>")
    assert "Less likely" not in to_file([answer()], "html") + to_file([answer()], "md")


def test_figures_of_later_articles_are_told_apart() -> None:
    other = AnswerGroup("<i>24</i>", 0.5, (1,), less_likely=True, later=True)
    told = replace(answer(), answers=(*answer().answers, other))
    text = to_file([told], "html")
    assert f"<p>{LATER}:</p><ul><li><span>&lt;i&gt;24&lt;/i&gt;</span> [1]" in text
    assert "Less likely" not in text
    text = to_file([told], "md")
    assert text.index("- **second**") < text.index(f"{LATER}:\n\n- \\<i>24\\</i>")
    (row,) = table(to_file([told], "csv"))
    assert (row["answers"], row["less_likely"], row["later"]) == ("second", "", "<i>24</i>")


@pytest.mark.parametrize("kind", ["md", "html"])
def test_nothing_is_parted_where_all_passages_answer_or_none_does(kind: str) -> None:
    assert "Passages with these words" not in to_file([answer()], kind)
    refused = replace(answer(), abstained=True, answers=())
    assert "Other passages found" not in to_file([refused], kind)


@pytest.mark.parametrize("kind", ["md", "html"])
def test_where_none_answers_the_two_nearest_are_given(kind: str) -> None:
    cited = [replace(citation(f"{word} second"), n=n) for n, word in enumerate("abc", start=1)]
    refused = replace(answer(*cited), abstained=True, answers=())
    text = to_file([refused], kind)
    assert "Passages with these words" not in text
    assert text.index("b second") < text.index("Other passages found")


@pytest.mark.parametrize("kind", ["md", "html", "csv"])
def test_how_sure_an_answer_is_goes_with_it(kind: str) -> None:
    sure = "Check closely. Confidence 20 of 100."
    assert sure in to_file([answer()], kind, sure=[sure]).replace("\\", "")
    refused = replace(answer(), abstained=True, answers=())
    assert sure not in to_file([refused], kind, sure=[sure])
