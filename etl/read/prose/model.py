"""The one model every loader fills: a canonical text, lines and tables with their offsets in it.

Belongs here: joining parts to the text, lines broken by a page's width made whole. Does not belong here: file formats
(``loaders``), enumerators and sections (``outline``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from etl.read.grid import Range
from etl.read.prose.normal import Normal, normal, unwrapped

#: What stands between the cells of a table's row in the canonical text.
CELL_MARK = " | "
_ENDED = re.compile(r"[。！？；：;:!?][”’\"')）】》]*$|[.．…]$")
_OPENS = re.compile(
    r"^(?:第?[一二三四五六七八九十百]{1,3}(?:[、.．是]|部分|章)|[（(][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}(?:[、)）]|[.．](?!\d))|[①-⑳]"
    r"|[【\[]|附件|附表|附[:：]|注[:：]|单位[:：]|\|)"
)
#: An office's name or a date at the very end.
_SIGNED = re.compile(
    r"^(?:(?![（(])[^\d，。；;:、]{3,28}(?:局|委|会|厅|办|室|府|院|校|学|所|站|馆|队|处|社|心|园|司|委员会)|(?:20\d\d|二[〇○零Oo]二.)年.{1,10}日?)$"
)
#: A sentence that has begun and not ended, and what only goes on: a figure, its unit, a mark.
_UNFINISHED = re.compile(r"[，。：；,:;][^。！？；;!?]*[^。！？；：;:!?”\"）)]$")
_MIDST = re.compile(
    r"(?!20\d\d年|[\d０-９]{1,2}[、.．])[\d０-９]+(?:[.．][\d０-９]+)?[\s]*(?:[%％分元万亿]|个百分点)|[%％，。、；：,)）]|[万亿]?元"
)
#: Torn lines that make a text one of torn lines, and the columns such a line has at least.
_TORN, _LEAST_TORN = 4, 14.0
#: A page's number between dashes, or as 第3页.
_PAGE = re.compile(r"^\s*(?:[-—–－]\s*\d{1,3}\s*[-—–－]|第\s*\d{1,3}\s*页(?:\s*[/／共，,]*\s*\d{1,3}\s*页?)?)\s*$")
_BEGUN = re.compile(r"[，。；,;].")
#: A project's name in its field, and words alone on a line.
_NAME_FIELD = re.compile(r"项目(?:名称|全称)[：:].{2,30}$")
_BARE_WORDS = re.compile(r"[\u4e00-\u9fff“”\"、（）()\w]{3,30}$")
#: A field of a form.
_FIELD = re.compile(r"[\u4e00-\u9fff]{2,10}(?:[（(][^（()）]*[)）])?[：:]")
_DATE_LINE = re.compile(r"^\s*(?:20\d\d|二[〇○零Oo]二.)\s*年.{0,3}月.{0,4}日?\s*$")


@dataclass
class TablePart:
    """A table as a loader found it: rows of cell texts, a merged range showing its first cell."""

    rows: list[list[str]]
    merges: list[Range] = field(default_factory=list)


@dataclass
class Line:
    """One logical line: a paragraph, whole again where a page's width had broken it."""

    start: int
    end: int
    norm: Normal
    is_signature: bool = False


@dataclass(frozen=True)
class _Wrap:
    """How lines end: ``width`` in columns of a full line where a page's edge breaks them (else 0), and whether many
    stop in the midst of a sentence anywhere."""

    width: float
    is_torn: bool


@dataclass
class TableBlock:
    """A table in its place. ``lines[r]`` is the stretch of row ``r``; ``after`` is the number of lines before it."""

    part: TablePart
    lines: list[tuple[int, int]]
    after: int


@dataclass
class Document:
    """A report: its text as one string and what stands where in it."""

    text: str
    lines: list[Line]
    tables: list[TableBlock]

    def cut(self, start: int, end: int) -> str:
        return self.text[start:end]


def row_text(cells: Sequence[str]) -> str:
    """A table's row as one line of the canonical text."""
    return CELL_MARK.join(flat for c in cells if (flat := re.sub(r"\s+", " ", c).strip()))


def build(
    parts: Sequence[str | TablePart],
    text: str | None = None,
    spans: Sequence[tuple[int, int]] = (),
    *,
    is_paged: bool = False,
) -> Document:
    """The model of what a loader found. ``text`` and ``spans`` where the file's own text is the canonical one:
    one stretch a part, and one a row of a table in ``TablePart`` order."""
    return _own(parts, is_paged=is_paged) if text is None else _given(parts, text, spans, is_paged=is_paged)


def _own(parts: Sequence[str | TablePart], *, is_paged: bool) -> Document:
    pieces: list[str] = []
    spans: list[tuple[int, int]] = []
    place = 0
    for part in parts:
        for piece in [part] if isinstance(part, str) else [row_text(r) for r in part.rows]:
            pieces.append(piece)
            spans.append((place, place + len(piece)))
            place += len(piece) + 1
    return _given(parts, "\n".join(pieces), spans, is_paged=is_paged)


def _given(
    parts: Sequence[str | TablePart], text: str, spans: Sequence[tuple[int, int]], *, is_paged: bool
) -> Document:
    lines: list[Line] = []
    tables: list[TableBlock] = []
    physical: list[tuple[int, int]] = []
    rest = iter(spans)
    usual = _wrap([part for part in parts if isinstance(part, str)], is_paged=is_paged)

    def flush() -> None:
        lines.extend(_logical(text, physical, usual))
        physical.clear()

    for part in parts:
        if isinstance(part, str):
            physical.append(next(rest))
        else:
            flush()
            tables.append(TableBlock(part, [next(rest) for _ in part.rows], len(lines)))
    flush()
    return Document(text, lines, tables)


def _wrap(lines: Sequence[str], *, is_paged: bool) -> _Wrap:
    widths = sorted(w for line in lines if (w := _width(line)) > 0)
    usual = widths[int(len(widths) * 0.95)] if widths else 0.0
    # Paragraphs of very different lengths were broken by nobody.
    full = sum(w >= usual - 2.5 for w in widths)
    is_wrapped = 15 <= usual <= 60 and (full >= 3 if is_paged else len(widths) >= 8 and full >= 0.3 * len(widths))
    # Broken by no even edge: many lines stop in the midst of a sentence.
    begun = [line.strip() for line in lines if _BEGUN.search(line)]
    torn = sum(not _ENDED.search(line) for line in begun)
    is_torn = usual <= 60 and torn >= _TORN and torn >= 0.3 * len(begun)
    return _Wrap(usual if is_wrapped else 0.0, is_torn)


def _logical(text: str, physical: Sequence[tuple[int, int]], usual: _Wrap) -> list[Line]:
    """Physical lines joined where the page, not the writer, broke them."""
    joined: list[list[tuple[int, int]]] = []
    for start, end in physical:
        line = text[start:end]
        if _PAGE.match(line):
            continue
        if not line.strip():
            joined.append([])
            continue
        before = text[slice(*joined[-1][-1])] if joined and joined[-1] else ""
        if before and _goes_on(before.rstrip(), line.lstrip(), usual):
            joined[-1].append((start, end))
        else:
            joined.append([(start, end)])
    found: list[Line] = []
    for group in joined:
        if group:
            first, last = group[0][0], group[-1][1]
            found.append(Line(first, last, unwrapped(normal(text[first:last], first))))
    for one in found[-6:]:
        one.is_signature = bool(_SIGNED.match(one.norm.text))
    return found


def _width(line: str) -> float:
    """Columns of a line: a Latin letter or digit is half a Chinese character wide."""
    return sum(1.0 if ord(c) > 0x2E7F else 0.5 for c in line.strip())


def _goes_on(before: str, line: str, usual: _Wrap) -> bool:
    if _DATE_LINE.match(line):
        return False
    # A number torn in two.
    if len(before) > 10 and re.search(r"[\d０-９][.．]?$", before) and re.match(r"[\d０-９]", line):
        return not re.match(r"\d{1,2}[、.．](?!\d)", line)
    if _OPENS.match(line):
        return False
    is_name_in_field = bool(_NAME_FIELD.match(before) and _BARE_WORDS.match(line))
    is_midst = bool(_UNFINISHED.search(before) and _MIDST.match(line))
    if is_name_in_field or is_midst or re.search(r"[，、,（(]$", before):
        return True
    return not _ENDED.search(before) and _is_at_edge(before, line, usual)


def _is_at_edge(before: str, line: str, usual: _Wrap) -> bool:
    if usual.is_torn and not _FIELD.match(line) and _width(before) >= _LEAST_TORN and _BEGUN.search(before):
        return True
    return bool(usual.width) and _width(before) >= usual.width - 2.5
