"""Text tables: encodings tried in a stated order, the separator found, cells cut.

Belongs here: bytes → rows of text. Does not belong here: headers, meaning.
"""

from __future__ import annotations

import csv
import io
import re
from itertools import chain
from pathlib import Path

from etl.inputs import InputError
from etl.read.grid import Grid, Value, trimmed
from etl.read.guard import LARGEST_FILE, check_extent
from etl.read.pages import is_page, read_page

#: The stated order. A profile's own encoding goes first.
ENCODINGS = ("utf-8-sig", "utf-16", "utf-8", "gb18030", "cp1252")
_SEPARATORS = ",\t;|"
_SAMPLE = 64 * 1024
_LONGEST_CELL = 1_000_000
_LONGEST_LINE = 64 * 2**20
#: Behind the last line; no text that is read holds it.
_END = "\x00"
_UNPAIRED = "从第{}行起引号不成对或单元格过长，无法分列。"
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def read_text(path: Path, encoding: str = "") -> tuple[list[Grid], str]:
    """The file's only grid (of a web page one a table) and the encoding that fitted. Raises InputError."""
    with path.open("rb") as file:
        content = file.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        raise InputError("文件大于上限，未读取。")
    if _never_breaks(content):
        raise InputError(f"第一行超过{_LONGEST_LINE // 2**20} MB，没有换行，不是可靠的表格，未读取。")
    text, found = decode(content, encoding or _declared(content))
    if "\x00" in text:
        raise InputError("文本里有空字节，不是可靠的表格，未读取。")
    if _CONTROL.search(text[:_SAMPLE]):
        raise InputError("文本里有控制字符，不是可靠的表格，未读取。")
    if is_page(text):
        return read_page(text), f"网页（{found}）"
    if text.lstrip()[:200].lower().startswith(("<?xml", "<!doctype", "mime-version:")):
        raise InputError("是 XML 或网页归档文件，请用表格软件打开后另存为 xlsx 再读。")
    rows, lengths = _cut(text)
    return [Grid("", rows, lengths=lengths)], found


def _never_breaks(content: bytes) -> bool:
    """Whether the first line has no end: cut into its cells it would fill the memory before they are counted."""
    return len(content) > _LONGEST_LINE and not any(content.find(end, 0, _LONGEST_LINE) >= 0 for end in (b"\n", b"\r"))


def _declared(content: bytes) -> str:
    """The encoding a web page says it has, where it is one of ours."""
    found = re.search(rb"<meta[^>]{0,200}charset=[\"']?([\w-]{3,12})", content[:4096], re.IGNORECASE)
    name = found[1].decode().lower() if found else ""
    return {"gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "utf-8": "utf-8"}.get(name, "")


def decode(content: bytes, encoding: str = "") -> tuple[str, str]:
    """Text and encoding: the given one first, then ``ENCODINGS`` in order, each only where it is plausible."""
    for name in dict.fromkeys((encoding, *ENCODINGS) if encoding else ENCODINGS):
        if _is_possible(content, name):
            try:
                return content.decode(_with_order(content, name)).removeprefix("\ufeff"), name
            except (UnicodeDecodeError, LookupError):
                continue
    raise InputError("不是 UTF-8、UTF-16、GB18030 或 cp1252 编码的文本（繁体的Big5请先另存为UTF-8）。")


def _is_possible(content: bytes, name: str) -> bool:
    if name == "utf-8-sig":
        return content.startswith(b"\xef\xbb\xbf")
    if name == "utf-16":
        return content.startswith((b"\xff\xfe", b"\xfe\xff")) or _zero_side(content) is not None
    if name == "gb18030":
        return _is_chinese(content)
    if name == "cp1252":
        return _is_western(content)
    return True


def _with_order(content: bytes, name: str) -> str:
    if name != "utf-16" or content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return name
    return "utf-16-le" if _zero_side(content) == 1 else "utf-16-be"


def _zero_side(content: bytes) -> int | None:
    """Which byte of each pair is the zero of UTF-16 without a mark: digits and commas have one; None in other text."""
    sample = content[:_SAMPLE]
    zeros = [sample[side::2].count(0) for side in (0, 1)]
    if max(zeros) < len(sample) * 0.05 or min(zeros) > max(zeros) * 0.1:
        return None
    return zeros.index(max(zeros))


def _is_chinese(content: bytes) -> bool:
    """GB18030 decodes much of any other text too: taken only where what it gives are common Chinese characters."""
    try:
        text = content.decode("gb18030")
    except UnicodeDecodeError:
        return False
    foreign = [c for c in text[:_SAMPLE] if ord(c) > 127]
    if not foreign:
        return True
    common = sum(_is_common(c) for c in foreign)
    return common >= 0.9 * len(foreign) and any("\u4e00" <= c <= "\u9fff" for c in foreign)


def _is_western(content: bytes) -> bool:
    """cp1252 decodes nearly everything: taken only where letters with accents are fewer than the plain ones, unlike in
    Big5, Shift-JIS and other scripts of two bytes."""
    sample = content[:_SAMPLE]
    return sum(byte > 127 for byte in sample) * 3 < len(sample)


def _is_common(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return character in "—·～￥"
    return True


def _cut(text: str) -> tuple[list[list[Value]], list[int]]:
    """The rows, trimmed, and how many cells each line was cut into."""
    separator = _separator(text)
    csv.field_size_limit(_LONGEST_CELL)
    rows: list[list[Value]] = []
    lengths: list[int] = []
    width, long_cells = 0, 0
    # A quote that is never closed takes all that follows into its cell, the end mark too.
    lines = chain(io.StringIO(text, newline=""), [_END])
    try:
        for record in csv.reader(lines, delimiter=separator):
            if record and record[-1].endswith(_END):
                if record != [_END]:
                    raise InputError(_UNPAIRED.format(len(rows) + 1))
                break
            width = max(width, len(record))
            check_extent(len(rows), width)
            long_cells += any("\n" in cell and cell.count(separator) >= len(record) - 1 > 1 for cell in record)
            rows.append([cell or None for cell in record])
            lengths.append(len(record))
    except csv.Error as error:
        raise InputError(_UNPAIRED.format(len(rows) + 1)) from error
    if long_cells:
        _check_quotes(text, separator)
    return trimmed(rows), lengths


def _check_quotes(text: str, separator: str) -> None:
    """Refuse a file in which one stray quote runs to the next, lines below: then a cell goes on behind its closing
    quote. Only asked where a cell holds as much as a line, for a name like ``"东湖"工程`` does no harm."""
    number = 0
    try:
        for number, _ in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True), 1):  # noqa: B007
            pass
    except csv.Error as error:
        raise InputError(_UNPAIRED.format(number + 1)) from error


def _separator(text: str) -> str:
    """The separator that cuts the first lines into the most columns, most often the same number."""
    lines = [line for line in text[:_SAMPLE].splitlines() if line.strip()][:50]

    def weight(separator: str) -> tuple[int, int]:
        counts = [line.count(separator) for line in lines]
        usual = max(set(counts), key=counts.count, default=0)
        return (counts.count(usual) if usual else 0, usual)

    best = max(_SEPARATORS, key=weight)
    return best if weight(best)[0] else ","
