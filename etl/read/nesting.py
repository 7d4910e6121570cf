"""Lines of a list that stand over others or are inside others: 一 over （一） over 1, heads set out to the left, 其中.

Belongs here: which lines head a group and whose it is, which are parts of the line above. Does not belong here: what
becomes of them (``flat``), projects merged over several lines (``doubtful``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice

from etl.read import amounts, places
from etl.read.columns import Headings
from etl.read.grid import Grid
from etl.read.labels import clean
from etl.read.profile import MONEY_FIELDS

_CHINESE = r"[一二三四五六七八九十]{1,3}"
#: Ways to number a line, the highest level first.
_LEVELS = (
    re.compile(rf"{_CHINESE}(?:[、.．]|$)"),
    re.compile(rf"[(（]{_CHINESE}[)）]、?"),
    re.compile(r"\d{1,4}(?:[、．]|\.(?!\d{1,2}(?!\d))|$)"),
    re.compile(r"[(（]\d{1,3}[)）]"),
)
#: 1.2.3; 4.120急救 is the fourth line.
_DOTTED = re.compile(r"(\d{1,4}(?:\.\d{1,2})+)(?!\d)")
_ALONE, _DIGITS, _LEAF = -1, 2, 9
_MOST_PARTS = 30
#: Cells of a line that has a number and a name.
_NAMED = 2
_TOTAL = re.compile(r"[合总小共]\s*计")
_SUMS_OF = re.compile(r"(?:小\s*计|合\s*计)[:：]?$")
_PART = re.compile(r"\W*其中(?!央)")
#: What money is for: no project and no office.
_KIND = re.compile(r"(?:基本|项目)支出|人员(?:经费|支出)|(?:日常)?公用(?:经费|支出)")
_STEP = Decimal("0.011")


@dataclass
class Groups:
    """The heads that a line stands below, the outermost first: level and office, empty where a head names none."""

    open: list[tuple[tuple[int, int], str]] = field(default_factory=list)

    def office(self, level: tuple[int, int]) -> str:
        """Whose a line of this level is: of the innermost head over it that names one."""
        return next((office for above, office in reversed(self.open) if office and above < level), "")

    def begin(self, level: tuple[int, int], office: str) -> None:
        """A head ends the groups of its own level and those inside them."""
        self.open = [one for one in self.open if one[0] < level]
        self.open.append((level, office))

    def end(self) -> None:
        """小计 ends the innermost group."""
        self.open = self.open[:-1]


@dataclass
class Nesting:
    """Lines by what they are: ``heads`` (line → its office, or nothing), ``parts`` of the line above them, ``kinds`` of
    expenditure (项目支出) whose parts are the projects, ``unsummed`` heads whose money is not that of their lines."""

    levels: dict[int, tuple[int, int]]
    heads: dict[int, str] = field(default_factory=dict)
    parts: set[int] = field(default_factory=set)
    kinds: set[int] = field(default_factory=set)
    unsummed: set[int] = field(default_factory=set)


def nesting(grid: Grid, headings: Headings) -> Nesting:
    """What the lines below the headings are to each other."""
    lines = [line for line in range(headings.last + 1, len(grid.rows)) if any(True for _ in grid.cells(line))]
    found = Nesting({line: _level(grid, headings, line) for line in lines})
    subject = headings.of("indicator") or headings.of("project") or headings.of("department")
    if subject is None or headings.of("indicator") is not None:
        return found
    money = sorted({c.index for c in headings.columns if c.field in MONEY_FIELDS})
    has_levels = len(set(found.levels.values())) > 1
    for number, line in enumerate(lines):
        if has_levels and line not in found.parts:
            office = _office(grid, headings, lines, number, found.levels)
            office = office if office is not None else _office_of_sums(grid, money, lines, number, found.levels)
            below = [] if office is not None else _children(grid, found.levels, lines, number)
            has_parts = any(_PART.match(grid.text(one, subject.index)) for one in below)
            own, others = _is_judged(grid, headings, line), any(_is_judged(grid, headings, one) for one in below)
            # Of one line below, only a numbering or a score says so.
            is_said = len(below) > 1 or found.levels[line][0] < _DIGITS or (others and not own)
            is_sum = not has_parts and is_said and _is_sum(grid, money, line, below)
            if is_sum and office is None and own and not others:
                # A group has no score of its own: this is a project above its parts.
                found.parts.update(_inside(grid, found.levels, lines, number))
            elif office is not None or is_sum:
                found.heads[line] = office or ""
                continue
        if line not in found.parts and _PART.match(grid.text(line, subject.index)):
            _take_parts(grid, subject.index, money, lines, number, found)
    _take_dotted(grid, headings, lines, found)
    _take_unnumbered(grid, headings, money, lines, found)
    found.unsummed = {line for line in found.heads if not _is_accounted(grid, headings, money, lines, line, found)}
    return found


def is_kind(grid: Grid, headings: Headings, line: int) -> bool:
    """Whether a line of a list of projects is all 基本支出 or 项目支出 of an office."""
    column = headings.of("project") if headings.of("indicator") is None else None
    return column is not None and _KIND.fullmatch(clean(grid.text(line, column.index))) is not None


def _level(grid: Grid, headings: Headings, line: int) -> tuple[int, int]:
    """How far out a line stands: its numbering, then its blanks before the name."""
    subject = headings.of("project") or headings.of("department")
    texts = [text for _, text in grid.cells(line)]
    if len(texts) == 1 and places.is_department(_bare(texts[0])) and _bare(texts[0]) == _plain(texts[0]):
        return _ALONE, 0
    if _is_office_alone(grid, headings, line):
        return _ALONE, 0
    first = texts[0]
    name = "" if subject is None else str(grid.value(line, subject.index) or "")
    blanks = len(name) - len(name.lstrip())
    for text in (first, name.strip()):
        if dotted := _DOTTED.match(text):
            return _DIGITS + dotted[1].count("."), blanks
        level = next((i for i, pattern in enumerate(_LEVELS) if pattern.match(text)), None)
        if level is not None:
            return level, blanks
    column = _numbers(headings)
    if column is not None and not grid.seen(line, column):
        # Without a number among numbered lines: over them.
        return _DIGITS - 1, blanks
    return _LEAF, blanks


def _is_office_alone(grid: Grid, headings: Headings, line: int) -> bool:
    """Whether a line names an office and no project, and the line below a project of the same office: its sums."""
    office, project = headings.of("department"), headings.of("project")
    if office is None or project is None or line + 1 >= len(grid.rows):
        return False
    own, below = (grid.text(one, office.index) for one in (line, line + 1))
    is_over = not grid.text(line, project.index) and bool(grid.text(line + 1, project.index))
    return is_over and places.is_department(own) and below in ("", own)


def _numbers(headings: Headings) -> int | None:
    """The column 序号."""
    return next((i for i, text in headings.texts.items() if re.sub(r"\s", "", text) == "序号"), None)


def _office(
    grid: Grid, headings: Headings, lines: list[int], number: int, levels: dict[int, tuple[int, int]]
) -> str | None:
    """The office that a line standing over its projects names, in its column where there is one; nothing for a head
    that is no office, None for a line that is no head. Over offices stands what has a number and a name only."""
    line = lines[number]
    texts = [text for _, text in grid.cells(line)]
    below = next((one for one in islice(lines, number + 1, number + 3) if not _is_total(grid, one)), None)
    is_over = below is not None and levels[below] > levels[line]
    column, project = headings.of("department"), headings.of("project")
    if project is None:
        return "" if is_over and len(texts) == _NAMED and not _bare(texts[0]) else None
    if column is not None:
        own, its = ((grid.text(one, column.index), grid.text(one, project.index)) for one in (line, below or line))
        is_over = is_over and not own[1] and bool(its[1]) and not its[0]
        return places.name(own[0]) if is_over and places.is_department(own[0]) else None
    if not _bare(texts[0]) and len(texts) > 1:
        # 一 in a cell of its own, left of the office.
        texts = [f"{texts[0].rstrip('、.．')}、{texts[1]}", *texts[2:]]
    bare = _bare(texts[0])
    is_numbered = bare != _plain(texts[0])
    is_head = is_numbered or len(texts) == 1 or levels[line][0] < _DIGITS
    if is_over and is_head and places.is_department(bare):
        return places.name(bare)
    return "" if is_over and is_numbered and len(texts) == 1 else None


def _office_of_sums(
    grid: Grid, money: list[int], lines: list[int], number: int, levels: dict[int, tuple[int, int]]
) -> str | None:
    """The office of 一 | 教育局小计, where its amounts are exactly those of the lines below it: without a number, or
    below its lines, it is the end of a group."""
    texts = [text for _, text in islice(grid.cells(lines[number]), _NAMED)]
    named = texts[-1] if not _bare(texts[0]) else texts[0]
    is_numbered = named is not texts[0] or _bare(named) != _plain(named)
    office = _SUMS_OF.sub("", _bare(named))
    if not is_numbered or office == _bare(named) or not places.is_department(office):
        return None
    return places.name(office) if _is_sum(grid, money, lines[number], _children(grid, levels, lines, number)) else None


def _plain(text: str) -> str:
    """主管部门：区教育局 and 区教育局（2个） name the office."""
    return re.sub(
        r"^(?:主管|预算)?(?:部门|单位)(?:名称)?[:：]|[(（]\d+个?(?:项目|项)?[)）]$|[:：]$", "", text.strip()
    ).strip()


def _bare(text: str) -> str:
    """A text without 一、 or （一） before it."""
    plain = _plain(text)
    return next((rest.strip() for p in _LEVELS[:_DIGITS] if (rest := p.sub("", plain, count=1)) != plain), plain)


def _children(grid: Grid, levels: dict[int, tuple[int, int]], lines: list[int], number: int) -> list[int]:
    """The lines next below one of ``lines``, without what is below them."""
    own, direct = levels[lines[number]], list[int]()
    for at in range(number + 1, len(lines)):
        line = lines[at]
        if levels[line] <= own or _is_total(grid, line):
            break
        if len(list(grid.cells(line))) > 1 and (not direct or levels[line] <= levels[direct[-1]]):
            direct.append(line)
    return direct


def _is_total(grid: Grid, line: int) -> bool:
    return _TOTAL.search("".join(text for _, text in islice(grid.cells(line), 2))) is not None


def _inside(grid: Grid, levels: dict[int, tuple[int, int]], lines: list[int], number: int) -> list[int]:
    """All lines below one of ``lines``, up to the next of its level."""
    below = lines[number + 1 :]
    is_end = (levels[one] <= levels[lines[number]] or _is_total(grid, one) for one in below)
    return below[: next((at for at, ends in enumerate(is_end) if ends), len(below))]


def _is_accounted(
    grid: Grid, headings: Headings, money: list[int], lines: list[int], head: int, found: Nesting
) -> bool:
    """Whether a head states no money, or the sums of the lines that are its own: up to the next line of another
    office, without those inside others."""
    if not any(_amounts(grid, money, head)):
        return True
    column = headings.of("department")
    offices = {line: "" if column is None else _SUMS_OF.sub("", grid.text(line, column.index)) for line in lines}
    below = _children(grid, found.levels, lines, lines.index(head))
    other = (n for n, line in enumerate(below) if offices[head] and offices[line] not in ("", offices[head]))
    return _is_sum(grid, money, head, [line for line in below[: next(other, len(below))] if line not in found.parts])


def _is_judged(grid: Grid, headings: Headings, line: int) -> bool:
    """Whether a line states a score or a grade."""
    columns = [c.index for c in headings.columns if c.field in ("score", "grade_stated")]
    return any(not amounts.is_missing(grid.text(line, column)) for column in columns)


def _is_sum(grid: Grid, money: list[int], line: int, children: list[int]) -> bool:
    """Whether a line states exactly the sums of the lines below it: 一 | 基本运转类 is no project."""
    sums = [_sum(grid, children, column) for column in money]
    stated = [(own, added) for column, added in zip(money, sums, strict=True) if (own := _amount(grid, line, column))]
    return bool(stated) and all(added is not None and abs(own - added) < _STEP * len(children) for own, added in stated)


def _take_parts(grid: Grid, subject: int, money: list[int], lines: list[int], number: int, found: Nesting) -> None:
    """其中：甲, and the lines after it that are set in as it is, go on with its number, or complete the whole."""
    line, below = lines[number], lines[number + 1 : number + _MOST_PARTS]
    above = (lines[at] for at in range(number - 1, -1, -1))
    whole = next((one for one in above if one not in found.parts), None)
    parts = [line]
    blanks = found.levels[line][1]
    for other in below:
        name = str(grid.value(other, subject) or "")
        is_next = _PART.match(name) or (found.levels[other][1] > blanks) or _follows(grid, subject, parts[-1], other)
        if not is_next:
            break
        parts.append(other)
    if whole is not None and len(parts) == 1:
        for count in range(1, len(below) + 1):
            if not _amounts(grid, money, below[count - 1]):
                break
            if _is_sum(grid, money, whole, [line, *below[:count]]):
                parts += below[:count]
                break
    if whole is not None and _KIND.fullmatch(clean(grid.text(whole, subject))):
        found.kinds.add(whole)
    else:
        found.parts.update(parts)


def _follows(grid: Grid, subject: int, before: int, line: int) -> bool:
    """Whether a name goes on with the number of the one before it: 其中：1.甲, 2.乙."""
    one = re.match(r"\W*(?:其中)?\W*(\d{1,3})[.、．]", grid.text(before, subject))
    two = re.match(r"(\d{1,3})[.、．]", grid.text(line, subject))
    return one is not None and two is not None and int(two[1]) == int(one[1]) + 1


def _take_dotted(grid: Grid, headings: Headings, lines: list[int], found: Nesting) -> None:
    """1.1 below a line 1 that is not just their sum: its money is inside that line's."""
    column = _numbers(headings)
    if column is None:
        return
    numbered = {grid.text(line, column): line for line in lines}
    for number, line in numbered.items():
        above = numbered.get(number.rpartition(".")[0])
        if _DOTTED.fullmatch(number) and above is not None and above not in found.heads:
            found.parts.add(line)


def _take_unnumbered(grid: Grid, headings: Headings, money: list[int], lines: list[int], found: Nesting) -> None:
    """1 | 文旅局 over 局机关 and 图书馆 without a number, which add up to it: they are inside that line."""
    column = _numbers(headings)
    whole, below = None, list[int]()
    for line in [*lines, None]:
        if line is not None and column is not None and not grid.seen(line, column) and not _is_total(grid, line):
            below.append(line)
            continue
        if whole is not None and len(below) > 1 and _is_sum(grid, money, whole, below):
            found.parts.update(below)
        whole, below = line, []


def _amount(grid: Grid, line: int, column: int) -> Decimal | None:
    money = amounts.money(grid.value(line, column), amounts.YUAN)
    return None if money is None else money.value


def _amounts(grid: Grid, money: list[int], line: int) -> list[Decimal]:
    return [value for column in money if (value := _amount(grid, line, column)) is not None]


def _sum(grid: Grid, lines: list[int], column: int) -> Decimal | None:
    stated = [value for line in lines if (value := _amount(grid, line, column)) is not None]
    return sum(stated, Decimal(0)) if stated else None
