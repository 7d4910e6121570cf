"""The score checks on the official form: execution scored as a whole, the rest by third-level indicator.

The reports at hand score the first level only, so the forms are written here, on top of a copy of the inputs.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from dashboard.metrics.filters import Filter
from dashboard.metrics.score_spread import losses
from tests.oracle import rows as oracle_rows
from tests.test_build import PROJECTS, data, edit, lines_of, run

__all__ = ["data"]  # the fixture

INDICATORS = "real/five_reports/indicator_year.csv"
HONGGUTAN, XIHU, MHZ = "360113-yjj", "360103-yjj", "360103-yjj-370mhz"
#: (level 1, level 2, level 3, weight, score): the form of 财预〔2020〕10号, 97 points like the report's total.
FORM = (
    ("预算执行", "", "", "10", "10"),
    ("产出指标", "数量指标", "演练次数", "20", "20"),
    ("产出指标", "质量指标", "隐患整改率", "30", "28.5"),
    ("效益指标", "社会效益指标", "事故起数下降", "30", "28.5"),
    ("满意度指标", "服务对象满意度指标", "群众满意度", "10", "10"),
)


def write_form(data: Path, department: str, project: str, form: tuple[tuple[str, ...], ...], source: str) -> None:
    """Append a form's rows to the indicators."""
    heads = list(oracle_rows("indicator_year")[0])
    with (data / INDICATORS).open("a", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, heads, restval="")
        for place, (level1, level2, level3, weight, score) in enumerate(form, start=901):
            writer.writerow(
                {
                    "department_id": department,
                    "project_id": project,
                    "year": "2022",
                    "evaluation_kind": "self",
                    "ordinal": str(place),
                    "level1": level1,
                    "level2": level2,
                    "level3": level3,
                    "target_text": level3 or level1,
                    "weight": weight,
                    "score": score,
                    "source_id": source,
                }
            )


@pytest.mark.parametrize(("points", "gap"), [("28.5", None), ("27.5", 1)])
def test_level_three_parts_of_an_official_form_are_added_to_its_score(
    data: Path, tmp_path: Path, points: str, gap: int | None
) -> None:
    form = tuple((*row[:4], points if row[2] == "事故起数下降" else row[4]) for row in FORM)
    write_form(data, HONGGUTAN, "", form, "honggutan-2022")
    report, engine = run(data, tmp_path)
    assert report.rows_quarantined == 0, [str(p) for p in report.problems]
    query = "SELECT stated, computed, gap FROM finding WHERE code = 'score_sum_mismatch'"
    found = engine.run_sql(query).to_dicts()
    assert [(r["stated"], r["computed"], r["gap"]) for r in found] == ([] if gap is None else [("97分", "96分", gap)])
    passed = engine.run_sql("SELECT department_id FROM passed_check WHERE code = 'score_sum_mismatch'")
    assert (HONGGUTAN in passed["department_id"]) == (gap is None)


@pytest.mark.parametrize(("points", "is_wrong"), [("5.28", False), ("5.27", False), ("5.3", True), ("10", True)])
def test_a_projects_execution_points_are_its_rate_times_the_weight(
    data: Path, tmp_path: Path, points: str, is_wrong: bool
) -> None:
    """41.73万 of 79万 is 52.82 %: 5.28 of 10 points, rounded (5.282) or cut."""
    line = next(x for x in lines_of(data / PROJECTS) if x.startswith(MHZ))
    head, _, source = line.rpartition(",")
    edit(data / PROJECTS, line, f"{head.rpartition(',')[0]},national-2020,{source}")
    write_form(data, XIHU, MHZ, (("预算执行", "", "", "10", points),), "xihu-2022")
    report, engine = run(data, tmp_path)
    assert report.rows_quarantined == 0, [str(p) for p in report.problems]
    query = "SELECT stated, computed FROM finding WHERE code = 'score_rate_mismatch'"
    found = engine.run_sql(query).rows()
    assert bool(found) == is_wrong
    if is_wrong:
        assert [float(v.removesuffix("分")) for v in found[0]] == [float(points), pytest.approx(5.28, abs=0.005)]


def test_losses_of_an_official_form_are_summed_from_its_third_level(data: Path, tmp_path: Path) -> None:
    write_form(data, HONGGUTAN, "", FORM, "honggutan-2022")
    _, engine = run(data, tmp_path)
    rows = engine.run(losses(Filter(departments=(HONGGUTAN,)))).to_dicts()
    first = {r["indicator"]: (float(r["score"]), float(r["weight"])) for r in rows if r["part"] is None}
    assert first == {"预算执行": (10, 10), "产出": (48.5, 50), "效益": (28.5, 30), "满意度": (10, 10)}
    second = {(r["indicator"], r["part"]): float(r["lost"]) for r in rows if r["part"] is not None}
    assert second[("产出", "质量指标")] == 1.5
    assert second[("产出", "数量指标")] == 0
    assert len(second) == 4
