"""Lists whose titles, headings and lines are easily taken for another's: each a small table written out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from etl.read import profile
from etl.read.one import read_one, suggest_profile
from etl.read.rows import FlatRow, Reading
from tests import sheets

TITLE = "云溪区教育局2023年度项目绩效自评汇总表（万元）"
HEAD = "序号|项目名称|预算数|执行数"


def _read(folder: Path, *lines: str, merges: tuple[str, ...] = (), name: str = "表.xlsx") -> Reading:
    """A sheet of lines whose cells are parted by ``|``."""
    rows = [[_value(text) for text in line.split("|")] for line in lines]
    return read_one(sheets.xlsx(folder / name, rows, merges))


def _value(text: str) -> object:
    return (float(text) if re.fullmatch(r"\d+", text) else text) or None


def _money(row: FlatRow) -> tuple[float | None, float | None]:
    """Full-year budget and executed in 万元."""
    budget, executed = (
        None if v is None else float(v) / 10_000 for v in (row.budget_full_year_yuan, row.executed_yuan)
    )
    return budget, executed


@pytest.mark.parametrize(
    "title", ["云溪区民政局2023年度项目绩效自评汇总表（万元）", f"{TITLE}（续）", "2023年度（续表）", "附表2 2023年度"]
)
def test_a_second_title_above_repeated_headings_loses_no_line(title: str, tmp_path: Path) -> None:
    found = _read(
        tmp_path, TITLE, HEAD, "1|校舍|300|290", "2|培训|170|148", title, HEAD, "1|津贴|10|10", "2|救助|20|20"
    )
    assert [(r.project, *_money(r), r.status) for r in found.rows] == [
        ("校舍", 300, 290, "publish"), ("培训", 170, 148, "publish"),
        ("津贴", 10, 10, "publish"), ("救助", 20, 20, "publish"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "lines",
    [["云溪区民政局2023年度项目支出绩效自评表（万元）"], ["云溪区民政局（2023年度）"], ["云溪区民政局2023年绩效自评汇总表", "单位：万元"]],
)  # fmt: skip
def test_a_second_title_says_whose_the_lines_below_it_are(lines: list[str], tmp_path: Path) -> None:
    found = _read(tmp_path, TITLE, HEAD, "1|校舍|300|290", *lines, HEAD, "1|津贴|10|10")
    assert [(r.project, r.department, *_money(r)) for r in found.rows] == [
        ("校舍", "云溪区教育局", 300, 290), ("津贴", "云溪区民政局", 10, 10),
    ]  # fmt: skip


def test_a_number_and_a_name_alone_over_offices_are_no_office(tmp_path: Path) -> None:
    lines = ["一|党政机关", "1|区委办|500|490", "2|区政府办|600|590", "（二）|事业单位", "3|融媒体中心|300|290"]
    found = _read(
        tmp_path, "云溪区2023年度部门整体支出绩效自评汇总表（万元）", "序号|部门|全年预算数|全年执行数", *lines
    )
    assert [(r.department, *_money(r)) for r in found.rows] == [
        ("区委办", 500, 490), ("区政府办", 600, 590), ("融媒体中心", 300, 290),
    ]  # fmt: skip
    assert [r.raw for r in found.refused] == ["一 | 党政机关", "（二） | 事业单位"]


@pytest.mark.parametrize("numbers", [("（1）", "（2）"), ("1.1", "1.2"), ("1-1", "1-2")])
def test_a_line_with_a_score_above_parts_without_is_the_project(numbers: tuple[str, str], tmp_path: Path) -> None:
    parts = [f"{numbers[0]}|屋面|200|195", f"{numbers[1]}|外墙|100|95"]
    found = _read(tmp_path, TITLE, f"{HEAD}|自评得分", "1|校舍改造|300|290|95", *parts, "2|足球|10|10|99")
    assert [(r.project, *_money(r), r.score) for r in found.rows] == [("校舍改造", 300, 290, 95), ("足球", 10, 10, 99)]
    assert [r.is_data for r in found.refused] == [True, True]


def test_a_line_without_a_score_above_the_only_one_with_it_is_its_head(tmp_path: Path) -> None:
    found = _read(tmp_path, TITLE, f"{HEAD}|自评得分", "1|足球|10|10|99", "2|学前|100|99", "2.1|幼儿园|100|99|96")
    assert [(r.project, *_money(r), r.score) for r in found.rows] == [("足球", 10, 10, 99), ("幼儿园", 100, 99, 96)]


@pytest.mark.parametrize(
    "below",
    [
        ["资金来源汇总", "资金来源|预算数|执行数|执行率", "财政拨款|470|438|93.19%", "其他资金|0|0|—"],
        ["等级分布", "|优|良|中", "个数|1|1|0"],
        ["", "等级|项目个数|预算数|执行数|占比", "优|1|300|290|50%", "合计|2|470|438|100%"],
    ],
)
def test_a_small_table_below_a_list_is_none_of_its_lines(below: list[str], tmp_path: Path) -> None:
    lines = ["1|校舍|300|290|96.67%", "2|培训|170|148|87.06%", "合计||470|438|93.19%"]
    found = _read(tmp_path, TITLE, f"{HEAD}|执行率", *lines, *below)
    assert [(r.project, *_money(r)) for r in found.rows] == [("校舍", 300, 290), ("培训", 170, 148), ("", 470, 438)]
    assert not any(r.flags for r in found.rows)
    assert [r.is_data for r in found.refused if " | " in r.raw] == [True] * len(below[1:])


def test_a_bare_number_names_no_project(tmp_path: Path) -> None:
    found = _read(tmp_path, TITLE, HEAD, "1|校舍|300|290", "其他|470|438|93")
    assert [r.project for r in found.rows] == ["校舍"]
    assert [r.reason for r in found.refused] == ["项目名称只是一个数"]


@pytest.mark.parametrize(
    "head",
    ["执行率低于90%的原因", "执行率低于80%原因", "预算执行率低于90%的原因及整改措施", "执行率90%以下原因", "执行率不高的原因", "支出进度慢原因",
     "支出进度缓慢的原因", "备注（说明未完成原因）"],
)  # fmt: skip
@pytest.mark.parametrize("rate", ["", "|执行率"])
def test_reasons_below_headings_that_name_a_rate(head: str, rate: str, tmp_path: Path) -> None:
    cells = "58.82%|" if rate else ""
    found = _read(
        tmp_path, TITLE, f"项目名称|预算数|执行数{rate}|{head}", f"培训|170|100|{cells}财政资金紧张，未及时拨付"
    )
    (row,) = found.rows
    assert (row.reason_text, bool(row.reason_codes), row.status) == ("财政资金紧张，未及时拨付", True, "publish")


def test_a_score_merged_over_the_lines_of_a_project_is_its_score(tmp_path: Path) -> None:
    lines = ["校舍|中央|100|95|95|优", "|省级|200|195", "|小计|300|290"]
    heads = "项目名称|资金来源|预算数|执行数|自评得分|等级"
    found = _read(tmp_path, TITLE, heads, *lines, merges=("A3:A5", "E3:E5", "F3:F5"))
    (row,) = found.rows
    assert (row.project, *_money(row), row.score, row.grade_stated, row.status) == (
        "校舍",
        300,
        290,
        95,
        "优",
        "publish",
    )


@pytest.mark.parametrize("is_said_again", [False, True])
def test_a_year_and_a_place_hold_for_blank_lines_unless_they_are_said_line_by_line(
    is_said_again: bool, tmp_path: Path
) -> None:
    more = ["云溪区|2023|民政局|救助|30|29"] if is_said_again else []
    lines = ["云溪区|2023|教育局|校舍|300|290", "||教育局|培训|100|95", "云溪区|2023|民政局|津贴|30|29", *more]
    found = _read(tmp_path, "区县|年度|部门|项目名称|预算数（万元）|执行数（万元）", *lines)
    filled = [(r.district, r.year) for r in found.rows if r.project == "培训"]
    assert filled == ([] if is_said_again else [("云溪区", 2023)])
    assert [r.reason for r in found.refused] == (["没有年度"] if is_said_again else [])


@pytest.mark.parametrize(
    ("office", "year"), [("部门名称：", "年度："), ("主管部门", "预算年度"), ("单位名称", "评价年度")]
)
def test_a_year_as_a_number_above_the_headings_names_the_year(office: str, year: str, tmp_path: Path) -> None:
    heads = "项目名称|年初预算(万元)|全年执行(万元)|得分"
    found = _read(tmp_path, "项目支出绩效自评汇总表", f"{office}|云溪区民政局||{year}|2023", heads, "津贴|100|99|95")
    assert [(r.project, r.department, r.year, r.status) for r in found.rows] == [
        ("津贴", "云溪区民政局", 2023, "publish")
    ]
    assert found.refused == []


@pytest.mark.parametrize(("name", "budget"), [("表.xlsx", None), ("自评汇总表（万元）.xlsx", 300)])
def test_amounts_without_a_unit_are_counted_and_the_file_may_name_it(
    name: str, budget: int | None, tmp_path: Path
) -> None:
    found = _read(tmp_path, "云溪区教育局2023年度项目绩效自评汇总表", HEAD, "1|校舍|300|290", name=name)
    assert [_money(r)[0] for r in found.rows] == [budget]
    assert ("表：没有写金额单位，2格金额没有取" in found.recognised) == (budget is None)


@pytest.mark.parametrize("amounts", ["500|480", ""])
def test_an_office_named_on_the_line_over_its_projects_only_is_theirs(amounts: str, tmp_path: Path) -> None:
    lines = [f"一|云溪区教育局||{amounts}", "1||校舍|300|290", "2||培训|200|190", "二|云溪区民政局||", "1||津贴|10|9"]
    found = _read(tmp_path, "2023年度项目自评汇总表（万元）", "序号|单位名称|项目名称|预算数|执行数", *lines)
    assert [(r.project, r.department, *_money(r), r.status) for r in found.rows] == [
        ("校舍", "云溪区教育局", 300, 290, "publish"), ("培训", "云溪区教育局", 200, 190, "publish"),
        ("津贴", "云溪区民政局", 10, 9, "publish"),
    ]  # fmt: skip
    assert [r.reason for r in found.refused] == ["分组行，下面各行归它"] * 2


def test_an_office_alone_above_the_title_is_whose_the_list_is(tmp_path: Path) -> None:
    found = _read(tmp_path, "云溪区教育局", "2023年度项目自评汇总表", "单位：万元", HEAD, "1|校舍|300|290")
    assert [(r.department, r.district, r.status) for r in found.rows] == [("云溪区教育局", "云溪区", "publish")]


@pytest.mark.parametrize(
    ("title", "office"), [("2023年度项目表（万元）", "水利局"), ("云溪区民政局2023年度项目表（万元）", "民政局")]
)
def test_an_office_that_only_the_name_of_the_file_names_is_for_a_person(
    title: str, office: str, tmp_path: Path
) -> None:
    found = _read(tmp_path, title, HEAD, "1|校舍|300|290", name="云溪区水利局2023年度项目绩效自评汇总表.xlsx")
    status = "publish" if title.startswith("云") else "review"
    assert [(r.department, r.district, r.status) for r in found.rows] == [(f"云溪区{office}", "云溪区", status)]


def test_a_line_of_units_below_the_numbers_of_the_columns_says_them(tmp_path: Path) -> None:
    heads = [f"{HEAD}|执行率", "栏次|1|2|3|4", "||万元|元|%"]
    found = _read(tmp_path, "云溪区教育局2023年度项目绩效自评汇总表", *heads, "1|校舍|300|2900000|96.67%")
    assert [(_money(r), r.status) for r in found.rows] == [((300, 290), "publish")]


def test_a_unit_among_the_headings_parts_them_from_nothing(tmp_path: Path) -> None:
    heads = ["序号|项目名称|预算情况||执行情况", "||单位：万元||单位：万元", "||年初预算数|全年预算数|执行数"]
    found = _read(tmp_path, "云溪区教育局2023年度项目自评汇总表", *heads, "1|校舍|320|300|290")
    assert [(r.project, *_money(r), r.status) for r in found.rows] == [("校舍", 300, 290, "publish")]


@pytest.mark.parametrize(
    "heads",
    [
        "年初预算|调整后预算|决算支出|预算执行率|整体支出绩效自评得分",
        "部门整体支出年初预算|部门整体支出全年预算|部门整体支出执行数|执行率|得分",
        "单位年初预算数|整体支出全年预算数|整体支出实际支出数|完成率|分数",
    ],
)
def test_a_list_of_departments_in_other_words(heads: str, tmp_path: Path) -> None:
    title = "东源县2023年度部门整体支出绩效自评结果汇总表（单位：万元）"
    lines = ["1|东源县教育局|100|120|90|75.00%|88", "2|东源县司法局|60|60|30|50.00%|80"]
    rows = _read(tmp_path, title, f"序号|预算部门|{heads}", *lines).rows
    assert [(r.budget_initial_yuan, *_money(r), r.rate_stated_pct, r.score, r.status) for r in rows] == [
        (1_000_000, 120, 90, 75, 88, "publish"), (600_000, 60, 30, 50, 80, "publish"),
    ]  # fmt: skip


OWN = "department|project|year|budget_full_year_yuan|executed_yuan|score"


def test_a_list_in_the_words_of_the_contract_is_read(tmp_path: Path) -> None:
    (row,) = _read(tmp_path, OWN, "东源县教育局|校舍|2023|120000|90000|88").rows
    assert (row.department, row.project, row.year, *_money(row), row.score) == ("东源县教育局", "校舍", 2023, 12, 9, 88)
    assert row.status == "publish"


def test_of_rows_that_were_written_before_doubtful_ones_are_not_read_again(tmp_path: Path) -> None:
    lines = ["校舍|project_year|publish", "校舍#面积|indicator|publish", "操场|project_year|review"]
    lines = [f"东源县教育局|{one.partition('|')[0]}|2023|120000|90000|88|{one.partition('|')[2]}" for one in lines]
    found = _read(tmp_path, f"{OWN}|kind|status", *lines)
    assert [row.project for row in found.rows] == ["校舍"]
    assert any("2行按配置的条件略去" in said for said in found.recognised)


ALLOTTED = ("2024年青石区财政局指标下达明细表（万元）", "指标文号|预算单位|{name}|下达金额|下达日期",
            "青财教〔2024〕12号|青石区教育局|营养改善计划|150|2024-02-18", "青财社〔2024〕8号|青石区民政局|高龄津贴|240|2024-02-26")  # fmt: skip


@pytest.mark.parametrize("name", ["指标名称", "指标摘要"])
def test_what_was_allotted_is_a_budget_under_the_name_of_its_quota(name: str, tmp_path: Path) -> None:
    lines = [line.format(name=name) for line in ALLOTTED]
    expected = [
        ("青石区教育局", "营养改善计划", (150, None), "publish"),
        ("青石区民政局", "高龄津贴", (240, None), "publish"),
    ]
    found = _read(tmp_path, *lines)
    assert [(r.department, r.project, _money(r), r.status) for r in found.rows] == expected
    draft = tmp_path / "草稿.toml"
    draft.write_text(suggest_profile(tmp_path / "表.xlsx"), encoding="utf-8")
    drafted = read_one(tmp_path / "表.xlsx", profiles=profile.load_all(draft))
    assert [(r.department, r.project, _money(r), r.status) for r in drafted.rows] == expected


def test_a_quota_with_a_target_is_an_indicator(tmp_path: Path) -> None:
    found = _read(tmp_path, TITLE, "项目名称|指标名称|目标值|完成值|分值|得分", "校舍|验收率|100|98|10|9")
    assert [(r.kind, r.project) for r in found.rows] == [("indicator", "校舍#验收率")]


def test_what_was_given_to_a_project_is_its_budget(tmp_path: Path) -> None:
    found = _read(tmp_path, TITLE, "项目名称|分配金额|已支付金额|支付进度", "校舍|300|240|80")
    assert [(_money(r), r.rate_stated_pct, r.status) for r in found.rows] == [((300, 240), 80, "publish")]


def test_a_unit_behind_a_colon_in_brackets_is_one(tmp_path: Path) -> None:
    (row,) = _read(tmp_path, TITLE[:-4], "项目名称|预算数（：万元）|执行数（：万元）", "校舍|10|9").rows
    assert (*_money(row), row.status) == (10, 9, "publish")


def test_an_export_of_a_database_names_its_columns_in_two_languages(tmp_path: Path) -> None:
    head = "budget_year|region|dept_name|project_name|全年预算数(元)|全年执行数(元)"
    (row,) = _read(tmp_path, head, "2023|鹤山市|鹤山市供销社|农资储备|1250000|1187500").rows
    assert (row.year, row.district, row.department, row.project) == (2023, "鹤山市", "鹤山市供销社", "农资储备")
    assert row.status == "publish"
