"""The headings of a flat table: which rows they fill, and which field each column is, by a profile.

Belongs here: title rows skipped, headings of several rows joined, duplicate headings. Does not belong here: data rows.
"""

from __future__ import annotations

import re
from decimal import Decimal

from etl.read import amounts, dated, groups, heading_rows, levels, measures, rivals, sources, years
from etl.read.columns import Column, Headings
from etl.read.grid import Grid
from etl.read.profile import MONEY_FIELDS, UNQUALIFIED, Profile, heading_key
from etl.read.rows import INDICATOR

_LAST_TITLE_ROW = 40
#: Lines looked at to tell whether a column holds figures.
_SAMPLE = 1_000
_DEEPEST = 3
_YEAR_ALONE = re.compile(r"((?:19|20)\d{2})年?度?")
#: A column of offices with their projects below them: 单位（项目）名称. Its lines are projects but for the heads.
OFFICE_AND_PROJECT = re.compile(r"(?:单位|部门)(?:名称)?\s*[（(/、及和与]\s*项目(?:名称)?[）)]?(?:名称)?$")
_PART = re.compile(r"\W*其中")
#: A rate, two figures in one cell, a figure with its grade.
_FIGURE = re.compile(r"\D{0,2}[\d.,]+\s*(?:%|[/(（、]|分)")
#: What a column of remarks is for.
_REMARK = re.compile(r"(?:备注|说明)\s*[（(](.*原因.*)[）)]")
_CARRIED = re.compile(r"(?:上年|以前年度|年初|往年).{0,4}结[转余]")
_SUM = re.compile(r"(?:资金|预算|可用资金)?(?:合计|总计|小计|共计|总额)(?:数|金额)?")
NUMBERING = re.compile(r"序\s*号|编\s*号|编\s*码|代\s*码|文\s*号|行\s*次|电\s*话|^(?:No|ID)\b", re.IGNORECASE)
_BUDGETS = ("budget_initial_yuan", "budget_full_year_yuan", UNQUALIFIED)
_NAMES_OF = ("district", "department", "project", "indicator")
_FIGURES = (*MONEY_FIELDS, "rate_stated_pct", "score", "grade_stated")
#: The lower heading says nothing of its own: the upper one names the column.
_PLAIN = {"", "金额", "小计", "合计", "总额", "数额", "总计", "资金总额", "数", "元", "万元", "千元", "亿元", "%", "分"}
#: How well headings fit: the more the better, the first that differs decides.
_Weight = tuple[bool, int, int, int, int]


def find(grid: Grid, profile: Profile) -> Headings | None:
    """The headings under which most of the profile's fields are found, where the profile fits them."""
    best: Headings | None = None
    most: _Weight = (False, 0, 0, 0, 0)
    for first in range(min(_LAST_TITLE_ROW, len(grid.rows))):
        if _hangs_from_above(grid, first):
            continue
        for depth in range(1, _DEEPEST + 1):
            last = first + depth - 1
            if last >= len(grid.rows) or (depth > 1 and not heading_rows.are_stacked(grid, first, last)):
                break
            if depth > 1 and not heading_rows.is_lower_heading(grid, last) and not _names_figures(grid, last, profile):
                # A lone word among the headings (2023年 over two of them) is not the lowest.
                continue
            found = _columns(grid, first, last, profile)
            if not _fits(found, profile):
                continue
            weight = _weight(grid, found, profile)
            if best is None or weight > most:
                best, most = found, weight
    return best if best is None else _without_spanning(grid, best)


def unused(grid: Grid, found: Headings) -> list[str]:
    """Headings of columns that hold figures and mean nothing known, so that nobody takes them for loaded."""
    taken = {index for c in found.columns for index in (c.index, *c.twins)}
    return [
        text
        for index, text in sorted(found.texts.items())
        if index not in taken and not NUMBERING.search(text) and _has_figures(grid, index, found.last)
    ]


def told_unused(texts: list[str]) -> list[str]:
    """One sentence that names these columns; none where there are none."""
    return [f"没有用到的数字列：{'、'.join(f'“{text}”' for text in texts)}"] if texts else []


def _weight(grid: Grid, found: Headings, profile: Profile) -> _Weight:
    """Headings that end where they seem to first, then more fields, then fewer columns that mean the same (合计, 其中
    below one heading), then more units in the lowest row; of equals the fewest rows, so that no caption counts."""
    units = sum(amounts.unit_of_money(c.words[-1]) is not None for c in found.columns if c.field in MONEY_FIELDS)
    is_whole = not (_goes_on_below(grid, found.last) or _has_more_below(grid, found, profile))
    return is_whole, len(found.fields), -len(found.notes), units, found.first - found.last


def paths(grid: Grid, first: int, last: int) -> dict[int, list[str]]:
    """Column → its headings from the top down, each once; a blank right of an upper heading belongs to it."""
    found: dict[int, list[str]] = {}
    width = max((len(grid.rows[r]) for r in range(first, last + 1)), default=0)
    for row in range(first, last + 1):
        before = ""
        for column in range(width):
            text = grid.text(*grid.anchor(row, column))
            is_upper = row < last and not text and any(grid.text(r, column) for r in range(row + 1, last + 1))
            text = before if is_upper else text
            before = text if row < last else ""
            path = found.setdefault(column, [])
            if text and text not in path:
                path.append(text)
    return {column: path for column, path in found.items() if path}


def _hangs_from_above(grid: Grid, row: int) -> bool:
    """True where a heading merged over several rows began above: the headings begin there too."""
    return any(grid.anchor(row, column)[0] < row for column in range(len(grid.rows[row])))


def _goes_on_below(grid: Grid, row: int) -> bool:
    """True where the row below holds headings too: a cell is merged over both rows, or several words stand below blanks
    to the right of a heading (部门预算 over 基本支出, 项目支出, 合计)."""
    if row + 1 >= len(grid.rows) or not heading_rows.is_lower_heading(grid, row + 1):
        return False
    ends = [grid.range_at(row, column)[2] for column, _ in grid.cells(row)]
    first = next((column for column, _ in grid.cells(row)), 0)
    below = [column for column, _ in grid.cells(row + 1) if column > first and not grid.text(row, column)]
    return any(end > row for end in ends) or len(below) > 1 or heading_rows.are_years(grid, row + 1)


def _has_more_below(grid: Grid, found: Headings, profile: Profile) -> bool:
    """True where headings of figures stand below these and no name does: 年初 below 预算数 is of a budget."""
    row = found.last + 1
    names = [c.index for c in found.columns if c.field in _NAMES_OF]
    return _names_figures(grid, row, profile) and not any(grid.text(row, index) for index in names)


def _names_figures(grid: Grid, row: int, profile: Profile) -> bool:
    """True where a row holds only words and one of them is a heading of figures: 年初, 金额, 其中：财政."""
    if row >= len(grid.rows) or not heading_rows.has_words_only(grid, row):
        return False
    keys = [(text, heading_key(text)) for _, text in grid.cells(row)]
    known = [hit for _, key in keys if (hit := profile.fields_of(key))]
    return any(field in _FIGURES for field, _, _ in known) or any(key in _PLAIN or _PART.match(t) for t, key in keys)


def _without_spanning(grid: Grid, found: Headings) -> Headings:
    """An amount whose heading stands over several columns told apart in the row below, which no profile knows with it,
    is none of them."""
    row = found.last
    if _goes_on_below(grid, row):
        spanning = [
            c
            for c in found.columns
            if c.field in MONEY_FIELDS and grid.text(row + 1, c.index + 1) and not grid.text(row, c.index + 1)
        ]
        found.columns = [c for c in found.columns if c not in spanning]
        found.notes += [f"“{c.header}”分几列写，看不出哪一列是全部，不取" for c in spanning]
    return found


def _columns(grid: Grid, first: int, last: int, profile: Profile) -> Headings:
    found = Headings(first, last, [])
    candidates: list[Column] = []
    words = paths(grid, first, last)
    of_all_years = rivals.of_all_years(words)
    of_the_year = rivals.parts_of_the_year(words, of_all_years)
    quantities = measures.columns(grid, words, last)
    for index, path in words.items():
        found.texts[index] = " ".join(path)
        is_part = any(_PART.match(text) for text in path[1:]) or any(groups.is_of_others(text) for text in path[:-1])
        is_behind = index in of_all_years and not profile.names(heading_key(path[-1]))
        if is_behind or (is_part and index not in of_the_year):
            # 年初预算数 | 其中：中央 is a part of the column beside it; 上年度 | 执行数 is of another year.
            continue
        hit = _meaning(grid, index, last, path, profile)
        if hit is None or (hit[0] in MONEY_FIELDS and groups.is_change(path[-1], _figures(grid, index, last))):
            continue
        if hit[0] in MONEY_FIELDS and _PART.match(path[-1]) and index not in of_the_year:
            # 其中：本年支出 beside 支出合计 is a part of it.
            continue
        if hit[0] in MONEY_FIELDS and index in quantities:
            continue
        if hit[0] in _NAMES_OF and _holds_figures_only(grid, index, last):
            # 区 below 预算安排 is money, no district.
            continue
        if hit[0] == "department" and measures.are_units(grid, index, last):
            found.notes.append(f"“{found.texts[index]}”是计量单位，不作部门")
            continue
        if groups.role(path[-1]) == "foreign" and hit[0] in _FIGURES and not profile.names(heading_key(path[-1])):
            # 上年决算数 is of another year, too; 累计支出 is what the profile asks for by its words.
            continue
        if hit[0] == "score" and profile.kind != INDICATOR and (why := rivals.why_no_total(grid, words, index, last)):
            found.notes.append(f"“{found.texts[index]}”{why}，不取")
            continue
        name, rank, year = hit
        year = year or years.undated(path[-1])[0] or dated.year_of(name, path[-1])
        year = year or next((int(y[1]) for text in path if (y := _YEAR_ALONE.fullmatch(heading_key(text)))), None)
        units = (amounts.unit_of_money(text) for text in reversed(path))
        unit = next(filter(None, units), "") if name in MONEY_FIELDS else ""
        candidates.append(Column(index, name, " ".join(path), year, unit, rank, tuple(path)))
    sources.settle(grid, words, candidates, profile, found)
    _add_carried(grid, candidates, profile, found)
    levels.add(grid, words, candidates, found)
    _add_score(grid, candidates, profile, found)
    candidates, told = rivals.own_scores(grid, words, candidates, last)
    candidates, earlier = dated.latest(candidates)
    found.notes += [*told, *earlier]
    candidates = [c for c in candidates if not _is_of_things(grid, c, candidates, found)]
    for column in _without_parts(_without_shares(candidates, profile, found), found):
        _add(found, column)
    rivals.settle_budgets(found)
    return found


def _meaning(
    grid: Grid, index: int, last: int, path: list[str], profile: Profile
) -> tuple[str, int, int | None] | None:
    """Field, rank and year of a column; over per cents no amount, and what is only guessed to be spent the rate of it:
    花了多少 over 95%."""
    hit = next((h for name in _names(path) if (h := profile.fields_of(name))), None)
    if not any(map(profile.names, _names(path))):
        hit = dated.spent(path[-1], profile) or hit
    if hit is None or hit[0] not in MONEY_FIELDS or not measures.are_percentages(grid, index, last):
        return hit
    is_guessed = hit[0] == "executed_yuan" and not any(map(profile.names, _names(path)))
    return ("rate_stated_pct", hit[1], hit[2]) if is_guessed else None


def _holds_figures_only(grid: Grid, index: int, last: int) -> bool:
    lines = range(last + 1, min(len(grid.rows), last + 1 + _SAMPLE))
    texts = [text for line in lines if (text := grid.text(line, index))]
    return bool(texts) and all(amounts.money(text, amounts.YUAN) is not None for text in texts)


def _has_figures(grid: Grid, index: int, last: int) -> bool:
    lines = range(last + 1, min(len(grid.rows), last + 1 + _SAMPLE))
    return bool(_figures(grid, index, last)) or any(
        _FIGURE.match(amounts.fold(grid.text(line, index))) for line in lines
    )


def _figures(grid: Grid, index: int, last: int) -> list[Decimal]:
    """The amounts in the first lines of a column."""
    lines = range(last + 1, min(len(grid.rows), last + 1 + _SAMPLE))
    stated = (amounts.money(grid.value(line, index), amounts.YUAN) for line in lines)
    return [money.value for money in stated if money is not None]


def _add_carried(grid: Grid, candidates: list[Column], profile: Profile, found: Headings) -> None:
    """上年结转 | 本年预算 | 合计: where the lines bear it out, the sum is the budget of the full year; of 区级预算 |
    转移支付 | 合计, where the first is only a guess, it is the budget."""
    carried = next((i for i, text in found.texts.items() if _CARRIED.search(text)), None)
    own = next((c for c in candidates if c.field == UNQUALIFIED), None)
    total = next((i for i, text in found.texts.items() if _SUM.fullmatch(heading_key(text))), None)
    if own is None or total is None or total == own.index:
        return
    parts = list(range(own.index, total)) if carried is None else [carried, own.index]
    is_known = carried is None and profile.names(heading_key(own.words[-1]))
    is_mixed = any(c.index in parts and c.field != UNQUALIFIED for c in candidates)
    if is_known or is_mixed or len(parts) < 2 or not levels.is_sum(grid, found.last, parts, total):
        return
    heading = found.texts[total]
    candidates[:] = [c for c in candidates if c.index not in parts or c.field != UNQUALIFIED]
    if carried is not None:
        candidates.append(Column(total, "budget_full_year_yuan", heading, own.year, own.unit, own.rank, (heading,)))
        found.notes.append(f"“{heading}”是“{found.texts[carried]}”与“{own.header}”之和，作全年预算数")
        return
    if total not in (c.index for c in candidates):
        candidates.append(Column(total, UNQUALIFIED, heading, own.year, own.unit, own.rank, (heading,)))
    found.notes.append(f"“{heading}”是左边从“{own.header}”起各列之和，作预算数")


def _add_score(grid: Grid, candidates: list[Column], profile: Profile, found: Headings) -> None:
    """产出得分 | 效益得分 | 合计: the sum is the score where no column is called so."""
    is_asked = any(h.field == "score" for h in profile.headings) and profile.kind != INDICATOR
    if not is_asked or any(c.field == "score" for c in candidates):
        return
    words = {index: [text] for index, text in found.texts.items()}
    total = rivals.sum_of_points(grid, words, found.last)
    if total is not None and total not in (c.index for c in candidates):
        heading = found.texts[total]
        candidates.append(Column(total, "score", heading, words=(heading,)))
        found.notes.append(f"“{heading}”是左边各项得分之和，作自评得分")


def _is_of_things(grid: Grid, column: Column, candidates: list[Column], found: Headings) -> bool:
    if column.field != "rate_stated_pct":
        return False
    budgets = [c.index for c in candidates if c.field in _BUDGETS]
    spent = [c.index for c in candidates if c.field == "executed_yuan"]
    if not rivals.is_of_things(grid, column, budgets, spent, found.last):
        return False
    found.notes.append(f"“{column.header}”不是各行支出占预算的比例，不作执行率")
    return True


def _without_shares(candidates: list[Column], profile: Profile, found: Headings) -> list[Column]:
    """Several columns below one heading of an amount (执行数 over 中央, 省级) are its shares: without their sum none is
    the amount."""
    shares: dict[str, list[Column]] = {}
    for column in candidates:
        upper = profile.fields_of(heading_key(column.words[0]))
        if len(column.words) > 1 and upper is not None and upper[0] == column.field in MONEY_FIELDS:
            shares.setdefault(column.words[0], []).append(column)
    dropped: list[Column] = []
    for heading, below in shares.items():
        words = [column.words[-1] for column in below]
        parts = [c for c, word in zip(below, words, strict=True) if not _names_whole(word, profile)]
        dropped += parts if len(set(words)) > 1 else []
        if len(set(words)) > 1 and len(parts) == len(below):
            found.notes.append(f"“{heading}”下只有{'、'.join(f'“{word}”' for word in words)}，没有合计，不取")
    return [column for column in candidates if column not in dropped]


def _names_whole(word: str, profile: Profile) -> bool:
    """Whether the lower heading says that it is the sum, or by itself which amount it is, or of which year."""
    key = heading_key(word)
    return key in _PLAIN or profile.fields_of(key) is not None or _YEAR_ALONE.fullmatch(key) is not None


def _without_parts(candidates: list[Column], found: Headings) -> list[Column]:
    """Of columns that differ by the group over them only (财政资金 | 合计, both over 预算数) that of the whole; where
    nobody can tell, the first, with the others as its twins."""
    kept = list(candidates)
    for column in candidates:
        rivals = [c for c in candidates if _is_same_below(c, column)]
        if len(rivals) < 2 or column is not rivals[0]:
            continue
        common = set.intersection(*(set(c.words) for c in rivals))
        words = ["".join(word for word in c.words[:-1] if word not in common) for c in rivals]
        chosen = groups.meant(words, None)
        one = rivals[0] if chosen is None else rivals[chosen]
        others = [c for c in rivals if c is not one]
        kept = [c for c in kept if c not in others]
        names = "、".join(f"“{c.header}”" for c in others)
        if chosen is None:
            one.twins += [c.index for c in others]
            found.notes.append(f"“{one.header}”与{names}分不清哪个是全部，不同的行待核")
        else:
            found.notes.append(f"“{one.header}”是全部，{names}不另取")
    return kept


def _is_same_below(one: Column, other: Column) -> bool:
    """Whether two columns have the same lowest heading below different groups."""
    keys = [(c.field, c.year, heading_key(c.words[-1])) for c in (one, other)]
    return keys[0] == keys[1] and len(one.words) > 1 and (one is other or one.words[:-1] != other.words[:-1])


def name_to_draft(path: list[str]) -> str:
    """The name of a column for a profile by which it is found again: of all its headings where they make one."""
    names = _names(path)
    joined = "".join(map(heading_key, path))
    return next((name for name in (joined, *names) if name in names and heading_key(name) == name), names[0])


def _names(path: list[str]) -> list[str]:
    """Ways to read a column's headings: the lowest, all in either order, the upper where the lower is plain."""
    if any(OFFICE_AND_PROJECT.search(text) for text in path):
        return ["项目名称"]
    keys = [heading_key(text) for text in path]
    if said := _REMARK.fullmatch(path[-1]):
        return [heading_key(said[1]), keys[-1]]
    if len(keys) > 1 and groups.says_when(path[-1]):
        # 全年 below 执行数 is no budget.
        own = [] if groups.is_of_spending(path[-2]) else keys[-1:]
        return ["".join(reversed(keys)), "".join(keys), *own]
    if len(keys) > 1 and keys[-1] in _PLAIN:
        return ["".join(keys), "".join(keys[:-1]), keys[-2]]
    return [keys[-1], "".join(keys), "".join(reversed(keys))]


def _add(found: Headings, column: Column) -> None:
    """Keep the surest heading of a field and year; an equal heading once more is its twin."""
    other = next((c for c in found.columns if (c.field, c.year) == (column.field, column.year)), None)
    if other is None:
        found.columns.append(column)
    elif heading_key(other.header) == heading_key(column.header):
        other.twins.append(column.index)
        found.notes.append(f"表头“{column.header}”出现两次，取前一列，两列不同的行待核")
    elif column.rank < other.rank:
        found.columns[found.columns.index(other)] = column
        found.notes.append(f"“{other.header}”与“{column.header}”意思相同，取后者")
    else:
        found.notes.append(f"“{other.header}”与“{column.header}”意思相同，取前者")


def _fits(found: Headings, profile: Profile) -> bool:
    fields = found.fields | ({"budget_full_year_yuan"} if UNQUALIFIED in found.fields else set())
    headers = {heading_key(text) for text in found.texts.values()}
    return (
        bool(fields)
        and all(name in fields for name in profile.match_all)
        and (not profile.match_any or any(name in fields for name in profile.match_any))
        and all(header in headers for header in profile.match_headers)
    )
