"""``.pdf``: the text layer, page by page.

Belongs here: calling the library, what makes a PDF unreadable. Does not belong here: tables, meaning. Nothing is
recognised from pictures: a scan has no text, and a guess at digits would be worse than none.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from etl.inputs import InputError

_MOST_PAGES = 500
_PAGE_NUMBER = re.compile(r"^\s*[-—–－]?\s*(?:第\s*)?\d{1,3}\s*(?:页)?\s*(?:[/／共]\s*\d{1,3}\s*页?)?\s*[-—–－]?\s*$")


def read_pdf(path: Path) -> list[str]:
    """The lines of the text layer without page numbers and running heads. Raises InputError."""
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
        pages = [_page(file, number) for number in range(len(file))]
    finally:
        file.close()
    if sum(len(re.sub(r"\s", "", line)) for page in pages for line in page) < 20:
        raise InputError("PDF 里没有文字，像是扫描件；请先用 OCR 软件转成可检索的 PDF 或 Word。")
    edges = Counter(line for page in pages for line in {*page[:1], *page[-1:]})
    repeated = {line for line, n in edges.items() if n >= 3 and n >= 0.6 * len(pages)}
    return [line for page in pages for line in page if line not in repeated and not _PAGE_NUMBER.match(line)]


def _page(file: object, number: int) -> list[str]:
    page = file[number]  # type: ignore[index]
    text_page = page.get_textpage()
    text: str = text_page.get_text_bounded()
    text_page.close()
    page.close()
    return [line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n") if line.strip()]
