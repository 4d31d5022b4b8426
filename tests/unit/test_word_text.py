"""What Word keeps in other places than plain runs: changes, controls, fields, boxes, tables."""

from __future__ import annotations

import io
import time

import docx
import pytest
from docx.document import Document as WordFile
from docx.oxml import parse_xml

from qa.articles.formats import Extract
from qa.articles.formats.word import load_docx

_SPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "v": "urn:schemas-microsoft-com:vml",
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
}
_NAMES = " ".join(f'xmlns:{name}="{space}"' for name, space in _SPACES.items())


def run(words: str, how: str = "") -> str:
    return f'<w:r>{how}<w:t xml:space="preserve">{words}</w:t></w:r>'


def read(*blocks: str) -> Extract:
    made = docx.Document()
    for at, block in enumerate(blocks):
        opening, _, rest = block.partition(">")
        made.element.body.insert(at, parse_xml(f"{opening} {_NAMES}>{rest}"))
    return loaded(made)


def loaded(made: WordFile) -> Extract:
    stream = io.BytesIO()
    made.save(stream)
    (extract,) = load_docx(stream.getvalue())
    return extract


def said(inside: str) -> str:
    """The text of one paragraph."""
    return read(f"<w:p>{inside}</w:p>").text


def test_changes_are_read_as_accepted_and_told() -> None:
    by = 'w:id="1" w:author="ed"'
    extract = read(
        f"<w:p>{run('The bridge will ')}<w:ins {by}>{run('not ')}</w:ins>"
        f"<w:del {by}><w:r><w:delText>soon </w:delText></w:r></w:del>"
        f"<w:moveFrom {by}>{run('next year ')}</w:moveFrom>{run('open ')}"
        f"<w:moveTo {by}>{run('next year')}</w:moveTo>{run('.')}</w:p>",
        f"<w:p><w:ins {by}>{run('A paragraph put in.')}</w:ins></w:p>",
    )
    assert extract.text == "The bridge will not open next year.\nA paragraph put in."
    assert extract.notes == ("it has tracked changes: read as if accepted",)
    assert read(f"<w:p>{run('None.')}</w:p>").notes == ()


@pytest.mark.parametrize(
    "wrapped",
    [
        "<w:sdt><w:sdtPr/><w:sdtContent>{}</w:sdtContent></w:sdt>",
        '<w:smartTag w:element="place">{}</w:smartTag>',
        '<w:fldSimple w:instr="AUTHOR">{}</w:fldSimple>',
        '<w:hyperlink w:anchor="a">{}</w:hyperlink>',
        '<w:ins w:id="1"><w:hyperlink><w:smartTag>{}</w:smartTag></w:hyperlink></w:ins>',
        "<w:customXml>{}</w:customXml>",
    ],
)
def test_what_only_wraps_words_hides_none(wrapped: str) -> None:
    inside = f"{run('It will ')}{wrapped.format(run('not '))}{run('open.')}"
    assert said(inside) == "It will not open."


def test_paragraphs_and_rows_in_content_controls() -> None:
    held = f"<w:p>{run('A paragraph in a control.')}</w:p>"
    row = f"<w:tr><w:tc><w:p>{run('Steel')}</w:p></w:tc>"
    row += f"<w:sdt><w:sdtContent><w:tc><w:p>{run('12 million')}</w:p></w:tc></w:sdtContent>"
    row += "</w:sdt></w:tr>"
    extract = read(
        f"<w:sdt><w:sdtContent>{held}</w:sdtContent></w:sdt>",
        f"<w:tbl><w:sdt><w:sdtContent>{row}</w:sdtContent></w:sdt></w:tbl>",
    )
    assert extract.text == "A paragraph in a control.\nSteel | 12 million"


def test_tables_in_tables_and_cells_over_rows() -> None:
    made = docx.Document()
    table = made.add_table(rows=3, cols=3)
    table.cell(0, 0).merge(table.cell(1, 0)).text = "Roads"
    table.cell(0, 1).text, table.cell(1, 1).text, table.cell(2, 0).text = "4", "5", "Total"
    nested = table.cell(2, 2).add_table(rows=1, cols=2)
    nested.cell(0, 0).text, nested.cell(0, 1).text = "9", "in all"
    rows = loaded(made).text.splitlines()
    assert rows == ["Roads | 4 | ", "Roads | 5 | ", "Total |  | 9 | in all"]


def test_signs_within_words() -> None:
    signs = "<w:r><w:t>one</w:t><w:tab/><w:t>two</w:t><w:br/><w:t>three</w:t><w:cr/>"
    signs += "<w:t>non</w:t><w:noBreakHyphen/><w:t>stop</w:t></w:r>"
    stops = '<w:pPr><w:tabs><w:tab w:val="left" w:pos="720"/></w:tabs></w:pPr>'
    assert said(stops + signs) == "one\ttwo\nthree\nnon-stop"


def test_what_a_field_is_told_to_do_is_not_read() -> None:
    def mark(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    told = "<w:r><w:instrText>MERGEFIELD Town</w:instrText></w:r>"
    within = mark("begin") + told + mark("separate") + run("Berg") + mark("end")
    field = mark("begin") + within + mark("separate") + run("in Berg") + mark("end")
    assert said(run("He lives ") + field + run(".")) == "He lives in Berg."
    assert said(mark("end") + run("What a field of lines above ends.")).startswith("What")


def test_a_box_is_read_once_behind_its_paragraph() -> None:
    box = f"<w:txbxContent><w:p>{run('In a box.')}</w:p></w:txbxContent>"
    drawn = "<w:r><mc:AlternateContent>"
    drawn += f'<mc:Choice Requires="wps"><wps:txbx>{box}</wps:txbx></mc:Choice>'
    drawn += f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback>"
    drawn += "</mc:AlternateContent></w:r>"
    extract = read(
        f"<w:p>{run('Before ')}{drawn}{run('and after.')}</w:p>", f"<w:p>{run('2')}</w:p>"
    )
    assert extract.text == "Before and after.\nIn a box.\n2"


def test_formulas_and_raised_digits() -> None:
    high = '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr>'
    formula = "<m:oMath><m:r><m:t>E=12</m:t></m:r></m:oMath>"
    assert said(run("As ") + formula + run(" says")) == "As E=12 says"
    tons = run("It took 10") + run("6", high) + run(" tons in 2019") + run("1", high) + run(".")
    assert said(tons) == "It took 10⁶ tons in 2019."
    assert said(run("3") + run("1", high) + run("/2 miles")) == "3¹/2 miles"
    assert said(run("the 5") + run("th", high) + run(" day")) == "the 5th day"


def test_a_deleted_row_and_a_title_in_a_paragraph() -> None:
    deleted = '<w:tr><w:trPr><w:del w:id="1"/></w:trPr><w:tc><w:p/></w:tc></w:tr>'
    kept = f"<w:tr><w:tc><w:p>{run('Kept')}</w:p></w:tc></w:tr>"
    title = f'<w:p><w:pPr><w:pStyle w:val="Title"/></w:pPr>{run("The dam")}</w:p>'
    extract = read(title, f"<w:tbl>{deleted}{kept}</w:tbl>")
    assert (extract.title, extract.text) == ("The dam", "The dam\nKept")


def test_a_long_cell_over_many_rows_is_told_once() -> None:
    merged = '<w:tcPr><w:vMerge w:val="{}"/></w:tcPr>'
    long = run("words and more of them " * 20_000)
    first = f"<w:tr><w:tc>{merged.format('restart')}<w:p>{long}</w:p></w:tc></w:tr>"
    row = f"<w:tr><w:tc>{merged.format('continue')}<w:p/></w:tc></w:tr>"
    started = time.monotonic()
    assert len(read(f"<w:tbl>{first}{row * 2_000}</w:tbl>").text) < 500_000
    assert time.monotonic() - started < 20
