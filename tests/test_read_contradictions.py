"""Two rows on one project contradict each other only where both state a figure."""

from __future__ import annotations

from decimal import Decimal

from etl.read import judge
from etl.read.rows import PROJECT_YEAR, FlatRow


def test_a_blank_contradicts_no_figure() -> None:
    money = FlatRow(PROJECT_YEAR, "校舍", "教育局", year=2023, executed_yuan=Decimal(90))
    score = FlatRow(PROJECT_YEAR, "校舍", "教育局", year=2023, score=Decimal(95))
    judge.mark_copies([money, score])
    assert [(r.flags, r.status) for r in (money, score)] == [([], "publish")] * 2
    other = FlatRow(PROJECT_YEAR, "校舍", "教育局", year=2023, executed_yuan=Decimal(91))
    judge.mark_copies([money, score, other])
    assert [r.flags for r in (money, score, other)] == [["contradictory_values"], [], ["contradictory_values"]]
