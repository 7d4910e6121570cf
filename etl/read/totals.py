"""The lines of a form that say its score and its grade: 总分 | 100 | 99, 自评得分 | 98.85 | 自评等级 | 优.

Belongs here: which row is such a line, which of several is that of all points. Does not belong here: indicators
(``indicators``), sentences (``forms``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from etl.read import amounts
from etl.read.grid import Range
from etl.read.labels import clean, roles
from etl.read.rows import Statement
from etl.read.section import Section
from etl.read.ticked import BOXES, ticked

_GRADE_WORD = re.compile(
    r"(?:等级|等次|结果)?[:：]?\s*(优秀|优|良好|良|中等|中|较差|差|合格|不合格|一般)\s*(?:等级|级|等|☑|√|✓|■)?"
)
_GRADES = ("优秀", "良好", "中等", "较差", "优", "良", "中", "差")
#: 总分：97.5, 总分（100分）：97.5, 得分97.5分（满分100分）, 总分：97.5分（优）, 得分97.5分，等级为优 in one cell.
_SCORE_INSIDE = re.compile(
    r"(?:^|[\s,，、;；:：(（.．])(?:(?:20\d\d)?年度?|本|该|项目|部门|单位|绩效|自我?|自评|评价|综合|最终|整体|支出|指标|总|的)*"
    r"(?:总分|得分|合计)(?:[(（](?:满分|总分)?[:：]?(?P<full>\d{1,3})\s*分?[)）])?[^\d]{0,6}(?P<score>\d{1,3}(?:\.\d+)?)\s*分?"
    r"(?:\s*[/／]\s*(?P<of>\d{1,3})\s*分?|\s*[(（](?:满分|总分)[:：为]?(?P<most>\d{1,3})\s*分?[)）])?"
    r"(?=$|[\s,，、;；(（]*(?:(?:自评|评价|绩效)?(?:等级|等次|评级|结果|结论)"
    r"|(?:评?定?为|属于?)?[“\"]?(?P<grade>优秀|优|良好|良|中等|中|较差|差)(?:等级|等次|等|级)?[”\")）。;；\s]*$))"
)
#: 总分：98.8分 等级：优 in one cell.
_GRADE_INSIDE = re.compile(
    r"(?:等级|等次|评级|结果|结论)\s*[:：为是]\s*(优秀|优|良好|良|中等|中|较差|差)(?=$|[\s,，、;；。)）])"
)
#: What a grade stands for: 优（90-100分）.
_RANGE = re.compile(r"\s*[（(]\s*\d+(?:\.\d+)?\s*分?\s*[-—–~～至]\s*\d+(?:\.\d+)?\s*分?\s*[)）]$")
_SUM = re.compile(r"[合总小]计")
_WORD = re.compile(r"[\u4e00-\u9fff]")
FULL = Decimal(100)
_REMARK = 20
Columns = dict[str, Range]


@dataclass
class Whole:
    """What such lines say together."""

    score: Decimal | None = None
    statement: Statement | None = None
    grade: str = ""
    #: The cell of the score, where it holds words.
    unread: list[Statement] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
    #: Label and score of each line that counts.
    said: list[tuple[str, Decimal]] = field(default_factory=list)


@dataclass
class _Said:
    """What one line says; ``weight`` are the points it is of."""

    label: str
    weight: Decimal | None
    whole: Whole

    @property
    def is_full(self) -> bool:
        return self.weight is not None and self.weight >= FULL

    @property
    def is_part(self) -> bool:
        return not self.is_full and (self.weight is not None or bool(_SUM.search(self.label)))


def says_whole(section: Section, row: int, columns: Columns) -> bool:
    """True where the row's first text is a label of the score or grade and the row names no indicator."""
    cells = list(section.grid.cells(row))
    if not cells:
        return False
    column, text = cells[0]
    second = cells[1][1] if len(cells) > 1 else ""
    head, _, tail = text.partition("：")
    role = _first_role(text) or _first_role(head)
    if len(tail) >= _REMARK:
        return False
    if role == "grade":
        return _is_result(tail or second)
    name = section.under(row, columns["level3"]) if "level3" in columns else None
    own = section.grid.text(*name) if name is not None and name[0] == row and name[1] != column else ""
    is_free = not own or _role(own) is not None or _is_result(own)
    if role == "score":
        return is_free or (not _SUM.search(head) and amounts.score(second) is not None)
    facts = (section.under(row, columns[fact]) for fact in ("target", "actual") if fact in columns)
    is_described = any(place is not None and place[0] == row and place[1] > column for place in facts)
    return bool(_SCORE_INSIDE.search(text)) and is_free and not is_described


def names_whole(section: Section, row: int, columns: Columns) -> bool:
    """True where the row is such a line by its label alone: 总分, 自评得分, 自评等级; not a sum: 合计."""
    if not says_whole(section, row, columns):
        return False
    text = next(section.grid.cells(row))[1]
    label = text if _first_role(text) else text.partition("：")[0]
    return _first_role(label) is not None and not _SUM.search(clean(label))


def below(section: Section, first: int, last: int, columns: Columns) -> Iterator[int]:
    """The rows from ``first`` to ``last`` that say so by their label, or are sums of all points."""
    for row in range(first, last + 1):
        is_sum = says_whole(section, row, columns) and _line(section, row, columns).is_full
        if is_sum or names_whole(section, row, columns):
            yield row


def read(section: Section, rows: Iterable[int], columns: Columns) -> Whole:
    """What the lines say together. A sum of the lines above it (合计 of 90 points) gives way to a line called the
    score, or of 100 points; scores that differ are in doubt, as is a sum of fewer points alone."""
    said = [_line(section, row, columns) for row in rows]
    whole = Whole(unread=[cell for line in said for cell in line.whole.unread])
    whole.flags = list(dict.fromkeys(flag for line in said for flag in line.whole.flags))
    whole.grade = next((line.whole.grade for line in said if line.whole.grade), "")
    scored = [line for line in said if line.whole.score is not None]
    of_all = [line for line in scored if not line.is_part]
    chosen = next((line for line in of_all if line.is_full), next(iter(of_all or scored), None))
    if chosen is None:
        return whole
    whole.score, whole.statement = chosen.whole.score, chosen.whole.statement
    stated = ((line.label.partition("：")[0], line.whole.score) for line in of_all or scored)
    whole.said = [(label, score) for label, score in stated if score is not None]
    is_short = chosen.is_part and chosen.weight is not None
    if is_short or len({line.whole.score for line in of_all or scored}) > 1:
        whole.flags = ["ambiguous"]
    return whole


def _line(section: Section, row: int, columns: Columns) -> _Said:
    grid = section.grid
    column, label = next(grid.cells(row))
    weight = columns.get("weight")
    place = None if weight is None else section.under(row, weight)
    own = None if place is None or place[0] != row else amounts.score(grid.value(*place))
    said = _Said(label, own, Whole())
    is_score = any(_is_score(text) for _, text in grid.cells(row))
    found = _score_place(section, row, columns, said.whole) if is_score else None
    if found is not None:
        # One cell below both headings states the score, no points.
        said.weight = None if found[1] == place else own
        said.whole.score, place = found
        said.whole.statement = Statement("score", grid.text(*place), "分", grid.locator(*place))
        said.weight = _full_inside(grid.text(*place)) or said.weight
    for column, text in grid.cells(row):
        if _is_others(section, row, column):
            continue
        said.whole.grade = said.whole.grade or grade_in(text) or _grade_inside(text)
        if (both := amounts.graded(text)) is not None:
            said.whole.grade = said.whole.grade or both[1]
            if said.whole.score is None:
                said.whole.score = both[0]
                said.whole.statement = Statement("score", text, "分", grid.locator(row, column))
    return said


def _score_place(section: Section, row: int, columns: Columns, whole: Whole) -> tuple[Decimal, tuple[int, int]] | None:
    """The score of a line and its cell: that under the heading of scores, else beside its label, else inside it."""
    grid = section.grid
    under = section.under(row, columns["score"]) if "score" in columns else None
    if under is not None and (under[0] != row or _is_others(section, *under)):
        under = None
    if under is not None and (value := amounts.score(grid.value(*under))) is not None:
        return value, under
    weight = columns.get("weight")
    found: list[tuple[Decimal, tuple[int, int]]] = []
    told: list[tuple[Decimal, tuple[int, int]]] = []
    for column, text in grid.cells(row):
        head = text.partition("：")[0]
        inside = _SCORE_INSIDE.search(text) if _is_score(text) and _role(head) != "grade" else None
        is_weight = weight is not None and weight[1] <= column <= weight[3]
        score = amounts.score(grid.value(row, column))
        if inside:
            told.append((Decimal(inside["score"]), (row, column)))
        elif score is not None and not is_weight and not _is_others(section, row, column):
            found.append((score, (row, column)))
    if len(found) > 1 and found[0][0] == FULL:
        # 总分 | 100 | 95: the points first.
        del found[0]
    if found or told:
        if len({value for value, _ in found}) > 1:
            whole.flags.append("ambiguous")
        return (found or told)[-1]
    beside = _beside_labels(section, row)
    if weight is not None:
        # 总分 | 100 with no score: the points there are to be had are no words.
        beside = [place for place in beside if not weight[1] <= place[1] <= weight[3]]
    for place in [under] if under is not None else beside:
        text = grid.text(*place)
        if not (amounts.is_missing(text) or amounts.graded(text) or grade_in(text) or _role(text)):
            whole.unread.append(Statement("score", text, "", grid.locator(*place)))
    return None


def _full_inside(text: str) -> Decimal | None:
    """The points to be had that a cell names beside its score: 总分（100分）：97.5."""
    hit = _SCORE_INSIDE.search(text)
    full = None if hit is None else next((hit[name] for name in ("full", "of", "most") if hit[name]), None)
    return None if full is None else Decimal(full)


def _grade_inside(text: str) -> str:
    """The grade that a cell names beside its score."""
    if not _is_score(text):
        return ""
    named, behind = _GRADE_INSIDE.search(text), _SCORE_INSIDE.search(text)
    return named[1] if named else (behind["grade"] or "") if behind else ""


def _beside_labels(section: Section, row: int) -> list[tuple[int, int]]:
    """The cells right of the labels of scores."""
    labels = [section.grid.range_at(row, column)[3] for column, text in section.grid.cells(row) if _is_score(text)]
    return [(row, end + 1) for end in labels if section.grid.text(row, end + 1)]


def _is_others(section: Section, row: int, column: int) -> bool:
    """True for a value right of a label that is none of the score or grade: 评价人数 | 12."""
    cells = [cell for cell in section.grid.cells(row) if cell[0] < column]
    if len(cells) < 2:
        # The first text says what the line is.
        return False
    at, text = cells[-1]
    is_beside = section.grid.range_at(row, at)[3] + 1 == column
    return is_beside and bool(_WORD.search(text)) and _role(text) is None and not _is_result(text)


def _first_role(text: str) -> str | None:
    """``score`` or ``grade`` for a label of the whole form's."""
    named = roles("identity").of(text)
    return named if named in ("score", "grade") else roles("total_row").of(text)


def _role(text: str) -> str | None:
    """The same within a line that is known to be one: 得分 says it as well."""
    return _first_role(text) or ("score" if roles("indicator_column").of(text) == "score" else None)


def _is_score(text: str) -> bool:
    head = text.partition("：")[0]
    return _role(head) == "score" or (_role(head) is None and _SCORE_INSIDE.search(text) is not None)


def _is_result(text: str) -> bool:
    """True for a score or a grade, chosen or to be ticked."""
    is_grade = bool(grade_in(text)) or any(box in text for box in BOXES)
    return is_grade or amounts.score(text) is not None or amounts.graded(text) is not None


def grade_in(text: str) -> str:
    """The grade a cell states; of several with boxes, the ticked one.

    >>> grade_in("优(90-100)"), grade_in("优□ 良☑ 中□ 差□"), grade_in("☑优 □良"), grade_in("优中差"), grade_in("9分")
    ('优', '良', '优', '', '')
    """
    flat = re.sub(r"\s+", "", text)
    if any(box in flat for box in BOXES):
        return ticked(flat, _GRADES)
    found = _GRADE_WORD.fullmatch(_RANGE.sub("", text.strip()))
    return found[1] if found else ""
