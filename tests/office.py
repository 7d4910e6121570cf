"""Reading Office files back as a spreadsheet, a slide show and a word processor do.

Belongs here: unzipping, charts with their workbooks, runs and fonts. Does not belong here: what is asserted.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from typing import Any

from lxml import etree

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
M = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/package/2006/relationships}"
HAN = re.compile(r"[\u3400-\u9fff]")
Cell = str | float | None


@dataclass(frozen=True)
class Series:
    """One drawn series: name, categories and values as cached in the chart."""

    kind: str
    name: str
    categories: list[str]
    values: list[float | None]


class Package:
    """An Office file."""

    def __init__(self, content: bytes) -> None:
        self.file = zipfile.ZipFile(io.BytesIO(content))
        assert self.file.testzip() is None

    def names(self, pattern: str) -> list[str]:
        """Parts whose name fits, in order."""
        found = [n for n in self.file.namelist() if re.fullmatch(pattern, n)]
        return sorted(found, key=lambda n: [int(x) for x in re.findall(r"\d+", n)])

    def xml(self, name: str) -> Any:
        return etree.fromstring(self.file.read(name))

    @property
    def charts(self) -> list[str]:
        return self.names(r".*/charts/chart\d+\.xml")

    def series(self, chart: str) -> list[Series]:
        """All series of a chart part."""
        found = []
        for ser in self.xml(chart).iter(f"{C}ser"):
            values = ser.find(f"{C}val") if ser.find(f"{C}val") is not None else ser.find(f"{C}yVal")
            categories = ser.find(f"{C}cat") if ser.find(f"{C}cat") is not None else ser.find(f"{C}xVal")
            name = "".join(v.text or "" for v in ser.find(f"{C}tx").iter(f"{C}v"))
            numbers = [None if v is None else float(v) for v in _points(values)]
            found.append(Series(etree.QName(ser.getparent()).localname, name, _points(categories), numbers))
        return found

    def book_of(self, chart: str) -> Book:
        """The workbook embedded with a chart."""
        folder, name = chart.rsplit("/", 1)
        relations = self.xml(f"{folder}/_rels/{name}.rels")
        external = self.xml(chart).find(f"{C}externalData")
        own = external.get("{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id")
        (target,) = [r.get("Target") for r in relations.iter(f"{R}Relationship") if r.get("Id") == own]
        path = (
            target.lstrip("/") if target.startswith("/") else f"{folder.rsplit('/', 1)[0]}/{target.removeprefix('../')}"
        )
        return Book(self.file.read(path))

    def outside_links(self) -> list[str]:
        """Targets of relationships that leave the file."""
        found = []
        for name in self.names(r".*\.rels"):
            found += [r.get("Target") for r in self.xml(name) if r.get("TargetMode") == "External"]
        return found

    def runs_without_a_chinese_font(self) -> list[str]:
        """Texts of DrawingML and Word runs with Chinese characters and no east-Asian font."""
        found = []
        for name in self.names(r"(ppt|word|xl)/.*\.xml"):
            for run in self.xml(name).iter(f"{A}r"):
                look = run.find(f"{A}rPr")
                if HAN.search("".join(run.itertext())) and (look is None or look.find(f"{A}ea") is None):
                    found.append("".join(run.itertext()))
            for run in self.xml(name).iter(f"{W}r"):
                fonts = run.find(f"{W}rPr/{W}rFonts")
                if HAN.search("".join(run.itertext())) and (fonts is None or fonts.get(f"{W}eastAsia") is None):
                    found.append("".join(run.itertext()))
        return found

    def fonts_without_a_chinese_twin(self) -> list[str]:
        """Default looks in charts that name a font for Latin text only, or none."""
        found = []
        for name in self.charts:
            for look in self.xml(name).iter(f"{A}defRPr"):
                if look.find(f"{A}ea") is None:
                    found.append(f"{name}: {etree.tostring(look)[:200]!r}")
        return found


def _points(node: Any) -> list[Any]:
    if node is None:
        return []
    count = int(next(node.iter(f"{C}ptCount")).get("val"))
    known = {int(p.get("idx")): "".join(p.itertext()) for p in node.iter(f"{C}pt")}
    return [known.get(i) for i in range(count)]


class Book:
    """An .xlsx: sheets by name, each a list of rows of cells, and the formulas."""

    def __init__(self, content: bytes) -> None:
        self.package = Package(content)
        texts = self.package.names(r"xl/sharedStrings\.xml")
        shared = self.package.xml(texts[0]).iter(f"{M}si") if texts else []
        self._shared = ["".join(t.text or "" for t in si.iter(f"{M}t")) for si in shared]
        book = self.package.xml("xl/workbook.xml")
        self.names = [s.get("name") for s in book.iter(f"{M}sheet")]

    def xml(self, name: str) -> Any:
        """The part of a sheet."""
        return self.package.xml(f"xl/worksheets/sheet{self.names.index(name) + 1}.xml")

    def rows(self, name: str | None = None) -> list[list[Cell]]:
        """The cells of a sheet (the first by default), rows from the top."""
        found: dict[int, dict[int, Cell]] = {}
        for cell in self.xml(name or self.names[0]).iter(f"{M}c"):
            column, row = _place(cell.get("r"))
            value = cell.find(f"{M}v")
            if value is None or value.text is None:
                continue
            text = value.text
            kind = cell.get("t")
            shown: Cell = self._shared[int(text)] if kind == "s" else text if kind == "str" else float(text)
            found.setdefault(row, {})[column] = shown
        width = max((c for r in found.values() for c in r), default=-1) + 1
        return [[found.get(r, {}).get(c) for c in range(width)] for r in range(max(found, default=-1) + 1)]

    def formulas(self, name: str | None = None) -> list[str]:
        return [f.text or "" for f in self.xml(name or self.names[0]).iter(f"{M}f")]


def _place(reference: str) -> tuple[int, int]:
    letters, digits = re.fullmatch(r"([A-Z]+)(\d+)", reference).groups()  # type: ignore[union-attr]
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return column - 1, int(digits) - 1
