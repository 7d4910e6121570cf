"""What heading and caption above a table say of it: its year, and that it is none of projects.

Belongs here: finding heading and caption, kinds of tables. Does not belong here: units (``tables``), cells
(``listing``), years of headings (``sections``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from etl.read.prose import names, sections, table_words
from etl.read.prose.model import Document, TableBlock
from etl.read.prose.normal import normal
from etl.read.prose.outline import Node, head_of
from etl.read.prose.title import Title

_LONGEST_CAPTION, _LONGEST_HEAD, _CAPTIONS = 40, 30, 2
_NUMBERED = re.compile(
    r"^(?:附?表[\d一二三四五六七八九十-]*[:.、]?|\([一二三四五六七八九十\d]\)|[一二三四五六七八九十\d]{1,2}[、.])"
)
_UNIT = re.compile(r"\(?(?:金额)?单位:?(?:人民币)?(?:万元|亿元|千元|元)\)?|\((?:万元|亿元|千元|元)\)")
#: Tables of what is no project, whatever their lines are called.
_OTHER = re.compile(
    r"三公|政府采购(?!服务)|采购(?=清单|明细|情况|目录|计划|预算|执行|一览|统计|汇总|表|$)"
    r"|(?<!低)收入(?=情况|明细|预算|决算|完成|构成|支出|来源|执行|一览|统计|汇总|表|$)"
    r"|资产(?=清单|明细|情况|配置|占用|使用|构成|购置|一览|统计|汇总|表|$)|清单"
)
#: And of what is.
_PROJECTS = re.compile(r"项目|支出|资金")
#: A heading of these columns stands over goods.
_GOODS = re.compile(r"(?:采购|购置|计划|实际)?数量|单价|规格.{0,4}|型号.{0,4}")


@dataclass(frozen=True)
class Above:
    """The heading or caption of a table that names a year (``sections``), what makes it no table of projects, and the
    project that the nearest heading is called by; ``is_of_office``: a heading says that it is of the whole office."""

    text: str = ""
    year: int | None = None
    other: str = ""
    project: str = ""
    is_of_office: bool = False

    def is_of_other_year(self, title: Title) -> bool:
        """Whether the table is of none of the report's years."""
        return bool(title.years) and self.year is not None and self.year not in title.years

    def refusal(self, title: Title) -> str:
        """Why the table's lines are no rows of this report, or nothing."""
        return f"“{self.text}”下面的表格不是本报告年度的" if self.is_of_other_year(title) else self.other


def read(document: Document, root: Node, block: TableBlock, title: Title) -> Above:
    """What stands above a table. The nearest that names a year, or a kind, is believed."""
    captions = _captions(document, block, title)
    node = _node(root, block.after)
    heads = [one.head for one in reversed(node.path())] if node is not None else []
    texts = [*captions, *(h for h in heads if h and h not in captions)]
    named = ((text, sections.year_of_head(_bare(text, title))) for text in texts)
    text, year = next(((text, year) for text, year in named if year is not None), ("", None))
    other = _other([*captions, *(h for h in heads if len(h) <= _LONGEST_HEAD)]) or _goods(block)
    other = other or (_shares(block) if not title.has_many_departments else "")
    name = names.clean(head_of(node)) if node is not None else ""
    is_of_office = any(table_words.match("upright", "owners", text) for text in texts)
    return Above(text, year, other, name if names.may_be(name, is_repeated=True) else "", is_of_office)


def _captions(document: Document, block: TableBlock, title: Title) -> list[str]:
    """Short lines right above the table and behind the one before it, nearest first."""
    before = max((one.after for one in document.tables if one.after < block.after), default=0)
    found = []
    for number in range(block.after - 1, max(title.lines, before, block.after - _CAPTIONS) - 1, -1):
        text = _NUMBERED.sub("", document.lines[number].norm.text)
        if len(text) > _LONGEST_CAPTION or "。" in text:
            break
        found.append(_UNIT.sub("", text))
    return [text for text in found if text]


def _node(root: Node, line: int) -> Node | None:
    """The piece of the outline whose lines end where the table stands."""
    before = [(s.line, s.norm.at[0], n) for n in root.walk() for s in n.segments if s.line < line and s.norm.at]
    return max(before, key=lambda one: one[:2])[2] if before else None


def _bare(text: str, title: Title) -> str:
    for name in (title.department, title.district):
        text = text.replace(name, "", 1) if name else text
    return text


def _other(texts: list[str]) -> str:
    for text in texts:
        found = _OTHER.search(text)
        if found and (found[0] in ("三公", "政府采购") or "项目" not in text):
            return f"“{text}”下面的表格不是各项目的预算和支出"
        if _PROJECTS.search(text):
            return ""
    return ""


def _goods(block: TableBlock) -> str:
    cells = (re.sub(r"\s|[（(].*?[)）]", "", cell) for row in block.part.rows[:2] for cell in row)
    named = next((cell for cell in cells if _GOODS.fullmatch(cell)), "")
    return f"有“{named}”列的表格不是各项目的预算和支出" if named else ""


def _shares(block: TableBlock) -> str:
    """What makes a table one of a project's shares: a column of recipients first and one of what was allotted."""
    head = [normal(cell).text for cell in block.part.rows[0]]
    bare = [re.sub(r"\(.*?\)", "", cell) for cell in head]
    first = next((cell for cell in bare if cell != "序号"), "")
    allotted = next((cell for cell in bare if table_words.match("shares", "allotted", cell)), "")
    if not allotted or not table_words.match("shares", "recipients", first):
        return ""
    return f"“{first}”的“{allotted}”是一个项目分给各处的份额，不是各部门的预算和支出"
