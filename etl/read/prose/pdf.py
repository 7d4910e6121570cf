"""``.pdf``: the text layer and its ruled tables, page by page.

Belongs here: calling the library, what makes a PDF unreadable, tables that go on on the next page. Does not belong
here: lines and cells of a page (``typeset``), ruling lines (``rulings``), meaning. Nothing is recognised from pictures:
a scan has no text, and a guess at digits would be worse than none.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from etl.inputs import InputError
from etl.read.prose import ascii_tables, grids, rulings, typeset
from etl.read.prose.model import TablePart
from etl.read.prose.typeset import Table

_MOST_PAGES = 500
_PAGE_NUMBER = re.compile(r"^\s*[-—–－]?\s*(?:第\s*)?\d{1,3}\s*(?:页)?\s*(?:[/／共]\s*\d{1,3}\s*页?)?\s*[-—–－]?\s*$")
#: What stands over the rest of a table on the next page.
_CONTINUED = re.compile(r"^\s*[（(]?续(?:上?表|前)[^。]{0,12}$")
#: A figure that lacks nothing.
_COMPLETE = re.compile(r"-?(?:[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d*|0)(?:\.\d+)?[%％]?")
#: Points by which columns of one table differ from page to page; rows of headings that are printed again.
_SAME_COLUMN, _MOST_HEADINGS = 3.0, 3


def read_pdf(path: Path) -> list[str | TablePart]:
    """The lines of the text layer without page numbers and running heads, and the tables in their places. Raises
    InputError."""
    import pypdfium2

    try:
        file = pypdfium2.PdfDocument(path.read_bytes())
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise InputError("PDF 加了密码，请去掉密码后再读。") from error
        raise InputError("PDF 已损坏，打不开。") from error
    try:
        if len(file) > _MOST_PAGES:
            raise InputError(f"PDF 有{len(file)}页，超过{_MOST_PAGES}页，未读取。")
        budget = rulings.Budget()
        pages = [_page(file, number, budget) for number in range(len(file))]
    finally:
        file.close()
    if sum(len(re.sub(r"\s", "", _said(one))) for page in pages for one in page) < 20:
        raise InputError("PDF 里没有文字，像是扫描件；请先用 OCR 软件转成可检索的 PDF 或 Word。")
    edges = Counter(one for page in pages for one in _edges(page))
    repeated = {line for line, n in edges.items() if n >= 3 and n >= 0.6 * len(pages)}
    bodies = ([one for one in page if not _is_margin(one, repeated)] for page in pages)
    return [part for one in whole(bodies) for part in _plain(one)]


def _page(file: Any, number: int, budget: rulings.Budget) -> list[str | Table]:
    page = file[number]
    text_page = page.get_textpage()
    found = typeset.read(text_page, grids.find(rulings.find(page.raw, budget)))
    text_page.close()
    page.close()
    return found


def _said(one: str | Table) -> str:
    return one if isinstance(one, str) else "".join(one.lines)


def _edges(page: list[str | Table]) -> set[str]:
    """The first and last line of a page."""
    return {one for one in (*page[:1], *page[-1:]) if isinstance(one, str)}


def _is_margin(one: str | Table, repeated: set[str]) -> bool:
    return isinstance(one, str) and (one in repeated or bool(_PAGE_NUMBER.match(one)))


def whole(pages: Iterable[list[str | Table]]) -> Iterator[str | Table]:
    """The pages one after the other, a table that goes on at the top of the next in one piece."""
    last: list[str | Table] = []
    for page in pages:
        body = page[1:] if last and isinstance(last[0], Table) and page and _is_continued(page[0]) else page
        if not body:
            continue
        if last and isinstance(last[0], Table) and isinstance(body[0], Table) and _goes_on(last[0], body[0]):
            body = [_with_rest(last[0], body[0]), *body[1:]]
        else:
            yield from last
        yield from body[:-1]
        last = body[-1:]
    yield from last


def _is_continued(one: str | Table) -> bool:
    return isinstance(one, str) and bool(_CONTINUED.match(one))


def _goes_on(above: Table, below: Table) -> bool:
    """Whether a table has the columns of that on the page before, and headings only where these are the same."""
    if len(above.xs) != len(below.xs):
        return False
    is_alike = all(abs(a - b) <= _SAME_COLUMN for a, b in zip(above.xs, below.xs, strict=True))
    first = below.part.rows[0]
    return is_alike and (first == above.part.rows[0] or not ascii_tables.are_headings(first))


def _with_rest(first: Table, second: Table) -> Table:
    """One table of two pages: headings printed again left out, a row that the page's end cut whole again."""
    above, below, again = first.part, second.part, 0
    while again < min(_MOST_HEADINGS, len(below.rows) - 1) and below.rows[again] == above.rows[again : again + 1][0]:
        again += 1
    rows = [list(row) for row in above.rows]
    rest = below.rows[again:]
    if _is_rest_of_row(rest[0], rows[-1]):
        rows[-1] = [typeset.joined(*pair, is_full=True) for pair in zip(rows[-1], rest[0], strict=True)]
        again, rest = again + 1, rest[1:]
    shift = len(rows) - again
    merges = [(a + shift, b, c + shift, d) for a, b, c, d in below.merges if a >= again]
    return Table(TablePart([*rows, *rest], [*above.merges, *merges]), first.xs, first.y, [*first.lines, *second.lines])


def _is_rest_of_row(row: list[str], above: list[str]) -> bool:
    """Whether a page's first row has only the ends of cells that begin in the last row of the page before: none has a
    figure of its own there, or its number is missing."""
    pairs = [(cell, more) for cell, more in zip(above, row, strict=True) if more]
    if not all(cell for cell, _ in pairs) or not any(re.search(r"\d", cell) for cell in above) or all(row):
        return False
    is_without_number = above[0].isdecimal() and not row[0] and bool(row[1])
    return is_without_number or not any(_COMPLETE.fullmatch(cell) and _COMPLETE.fullmatch(more) for cell, more in pairs)


def _plain(one: str | Table) -> list[str | TablePart]:
    """A line; a table, or the lines of what is none."""
    if isinstance(one, str):
        return [one]
    return [one.part] if one.is_table else [*one.lines]
