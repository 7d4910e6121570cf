"""A file of any prose format → the one model.

Belongs here: which loader a file goes to, plain text. Does not belong here: OOXML (``docx``), PDF (``pdf``), meaning.
"""

from __future__ import annotations

import re
from pathlib import Path

from etl.inputs import InputError
from etl.read import guard
from etl.read.prose import ascii_tables
from etl.read.prose.model import Document, build
from etl.read.texts import decode

#: A report of 1,000 pages has a million characters.
_LONGEST = 3_000_000
_HAN = re.compile(r"[\u4e00-\u9fff]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f]")


def load(path: Path, kind: str) -> Document:
    """The document in ``path``; ``kind`` as ``guard`` names it. Raises InputError."""
    if kind == guard.PDF:
        from etl.read.prose.pdf import read_pdf

        document = build(ascii_tables.within(read_pdf(path)), is_paged=True)
    elif kind == guard.ZIP:
        from etl.read.prose.docx import read_docx

        document = build(read_docx(path))
    else:
        document = of_text(decode(path.read_bytes())[0])
    if len(document.text) > _LONGEST:
        raise InputError(f"文字超过{_LONGEST:,}字，不像一份报告，未读取。")
    if not document.text.strip():
        raise InputError("文件里没有文字。")
    return document


def of_text(text: str) -> Document:
    """A plain text's model; its own characters are the canonical text (line ends as ``\\n``)."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0c", "\n")
    if _CONTROL.search(text):
        raise InputError("文本里有控制字符，不是可靠的文字，未读取。")
    parts, spans = ascii_tables.parts(text)
    return build(parts, text, spans)


def is_prose(text: str) -> bool:
    """Whether a text file reads like sentences rather than like a flat table."""
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        # Nothing at all is no table either; the loader says so.
        return True
    sentences = sum(bool(re.search(r"[。；]", line)) for line in lines)
    han = len(_HAN.findall(text))
    if han < 0.2 * len(re.sub(r"\s", "", text)) and han < 200:
        return False
    for mark in ("\t", ",", "|", ";"):
        counts = [line.count(mark) for line in lines]
        usual = max(set(counts), key=counts.count)
        if usual >= 2 and counts.count(usual) >= 0.8 * len(lines) and sentences < 0.3 * len(lines):
            return False
    return sentences >= 2 or (sentences >= 1 and len(lines) <= 12) or bool(re.search(r"绩效|自评", text))
