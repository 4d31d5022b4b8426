"""Every format from a real file of its kind, and files of each that are broken or hostile."""

from __future__ import annotations

import csv
import io
import json
import re
import time
import zipfile
from email.message import EmailMessage, MIMEPart
from pathlib import Path

import docx
import pytest
from fpdf import FPDF

from qa.articles import load_file, scan
from qa.articles.formats.texts import load_markdown
from qa.errors import ArticleRefused
from qa.passages import cut
from qa.records import Document
from tests.unit.conftest import SANDBOX

FIRST = "The river Elwy rose by two metres on Monday, and 340 villagers left their homes by boat."
SECOND = "Mayor Ines Duarte said the dam had held. It will be inspected on Thursday."
THIRD = "The council meets again next week to vote on repairs that cost four million euros."


def read(folder: Path, name: str, raw: bytes | str) -> Document:
    documents, refused = read_all(folder, name, raw)
    assert len(documents) == 1 and refused == []
    return documents[0]


def read_all(folder: Path, name: str, raw: bytes | str) -> tuple[list[Document], list[str]]:
    (folder / name).write_bytes(raw.encode() if isinstance(raw, str) else raw)
    documents, refused = load_file(folder, name, max_bytes=60_000_000, sandbox=SANDBOX)
    for document in documents:
        for passage in cut(document):
            assert document.text[passage.start : passage.end] == passage.text
    return list(documents), [f"{r.path}: {r.reason}" for r in refused]


def refusal(folder: Path, name: str, raw: bytes) -> str:
    (folder / name).write_bytes(raw)
    with pytest.raises(ArticleRefused) as caught:
        load_file(folder, name, max_bytes=60_000_000, sandbox=SANDBOX)
    return caught.value.reason


def pdf(pages: list[str], *, title: str = "", author: str = "", password: str = "") -> bytes:
    made = FPDF(format=(148, 210))
    made.set_font("Helvetica", size=11)
    if title:
        made.set_title(title)
    if author:
        made.set_author(author)
    if password:
        made.set_encryption(owner_password=password, user_password=password)
    for number, words in enumerate(pages, start=1):
        made.add_page()
        if words:
            made.multi_cell(0, 6, words)
            made.set_y(-30)
            made.cell(0, 6, f"Page {number} of {len(pages)}", align="C")
        else:
            made.rect(20, 20, 60, 60, style="F")
    return bytes(made.output())


def word(rows: list[str], **about: str) -> bytes:
    made = docx.Document()
    for name, value in about.items():
        setattr(made.core_properties, name, value)
    for row in rows:
        made.add_paragraph(row)
    table = made.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Water level", "7.4 metres"
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


PAGE = f"""<!doctype html><html><head><title>Flood on the Elwy | Valley Courier</title>
<meta property="og:site_name" content="Valley Courier">
<meta property="og:title" content="Flood on the Elwy">
<meta name="author" content="Jane Doe">
<meta property="article:published_time" content="2024-03-05T08:00:00Z">
<link rel="canonical" href="https://courier.example/flood"></head>
<body><nav><a href="/">Home</a> <a href="/sport">Sport</a> <a href="/login">Log in</a></nav>
<div class="cookie-banner">We use cookies to improve this site. <button>Accept all</button></div>
<main><article><h1>Flood on the Elwy</h1><p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p>
<script>alert("never")</script></article></main>
<section id="comments"><p>First comment by a reader, who disagrees with all of it.</p></section>
<footer>© 2024 Valley Courier. All rights reserved.</footer></body></html>"""


def test_a_saved_page_is_its_article_alone(tmp_path: Path) -> None:
    document = read(tmp_path, "flood.html", PAGE)
    assert [s for s in (FIRST, SECOND, THIRD) if s not in document.text] == []
    for noise in ("cookies", "Log in", "never", "comment", "All rights"):
        assert noise not in document.text
    assert (document.title, document.source) == ("Flood on the Elwy", "Valley Courier")
    assert (document.byline, document.published) == ("Jane Doe", "2024-03-05")
    assert document.url == "https://courier.example/flood"


@pytest.mark.parametrize(
    ("time", "day"),
    [
        ('<p>Published: <time datetime="2024-03-06">today</time></p>', "2024-03-06"),
        ('<p><time class="updated" datetime="2024-06-09">9 June 2024</time></p>', None),
        ('<p>Last updated: <time datetime="2024-06-09">9 June 2024</time></p>', None),
        ('<p>On <time datetime="1945-05-08">8 May 1945</time> the war ended, and people danced '
         "in every street of the town.</p>", None),
        ("<p><time>12:30 PM, May 2024</time></p>", None),
    ],
)  # fmt: skip
def test_a_time_on_a_page_is_its_date_only_where_it_stands_alone(
    tmp_path: Path, time: str, day: str | None
) -> None:
    page = re.sub(r"<meta property=\"article:published[^>]*>", "", PAGE)
    page = page.replace("</h1>", f"</h1>{time}")
    assert read(tmp_path, "a.html", page).published == day


def test_a_page_in_another_encoding(tmp_path: Path) -> None:
    page = PAGE.replace("<head>", '<head><meta charset="iso-8859-1">').replace("Ines", "Inês")
    assert "Mayor Inês Duarte" in read(tmp_path, "a.htm", page.encode("latin-1")).text


@pytest.mark.parametrize(
    "raw", [b"<html><head><title>T</title></head></html>", b"<html><body></body></html>"]
)
def test_a_page_without_an_article(tmp_path: Path, raw: bytes) -> None:
    assert refusal(tmp_path, "a.html", raw) == "no article text was found in this page"


def test_hyphens_that_a_page_draws_as_soft_ones(tmp_path: Path) -> None:
    made = FPDF()
    made.set_font("Helvetica", size=11)
    made.add_page()
    for row in ("The long\u00adterm plan of 2010\u00ad11 was made by the gov\u00ad", "ernment."):
        made.cell(0, 6, row, new_x="LMARGIN", new_y="NEXT")
    text = read(tmp_path, "plan.pdf", bytes(made.output())).text
    assert text == "The long-term plan of 2010-11 was made by the government."


def test_a_pdf_knows_its_pages(tmp_path: Path) -> None:
    raw = pdf([f"{FIRST} {SECOND}", THIRD], title="Flood on the Elwy", author="Jane Doe")
    document = read(tmp_path, "flood.pdf", raw)
    assert FIRST in document.text and SECOND in document.text, "lines are joined again"
    assert "Page 1" not in document.text
    assert (document.title, document.byline) == ("Flood on the Elwy", "Jane Doe")
    assert document.page_at(document.text.index(FIRST)) == 1
    assert document.page_at(document.text.index(THIRD)) == 2
    assert len(document.pages) == 2 and document.pages[0] == 0


def test_figures_at_the_ends_of_a_pdf_s_pages_are_text(tmp_path: Path) -> None:
    made = FPDF(format=(148, 210))
    made.set_font("Helvetica", size=11)
    for number, last in enumerate((560, 2023, 44), start=1):
        made.add_page()
        for line in ("2019", SECOND, "120", str(last), str(number)):
            made.multi_cell(0, 6, line, new_x="LMARGIN", new_y="NEXT")
    text = read(tmp_path, "a.pdf", bytes(made.output())).text
    assert text.count("2019") == text.count("120") == 3
    assert [n for n in ("560", "2023", "44") if n not in text] == []
    assert not {"1", "2", "3"} & set(text.split())


def test_a_scanned_pdf_is_reported(tmp_path: Path) -> None:
    assert "no text; run text recognition" in refusal(tmp_path, "a.pdf", pdf(["", ""]))


def test_a_pdf_behind_a_password(tmp_path: Path) -> None:
    assert "password" in refusal(tmp_path, "a.pdf", pdf([FIRST], password="secret"))


@pytest.mark.parametrize("kept", [0.05, 0.3, 0.6, 0.9])
def test_a_truncated_pdf_is_refused_or_read_but_never_stops_anything(
    tmp_path: Path, kept: float
) -> None:
    raw = pdf([FIRST, SECOND])
    (tmp_path / "a.pdf").write_bytes(raw[: int(len(raw) * kept)])
    try:
        (document,), _ = load_file(tmp_path, "a.pdf", max_bytes=1_000_000, sandbox=SANDBOX)
        assert document.text.strip()
    except ArticleRefused as refused:
        assert refused.reason


def test_a_pdf_titled_by_its_program_has_no_title(tmp_path: Path) -> None:
    raw = pdf([FIRST], title="Microsoft Word - flood_final2.docx")
    assert read(tmp_path, "flood.pdf", raw).title != "Microsoft Word - flood_final2.docx"


def test_a_word_document_in_its_order_with_its_tables(tmp_path: Path) -> None:
    raw = word([FIRST, SECOND], title="Flood on the Elwy", author="Jane Doe")
    document = read(tmp_path, "flood.docx", raw)
    assert document.text.index(FIRST) < document.text.index(SECOND)
    assert "Water level | 7.4 metres" in document.text
    assert (document.title, document.byline) == ("Flood on the Elwy", "Jane Doe")


def test_a_cell_over_several_columns_stands_once(tmp_path: Path) -> None:
    made = docx.Document()
    made.add_paragraph(FIRST)
    table = made.add_table(rows=2, cols=3)
    table.cell(0, 0).merge(table.cell(0, 2)).text = "Budget for 2024"
    for n, words in enumerate(("Schools", "Schools", "Roads")):
        table.cell(1, n).text = words
    stream = io.BytesIO()
    made.save(stream)
    text = read(tmp_path, "budget.docx", stream.getvalue()).text
    assert text.splitlines()[-2:] == ["Budget for 2024", "Schools | Schools | Roads"]


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", bytes(190_000_000))
    started = time.monotonic()
    assert "as no Word document does" in refusal(tmp_path, "a.docx", stream.getvalue())
    assert time.monotonic() - started < 5


@pytest.mark.parametrize("raw", [b"PK\x03\x04 no archive", word([FIRST])[:900]])
def test_a_damaged_word_document(tmp_path: Path, raw: bytes) -> None:
    assert "damaged" in refusal(tmp_path, "a.docx", raw)


def mail(*, html: bool = False) -> EmailMessage:
    made = EmailMessage()
    made["Subject"] = "Flood on the Elwy"
    made["From"] = "Jane Doe <jane@courier.example>"
    made["Date"] = "Tue, 05 Mar 2024 08:00:00 +0100"
    wrapped = FIRST.replace("Monday, and", "Monday,\nand")
    if html:
        made.set_content(PAGE, subtype="html")
    else:
        made.set_content(f"{wrapped}\n\n{SECOND}\n")
    return made


def test_a_mail(tmp_path: Path) -> None:
    made = mail()
    made.add_attachment(b"x", maintype="image", subtype="png", filename="dam.png")
    document = read(tmp_path, "flood.eml", bytes(made))
    assert FIRST in document.text and SECOND in document.text
    assert (document.title, document.byline) == ("Flood on the Elwy", "Jane Doe")
    assert (document.source, document.published) == ("courier.example", "2024-03-05")
    assert document.notes == ("attachments are not read: dam.png",)


def test_a_mail_whose_plain_part_is_empty(tmp_path: Path) -> None:
    made = mail()
    made.set_content(" \n")
    made.add_alternative(PAGE, subtype="html")
    assert FIRST in read(tmp_path, "flood.eml", bytes(made)).text


def test_a_mail_with_a_picture_amid_its_text(tmp_path: Path) -> None:
    made = mail()
    made.set_content(FIRST)
    made.make_mixed()
    picture, more = MIMEPart(), MIMEPart()
    picture.set_content(b"x", maintype="image", subtype="png", disposition="inline")
    more.set_content(SECOND)
    made.attach(picture)
    made.attach(more)
    document = read(tmp_path, "flood.eml", bytes(made))
    assert FIRST in document.text and SECOND in document.text
    assert document.notes == ("attachments are not read: image/png",)


@pytest.mark.parametrize("charset", ["", "; charset=us-ascii", "; charset=x-unknown"])
def test_a_mail_that_says_its_encoding_wrong_or_not(tmp_path: Path, charset: str) -> None:
    head = f"Subject: Flood\nFrom: jane@courier.example\nContent-Type: text/plain{charset}\n"
    raw = f"{head}Content-Transfer-Encoding: 8bit\n\nMayor Inês Duarte said it had held.\n"
    assert "Mayor Inês Duarte" in read(tmp_path, "flood.eml", raw).text


def test_a_mail_in_html(tmp_path: Path) -> None:
    assert FIRST in read(tmp_path, "flood.eml", bytes(mail(html=True))).text


def test_a_mail_without_text(tmp_path: Path) -> None:
    made = EmailMessage()
    made["Subject"] = "Only a picture"
    made.add_attachment(b"x", maintype="image", subtype="png", filename="dam.png")
    assert refusal(tmp_path, "a.eml", bytes(made)) == "it is no mail, or one without text"


def test_markdown_with_front_matter(tmp_path: Path) -> None:
    raw = f"---\ndate: 2024-03-05\nauthor: Jane Doe\ntags: [flood, dam]\n---\n# Flood\n\n{FIRST}\n"
    document = read(tmp_path, "a.md", raw)
    assert document.text == f"Flood\n\n{FIRST}"
    assert (document.title, document.published) == ("Flood", "2024-03-05")
    assert (document.byline, document.tags) == ("Jane Doe", ("flood", "dam"))


def test_front_matter_that_is_no_yaml_is_read_line_by_line(tmp_path: Path) -> None:
    top = '---\ntitle: "The floor": an interview\nurl:\nauthor: Jane Doe\ndate: 2024-03-05\n---\n'
    document = read(tmp_path, "a.md", f"{top}{FIRST}\n")
    assert document.text == FIRST
    assert (document.title, document.byline) == ('"The floor": an interview', "Jane Doe")
    assert document.published == "2024-03-05"


def test_halves_of_characters_in_what_describes_an_article(tmp_path: Path) -> None:
    top = '---\ntitle: "\\ud83d\\ude00 Flood"\nsource: "The \\ud83d Courier"\n---\n'
    document = read(tmp_path, "a.md", f"{top}{FIRST}\n")
    assert (document.title, document.source) == ("\U0001f600 Flood", "The \ufffd Courier")
    half = "\ud83d"
    row = json.dumps({"_id": f"{half}1", "title": f"Dam {half}", "tags": [half], "text": FIRST})
    document = read(tmp_path, "b.jsonl", row)
    assert document.id.endswith("\ufffd1") and document.title == "Dam \ufffd"
    assert document.tags == ("\ufffd",)


def test_a_date_of_another_century(tmp_path: Path) -> None:
    document = read(tmp_path, "a.md", f"---\ndate: 1865-04-15\n---\n{FIRST}\n")
    assert (document.published, document.notes) == ("1865-04-15", ())


@pytest.mark.parametrize(
    "top",
    ["---\nno: key of ours\n---\n", "---\n: [broken\n---\n", "---\ntitle: a: b\nIt rained.\n---\n"],
)
def test_a_block_that_describes_nothing_is_text(tmp_path: Path, top: str) -> None:
    assert read(tmp_path, "a.txt", f"{top}{FIRST}\n").text == f"{top}{FIRST}\n"


def test_rows_of_json_as_of_beir(tmp_path: Path) -> None:
    rows = [
        {"_id": "a7", "title": "Flood", "text": FIRST, "metadata": {"date": "2024/03/05"}},
        {"_id": "a8", "title": "", "text": SECOND, "metadata": {"source": "Courier"}},
        {"_id": "a9", "text": ""},
        {"_id": "a7", "text": THIRD},
    ]
    raw = "\n".join([*map(json.dumps, rows), "{broken", "[]"])
    documents, refused = read_all(tmp_path, "corpus.jsonl", raw)
    assert [d.id for d in documents] == ["corpus.jsonl#a7", "corpus.jsonl#a8"]
    assert [d.path for d in documents] == ["corpus.jsonl"] * 2
    assert (documents[0].published, documents[1].source) == ("2024-03-05", "Courier")
    assert refused == [
        "corpus.jsonl, row 3: there is no text in it",
        "corpus.jsonl, a7: another row has the same id",
        "corpus.jsonl, line 5: it is no JSON object",
        "corpus.jsonl, line 6: it is no JSON object",
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_rows_of_a_table(tmp_path: Path, delimiter: str) -> None:
    rows = [["Title", "Text", "Date"], ["Flood", f'"{FIRST}"', "2024-03-05"]]
    rows.append(["Dam", f'"{SECOND}"', "sometime"])
    raw = "\ufeff" + "\r\n".join(delimiter.join(row) for row in rows)
    documents, refused = read_all(tmp_path, "a.csv", raw)
    assert [(d.title, d.text, d.published) for d in documents] == [
        ("Flood", FIRST, "2024-03-05"),
        ("Dam", SECOND, None),
    ]
    assert documents[1].notes == ("the date 'sometime' is not understood",)
    assert refused == []


def test_quotations_in_the_cells_of_a_table(tmp_path: Path) -> None:
    text = '"We are closing the mill," said Jana Novak.\nIt employs 120, "or more", and pays rates.'
    stream = io.StringIO()
    csv.writer(stream).writerows([["title", "text", "date"], ["Mill", text, "2024-03-01"]])
    document = read(tmp_path, "a.csv", stream.getvalue())
    assert (document.text, document.published) == (text, "2024-03-01")


@pytest.mark.parametrize(
    ("raw", "texts"),
    [
        (
            'title,text\nStorm,"He said; ""We won""; and left."\nVote,"The law; passed; today."\n',
            ['He said; "We won"; and left.', "The law; passed; today."],
        ),
        (
            'title\ttext\nDam\tThe dam, "a monster", as he called it, broke\n',
            ['The dam, "a monster", as he called it, broke'],
        ),
        (
            'title\ttext\nCup\t"We won, said Holm.\nDam\tThe dam held.\nSea\tIt rose.\n',
            ['"We won, said Holm.', "The dam held.", "It rose."],
        ),
        ('title\ttext\nCup\t"We ""won"", he said."\n', ['We "won", he said.']),
        ("text\nOne, two; three.\n", ["One, two; three."]),
    ],
)
def test_what_stands_between_cells_is_told_by_the_names(
    tmp_path: Path, raw: str, texts: list[str]
) -> None:
    documents, refused = read_all(tmp_path, "a.csv", raw)
    assert ([d.text for d in documents], refused) == (texts, [])


def test_a_table_with_a_nul(tmp_path: Path) -> None:
    documents, _ = read_all(tmp_path, "a.csv", f"title,text\nFlood,\0 {FIRST[:30]}\n".encode())
    assert documents[0].text == f"\ufffd {FIRST[:30]}"


def test_a_table_without_texts(tmp_path: Path) -> None:
    assert "names no column 'text'" in refusal(tmp_path, "a.csv", b"name,age\nAda,36\n")


def test_fifty_megabytes_in_one_line(tmp_path: Path) -> None:
    raw = (b"word " * 10_000_000)[:50_000_000]
    (tmp_path / "a.txt").write_bytes(raw)
    started = time.monotonic()
    (document,), _ = load_file(tmp_path, "a.txt", max_bytes=60_000_000, sandbox=SANDBOX)
    assert len(document.text) == 50_000_000
    assert time.monotonic() - started < 60


@pytest.mark.parametrize("name", ["flood.pdf.meta.json", "flood.meta.json"])
def test_a_file_beside_an_article_describes_it(tmp_path: Path, name: str) -> None:
    raw = pdf([FIRST], title="Old title")
    before = read(tmp_path, "flood.pdf", raw)
    stat = scan(tmp_path).files
    (tmp_path / name).write_text(json.dumps({"title": "Flood", "date": "5 March 2024"}))
    document = read(tmp_path, "flood.pdf", raw)
    assert (document.title, document.published) == ("Flood", "2024-03-05")
    assert document.file_sha256 != before.file_sha256, "a build sees that something changed"
    assert scan(tmp_path).files != stat
    assert [f.path for f in scan(tmp_path).files] == ["flood.pdf"]
    assert scan(tmp_path).skipped == ()


def test_a_broken_description_is_a_note(tmp_path: Path) -> None:
    (tmp_path / "a.meta.json").write_text("{broken")
    document = read(tmp_path, "a.txt", FIRST)
    assert "a.meta.json, which describes it, cannot be read" in document.notes[0]


def test_a_description_of_nothing_is_named(tmp_path: Path) -> None:
    (tmp_path / "b.meta.json").write_text("{}")
    (skipped,) = scan(tmp_path).skipped
    assert skipped.reason == "it describes an article that is not here"


def test_names_for_parts_that_recur_are_not_followed() -> None:
    """Nine lines that stand for 387 million words."""
    rows = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    for before, name in zip("abcdefghi", "bcdefghij", strict=True):
        rows.append(f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]")
    text = "\n".join(["---", *rows, "title: *j", "---", "It rained in Vienna.", ""])
    (extract,) = load_markdown(text.encode())
    assert extract.title is None and len(extract.text) < len(text)
    assert extract.text.endswith("\n\nIt rained in Vienna.")


def test_a_web_page_by_the_name_of_a_text_is_read_as_one(tmp_path: Path) -> None:
    words = "Thieves took three paintings from the museum in Trondel on Monday. " * 4
    page = f"<!DOCTYPE html>\n<html><head><title>Theft</title></head><body><p>{words}</p></body>"
    document = read(tmp_path, "saved.txt", f"{page}</html>".encode())
    assert document.text.strip() == words.strip()
    assert document.notes == ("read as the web page that it is",)


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (pdf(["Thieves came."]), ".pdf"),
        (word(["Thieves came."]), ".docx"),
        (rb"{\rtf1\ansi{\fonttbl{\f0 Times;}}\f0 Thieves came.\par}", "it is rich text (RTF)"),
    ],
)
def test_what_is_no_text_says_what_it_is(tmp_path: Path, raw: bytes, said: str) -> None:
    for name in ("named.txt", "named.md"):
        assert said in refusal(tmp_path, name, raw)
