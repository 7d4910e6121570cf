"""The years a report is of: in its title, in its opening, or told of one by one.

Belongs here: one year, a span, a list. Does not belong here: what else a title says (``title``), the year of a figure
(``years``).
"""

from __future__ import annotations

import re
from collections import Counter

from etl.read.prose import names, title_names
from etl.read.prose.model import Document

#: Years a report spans at most.
_LONGEST = 6
#: (2022年1月1日-2022年12月31日), a line of its own below the title or a part of it.
PERIOD = re.compile(r"\(?(20\d\d)年\d{1,2}月(?:\d{1,2}日)?[-—~至到]+(20\d\d)年\d{1,2}月(?:\d{1,2}日)?\)?")


def of(title: str, document: Document, lines: int) -> list[int]:
    """The years of a report whose title has so many lines."""
    return _in_title(title) or _told(document) or _mostly(document, lines)


def _in_title(title: str) -> list[int]:
    period = PERIOD.search(title)
    if period and period[1] == period[2] and not re.search(r"20\d\d年", PERIOD.sub("", title)):
        return [int(period[1])]
    listed = re.search(r"20\d\d(?:年度?)?(?:、20\d\d(?:年度?)?){2,}", title)
    if listed:
        return sorted({int(y) for y in re.findall(r"20\d\d", listed[0])})
    spanned = title_names.YEARS.search(title)
    if spanned and 0 < int(spanned[2]) - int(spanned[1]) <= _LONGEST:
        return list(range(int(spanned[1]), int(spanned[2]) + 1))
    found = re.search(r"(?<!\d)(20\d\d)(?:年度?)?(?![年度\d第])", re.sub(r"\[20\d\d\]", "", title))
    return [int(found[1])] if found else []


def _mostly(document: Document, lines: int) -> list[int]:
    """The year a report speaks of most."""
    counts: Counter[int] = Counter()
    for line in document.lines:
        if line.is_signature:
            continue
        for year, weight in [(y, 3) for y in re.findall(r"(20\d\d)年度", line.norm.text)] + [
            (y, 1) for y in re.findall(r"(20\d\d)年(?!\d{1,2}月|度)", line.norm.text)
        ]:
            counts[int(year)] += weight
        if line is document.lines[min(lines, len(document.lines) - 1)]:
            for year in re.findall(r"(20\d\d)年", line.norm.text)[:1]:
                counts[int(year)] += 2
        for year in re.findall(
            r"(20\d\d)年(?:度)?(?:年初|全年|市级|区级|县级|部门)?(?:预算|项目|支出|绩效|重点)", line.norm.text
        ):
            counts[int(year)] += 3
        for piece in re.split("[。;]", line.norm.text):
            # 于2021年立项。2022年，预算1800万元，支出1620万元: the year of the money.
            if told := _OF_A_YEAR.match(piece):
                counts[int(told[1])] += 3
    if not counts:
        return []
    most = counts.most_common(1)[0][1]
    # A tie falls to the earlier: a report speaks of its year and looks to the next.
    return [min(y for y, n in counts.items() if n == most)]


_SPANNED = re.compile(
    r"(?:周期|期限|时段|区间|年限|年度|报告期|评价期|自评期)(?:为|是|:)*(20\d\d)年?(?:\d{1,2}月)?(?:度)?(?:-|至|到)(20\d\d)年"
)
_OF_A_YEAR = re.compile(
    r"^(?:\(?\d\)?[、.])?(20\d\d)年度?[，:]?[^，]{0,12}(?:预算|下达|安排|批复|核定|指标|到位)[^。]{0,40}元[^。]{0,12}(?:执行|支出|支付|使用)"
)
#: (一)2021年预算执行情况, on a line of its own.
_YEAR_HEAD = re.compile(
    r"(?:\(?[一二三四五六七八九十\d]{1,2}\)?[、.]?)?(20\d\d)年度?(?:(?:部门|整体|项目|财政|预算|资金)*(?:收支|支出|执行|使用|完成)+)?(?:情况)?[:。]?"
)
#: 近三年, 历年: years that the opening names one by one or from one to the other.
_SPAN_COUNTED = re.compile(r"[近前最这](?P<count>[二两三四五六\d])(?:个)?年(?!级)|历年|跨年度|(?:各|分|多)年度")
_OPENING = 8


def _named_years(text: str) -> list[int]:
    if (span := title_names.YEARS.search(text)) and not re.search("、|和", span[0]):
        return list(range(int(span[1]), int(span[2]) + 1)) if 0 < int(span[2]) - int(span[1]) <= _LONGEST else []
    listed = re.search(r"20\d\d(?:年度?)?(?:[、和及与]20\d\d(?:年度?)?)+", text)
    return sorted({int(y) for y in re.findall(r"20\d\d", listed[0])}) if listed else []


def _told(document: Document) -> list[int]:
    """Years that a report with none in its title tells of one by one, or names as its span."""
    for line in document.lines[:15]:
        if (found := _SPANNED.search(line.norm.text)) and 0 < int(found[2]) - int(found[1]) <= _LONGEST:
            return list(range(int(found[1]), int(found[2]) + 1))
    opening = "。".join(line.norm.text for line in document.lines[:_OPENING])
    counted, years = _SPAN_COUNTED.search(opening), _named_years(opening)
    if counted and years and (counted["count"] is None or names.number(counted["count"]) == len(years)):
        return years
    pieces = [p for line in document.lines for p in re.split("[。;]", line.norm.text)]
    told = sorted({int(m[1]) for p in pieces if (m := _OF_A_YEAR.match(p))})
    heads = sorted({int(m[1]) for line in document.lines if (m := _YEAR_HEAD.fullmatch(line.norm.text))})
    return next((found for found in (told, heads) if len(found) > 1), [])
