"""Projects elsewhere that may be compared with one project.

Belongs here: the rule of likeness, which is a suggestion and never an identity. Does not belong here: one project's
own years and names (``projects``).

Rule. Candidates: project-years of the same function, year and evaluation kind in other districts, not year to date,
with a budget between half and double. Alike by name: after dropping brackets (批次, 资金来源), years, numbers, the
district's name and words any project may end in (工程, 项目, 经费 …), the longest run of characters two names share
has three or more and makes at least half of the shorter name. The engine narrows the candidates to names that hold a
run of three; the share is measured on the few that are left.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import ibis
import ibis.expr.types as ir

from dashboard.metrics.filters import Filter
from dashboard.metrics.projects import bare_rows
from dashboard.metrics.tables import published

#: Shortest run of characters two names must share.
RUN = 3
#: Part of the shorter name the run must make.
SHARE = 0.5
#: Budgets between 1/RATIO and RATIO times the project's own are alike.
RATIO = 2
#: Rows the engine may hand over; the nearest budgets come first.
_CANDIDATES = 200
_BRACKETS = re.compile(r"[（(【\[].*?[）)】\]]")
_NUMBERS = re.compile(
    r"(?:19|20)?\d{2}年度?|第[一二三四五六七八九十\d]+[批期次]|[一二三四五六七八九十\d]+期|[\d.]+|[^\w]|_"
)
#: Words at the end of a name that any project may carry.
_COMMON = ("专项", "项目", "工程", "经费", "资金", "工作", "建设", "补助", "费用", "费")


def stem(name: str, places: Iterable[str] = ()) -> str:
    """What a name says of the matter itself: without brackets, numbers, these places and words any project carries."""
    text = _BRACKETS.sub("", name)
    for place in sorted((p for p in places if p), key=len, reverse=True):
        text = text.replace(place, "")
    text = _NUMBERS.sub("", text)
    while word := next((w for w in _COMMON if text.endswith(w) and text != w), None):
        text = text.removesuffix(word)
    return text


def shared_run(first: str, second: str) -> str:
    """The longest run of characters both texts hold, the first of several; empty when they share none."""
    shorter, longer = sorted((first, second), key=len)
    for length in range(len(shorter), 0, -1):
        for start in range(len(shorter) - length + 1):
            if shorter[start : start + length] in longer:
                return shorter[start : start + length]
    return ""


def likeness(first: str, second: str) -> float:
    """Part of the shorter stem that the longest shared run makes; 0 where the run is too short to say anything."""
    run = shared_run(first, second)
    return len(run) / min(len(first), len(second)) if len(run) >= RUN else 0.0


def candidates(chosen: Filter, district_code: str, budget: float | None, own: str) -> ir.Table:
    """Project-years of the filter in other districts that share a run of characters with the stem ``own``.

    One row per project-year, those that share a run (is_alike) and have the nearest budgets first: project, place,
    budget, rate, reason, and pool = the number of project-years elsewhere, which is known also where none is alike.
    """
    rows = bare_rows(chosen)
    rows = rows.filter((rows.district_code != district_code) & rows.as_of.isnull())
    runs = sorted({own[start : start + RUN] for start in range(len(own) - RUN + 1)})
    has_run = ibis.or_(*(rows.project.contains(run) for run in runs)) if runs else ibis.literal(False)
    given = rows.budget.cast("float64")
    if budget is None:
        is_near, distance = ibis.literal(True), ibis.literal(0.0)
    else:
        is_near = (given >= budget / RATIO) & (given <= budget * RATIO)
        distance = (given - budget).abs()
    found = rows.select(
        "row_id", "project_id", "project", "department_id", "budget", "executed", "rate", "rate_basis", "reason_code",
        "reason_quote", "source_group",
        is_alike=(has_run & is_near).fill_null(False),
        distance=distance,
        pool=rows.count().over().cast("int64"),
    )  # fmt: skip
    order = [ibis.desc("is_alike"), ibis.asc("distance"), ibis.asc("row_id")]
    few = found.order_by(order).limit(_CANDIDATES)
    names = published("department").select("department_id", "department", "district", "city")
    reasons = published("reason_code").select("code", "reason_zh", "reason_en")
    # Named after the limit: n:1 both.
    joined = few.left_join(names, "department_id").left_join(reasons, few.reason_code == reasons.code)
    return joined.drop("department_id_right", "code").order_by(order)
