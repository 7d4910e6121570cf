"""Reports as PDFs made by LibreOffice from what an office would write them in, for the tests of tables in PDFs."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

import docx
import openpyxl
from docx.oxml import OxmlElement
from docx.shared import Cm
from openpyxl.styles import Border, Side

from etl.read import convert

#: A table: its cells by row, and the merged ranges (top, left, bottom, right).
Cells = list[list[str]]
Merges = Sequence[tuple[int, int, int, int]]


def cells(text: str) -> Cells:
    """Rows as lines, cells between bars."""
    return [[cell.strip() for cell in line.split("|")] for line in text.split("\n")]


def write_docx(
    path: Path,
    parts: Sequence[str | Cells],
    merges: Merges = (),
    widths: Sequence[float] = (),
    *,
    repeats: bool = False,
) -> Path:
    """A document of paragraphs and ruled tables; ``repeats`` prints the headings again on every page."""
    document = docx.Document()
    for part in parts:
        if isinstance(part, str):
            document.add_paragraph(part)
            continue
        table = document.add_table(len(part), len(part[0]))
        table.style = "Table Grid"
        for r, row in enumerate(part):
            for c, text in enumerate(row):
                table.cell(r, c).text = text
                if widths:
                    table.cell(r, c).width = Cm(widths[c])
        for top, left, bottom, right in merges:
            text = table.cell(top, left).text
            table.cell(top, left).merge(table.cell(bottom, right)).text = text
        if repeats:
            table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    document.save(str(path))
    return path


def write_xlsx(
    path: Path, over: Sequence[str], rows: Cells, below: Sequence[str] = (), *, is_ruled: bool = True
) -> Path:
    """A sheet with lines above and below a table."""
    book = openpyxl.Workbook()
    sheet = book.active
    for line in over:
        sheet.append([line])
    line = Side(style="thin")
    for row in rows:
        sheet.append(row)
        for cell in sheet[sheet.max_row] if is_ruled else ():
            cell.border = Border(left=line, right=line, top=line, bottom=line)
    for text in below:
        sheet.append([text])
    for column, width in zip("ABCDE", (24, 14, 14, 14, 14), strict=True):
        sheet.column_dimensions[column].width = width
    book.save(path)
    return path


def pdfs(folder: Path) -> None:
    """Every document of a folder as a PDF beside it."""
    program = convert.program()
    assert program is not None, "LibreOffice is missing: tools/need_programs.sh installs it"
    sources = [*folder.glob("*.docx"), *folder.glob("*.xlsx")]
    profile = f"-env:UserInstallation=file://{folder}/profile"
    subprocess.run(
        [program, "--headless", profile, "--convert-to", "pdf", "--outdir", folder, *sources],
        check=True,
        capture_output=True,
    )


def raw_pdf(drawn: bytes) -> bytes:
    """A page with a line of Latin text and whatever is drawn."""
    content = b"BT /F1 12 Tf 50 700 Td (A report of a department, nothing to evaluate.) Tj ET\n" + drawn
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>\nstream\n" % len(content) + content + b"\nendstream",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    body = b"%PDF-1.4\n"
    for number, one in enumerate(objects, 1):
        body += b"%d 0 obj\n" % number + one + b"\nendobj\n"
    return body + b"trailer<</Size 6/Root 1 0 R>>\n%%EOF\n"
