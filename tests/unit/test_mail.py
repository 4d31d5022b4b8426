"""Mails: which of their forms is read, and which of their lines are joined."""

from __future__ import annotations

import textwrap
import time
from email.message import EmailMessage

import pytest

from qa.articles.formats import Unreadable
from qa.articles.formats.mail import load_mail
from qa.articles.formats.mail_lines import paragraphs_joined, unflowed

PROSE = (
    "The mayor told the council on Monday evening that the bridge over the Elbe would not be "
    "opened before the summer of next year, because the steel that was ordered from abroad had "
    "not arrived in time. Repairs cost 40 million euros, twice what was planned."
)
BROKEN = textwrap.fill(PROSE, 72)
PAGE = f"<html><body><p>{PROSE}</p><p>Nobody on the council asked about the tunnel.</p></body>"
EMPTY_PAGE = "<html><head></head><body><br></body></html>"


def written(*parts: tuple[str, str], kind: str = "alternative") -> bytes:
    """A mail of these parts, each a subtype of text with its words."""
    made = EmailMessage()
    made["Subject"] = "Bridge"
    made.set_content(parts[0][1], subtype=parts[0][0])
    for subtype, words in parts[1:]:
        if kind == "alternative":
            made.add_alternative(words, subtype=subtype)
        else:
            made.add_related(words, subtype=subtype)
    return bytes(made)


def text_of(raw: bytes) -> str:
    (extract,) = load_mail(raw)
    return extract.text


@pytest.mark.parametrize(
    "rows",
    [
        "Leeds 2-1 Hull\nYork 0-0 Bath",
        "Agenda of the council meeting\n10:00 Opening by the mayor\n10:15 Budget, first reading\n"
        "11:30 Bridge repair, vote\n12:45 Lunch in the town hall",
        "Jane Doe (Greens)   4,312 votes\nMax Roe (Liberals)  3,977 votes",
        "Leeds United 2-1 Hull City (Smith 12, Jones 45; Brown 88), att. 21,000\n"
        "York United 0-0 Bath City (no scorers; Green sent off 88), att. 12,000\n"
        "Derby United 1-3 Stoke City (Black 3; White 4, 5, Grey 6), att. 17,000",
        "two large eggs from the market in the town\nthree cups of flour\na pinch of salt",
        "Regards,\nJane Doe\nThe Herald",
    ],
)
def test_lists_stay_lists(rows: str) -> None:
    assert paragraphs_joined(rows) == rows
    assert paragraphs_joined(f"{BROKEN}\n\n{rows}\n") == f"{PROSE}\n\n{rows}"


@pytest.mark.parametrize("width", [48, 60, 72, 78, 99])
def test_paragraphs_are_whole(width: int) -> None:
    assert paragraphs_joined(textwrap.fill(PROSE, width)) == PROSE


def test_a_list_right_behind_a_paragraph() -> None:
    text = f"Hi all,\n{BROKEN}\nResults:\nLeeds 2-1 Hull\nYork 0-0 Bath"
    assert paragraphs_joined(text) == text.replace(BROKEN, PROSE)


def test_an_address_that_is_longer_than_all_lines() -> None:
    address = f"https://herald.example/{'a' * 120}"
    short = "https://herald.example/b"
    assert paragraphs_joined(f"{address}\n{short}\n{BROKEN}") == f"{address}\n{short}\n{PROSE}"


def test_of_a_quotation_one_mark_stays() -> None:
    quoted = "\n".join(f"> {row}" for row in BROKEN.split("\n"))
    text = f"I agree.\n\nMax wrote:\n{quoted}\n>\n> York 0-0 Bath\n>> Hull 1-1 Goole\n"
    assert paragraphs_joined(text) == (
        f"I agree.\n\nMax wrote:\n> {PROSE}\n\n> York 0-0 Bath\n>> Hull 1-1 Goole"
    )


def test_lines_that_say_that_they_go_on() -> None:
    text = "The bridge \nis closed, \nhe said.\n> Why \n> is it? \nNobody knew.\n-- \nJane"
    whole = "The bridge is closed, he said.\n> Why is it? \nNobody knew.\n-- \nJane"
    assert unflowed(text, without_space=False) == whole
    assert unflowed("The bri \ndge is \n shut", without_space=True) == "The bridge isshut"


def test_a_mail_of_flowed_lines() -> None:
    head = "Subject: Bridge\nContent-Type: text/plain; format=flowed; delsp=yes\n\n"
    assert text_of(f"{head}The bri \ndge is shut.\n".encode()) == "The bridge is shut."


def test_an_empty_page_does_not_refuse_the_text_beside_it() -> None:
    plain = ("plain", "The bridge is closed, the city said.\n")
    for kind in ("alternative", "related"):
        raw = written(plain, ("html", EMPTY_PAGE), kind=kind)
        assert text_of(raw) == "The bridge is closed, the city said."
    with pytest.raises(Unreadable, match="without text"):
        load_mail(written(("html", EMPTY_PAGE)))


@pytest.mark.parametrize(
    "note",
    [
        "This message requires an HTML viewer.",
        "View this email in your browser: https://herald.example/abc",
        "The Herald, daily",
    ],
)
def test_a_note_in_place_of_the_text_does_not_hide_it(note: str) -> None:
    assert PROSE in text_of(written(("plain", note), ("html", PAGE)))


def test_of_two_forms_the_plain_one_is_read() -> None:
    plain = PROSE.partition(" Repairs")[0]
    assert text_of(written(("plain", plain), ("html", PAGE))) == plain
    short = "Look at it in a browser."
    assert text_of(written(("plain", short), ("html", f"<p>{short}</p>"))) == short


def test_a_long_mail_takes_time_in_proportion() -> None:
    started = time.perf_counter()
    for text in (
        f"{BROKEN}\n" * 5_000,
        "> " * 200_000,
        f"{BROKEN} \n".replace("\n", " \n") * 5_000,
    ):
        paragraphs_joined(unflowed(text, without_space=False))
    assert time.perf_counter() - started < 20


@pytest.mark.parametrize("before", [b"\xef\xbb\xbf", b"\n", b"\r\n\r\n"])
def test_what_stands_before_the_first_line(before: bytes) -> None:
    (extract,) = load_mail(before + written(("plain", PROSE)))
    assert (extract.title, extract.text) == ("Bridge", PROSE)


@pytest.mark.parametrize("charset", ["", "; charset=utf-8", "; charset=klingon"])
def test_an_assumed_encoding_is_told(charset: str) -> None:
    head = (
        f"Subject: Bridge\nContent-Type: text/plain{charset}\nContent-Transfer-Encoding: 8bit\n\n"
    )
    (extract,) = load_mail(head.encode() + "Mayor Inês Duarte said “no”.\n".encode("cp1252"))
    assert extract.text == "Mayor Inês Duarte said “no”."
    assert extract.notes == ("not UTF-8: read as windows-1252",)


def test_an_encoding_that_is_so_is_not_told() -> None:
    (extract,) = load_mail(written(("plain", "Mayor Inês Duarte said no.")))
    assert extract.notes == ()
