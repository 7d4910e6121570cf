"""Traps of flat tables, each by a table made here; the expected figures are written by hand."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from etl.inputs import InputError
from etl.read import judge, profile
from etl.read.one import read_one, suggest_profile
from etl.read.rows import FlatRow, Reading
from tests import sheets

HEAD = [
    "序号", "主管部门", "项目名称", "年初预算数", "全年预算数", "全年执行数", "执行率", "自评得分", "等级", "偏差原因",
]  # fmt: skip


def _read(path: Path, *profiles: profile.Profile) -> Reading:
    reading = read_one(path, profiles)
    judge.mark_copies(reading.rows)
    return reading


def _project(rows: list[FlatRow], name: str) -> FlatRow:
    (row,) = (r for r in rows if r.project == name)
    return row


def _table(*lines: list[object]) -> list[list[object]]:
    return [
        ["青石区2023年度项目支出绩效自评汇总表"],
        ["填报单位：青石区财政局", None, None, None, None, "金额单位：万元"],
        HEAD,
        *lines,
    ]


def test_titles_units_numbering_blanks_totals_and_footnotes_are_no_projects(tmp_path: Path) -> None:
    path = sheets.xlsx(
        tmp_path / "t.xlsx",
        _table(
            ["栏次", 1, 2, 3, 4, 5, 6, 7, 8, 9],
            [1, "青石区水利局", "河道清淤", 10, 12, 6, "50%", 81, "良", "中标价低于预算"],
            [],
            [2, "青石区水利局", "水质监测", 5.5, 5.5, 5.5, "100%", 95, "优", "—"],
            ["小计", None, None, 15.5, 17.5, 11.5],
            HEAD,
            [3, "青石区教育局", "校舍维修", 20, 20, 19, "95%", 92, "优", "/"],
            ["合计", None, None, 35.5, 37.5, 30.5, "81.33%"],
            ["注：执行率低于90%的应当说明原因。"],
            ["填表人：张某", None, None, "联系电话：0791-0000"],
        ),
    )
    reading = _read(path)
    assert [r.project for r in reading.rows] == ["河道清淤", "水质监测", "校舍维修", ""]
    first = reading.rows[0]
    assert (first.budget_initial_yuan, first.budget_full_year_yuan, first.executed_yuan) == (100_000, 120_000, 60_000)
    assert (first.year, first.district, first.department) == (2023, "青石区", "青石区水利局")
    assert (first.rate_stated_pct, first.score, first.grade_stated, first.reason_codes) == (50, 81, "良", ["R06"])
    assert first.quote == "1 | 青石区水利局 | 河道清淤 | 10 | 12 | 6 | 50% | 81 | 良 | 中标价低于预算"
    assert first.locator == "表!C5"
    total = reading.rows[-1]
    assert (total.kind, total.department, total.executed_yuan, total.flags) == ("department_year", "合计", 305_000, [])
    assert [r.reason for r in reading.refused] == ["栏次行", "小计行或平均行", "重复的表头", "说明行", "说明行"]


def test_a_total_that_is_not_the_sum_is_flagged(tmp_path: Path) -> None:
    lines = [[i, "青石区水利局", f"项目{i}", 1, 1, 1, "100%"] for i in range(1, 4)]
    reading = _read(sheets.xlsx(tmp_path / "t.xlsx", _table(*lines, ["合计", None, None, 3, 3, 2.5, "83.33%"])))
    assert reading.rows[-1].flags == ["sum_mismatch"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_encodings_and_separators_are_found_out(encoding: str, delimiter: str, tmp_path: Path) -> None:
    rows = _table(
        [1, "青石区水利局", "河道清淤，二期", "1,234.50", "１２３４．５０", "约１，０００", "81%", 90, "优", "无"]
    )
    row = _read(sheets.text(tmp_path / "t.csv", rows, encoding, delimiter)).rows[0]
    assert row.project == "河道清淤，二期"
    assert row.amounts[:2] == (Decimal(12_345_000), Decimal(12_345_000))
    assert row.executed_yuan == 10_000_000


def test_cp1252_is_not_taken_for_chinese(tmp_path: Path) -> None:
    rows = [["Project Name", "Department", "Annual Report Category", "Financial Year Baseline (£m)", "Narrative"],
            ["Café “One”", "DfT", "ICT", "£33.73", "–"], ["Two", "MOD", "ICT", "Exempt under Section 43", ""]]  # fmt: skip
    path = sheets.text(tmp_path / "gmpp_2024_25.csv", rows, "cp1252")
    one, two = _read(path).rows
    assert (one.project, one.year, one.budget_full_year_yuan) == ("Café “One”", 2024, 33_730_000)
    assert one.flags == ["currency:GBP"]
    assert two.budget_full_year_yuan is None, "an exemption is no amount"


def test_headings_of_two_rows_and_merged_departments(tmp_path: Path) -> None:
    rows = [
        ["2022年度项目绩效自评情况表（单位：元）"],
        ["部门", "项目", "预算（元）", None, "支出", None, "自评", None],
        [None, None, "年初", "调整后", "金额", "执行率", "得分", "等级"],
        ["云梯县民政局", "低保", 100, 200, 150, 0.75, 88, "良"],
        [None, "特困", 300, 300, 300, 1, 95, "优"],
    ]
    merges = ["A1:H1", "A2:A3", "B2:B3", "C2:D2", "E2:F2", "G2:H2", "A4:A5"]
    one, two = _read(sheets.xlsx(tmp_path / "t.xlsx", rows, merges)).rows
    assert (one.budget_initial_yuan, one.budget_full_year_yuan, one.executed_yuan) == (100, 200, 150)
    assert (one.rate_stated_pct, two.rate_stated_pct) == (75, 100), "a stored fraction is per cent"
    assert (two.department, two.district, two.year) == ("云梯县民政局", "云梯县", 2022)
    assert one.quote == "云梯县民政局 | 低保 | 100 | 200 | 150 | 0.75 | 88 | 良"


def test_a_department_written_once_for_its_group_in_a_csv(tmp_path: Path) -> None:
    lines: list[list[object]] = [
        [1, "青石区水利局", "甲", 1, 1, 1],
        [2, "", "乙", 1, 1, 1],
        [3, "青石区教育局", "丙", 1, 1, 1],
    ]
    reading = _read(sheets.text(tmp_path / "t.csv", _table(*lines)))
    assert [r.department for r in reading.rows] == ["青石区水利局", "青石区水利局", "青石区教育局"]


def test_duplicate_headings_with_different_figures_give_no_figure(tmp_path: Path) -> None:
    rows = [["年度", "单位", "项目名称", "预算数（元）", "支出数（元）", "支出数（元）"],
            [2023, "云梯县民政局", "甲", 1000, 800, 800], [2023, "云梯县民政局", "乙", 1000, 800, 900]]  # fmt: skip
    one, two = _read(sheets.xlsx(tmp_path / "t.xlsx", rows)).rows
    assert one.executed_yuan == 800
    assert two.executed_yuan is None
    assert (two.flags, two.status) == (["ambiguous"], "review")


def test_one_column_a_year_makes_one_row_a_year(tmp_path: Path) -> None:
    rows = [["单位", "项目名称", "2021年预算数（万元）", "2021年支出数（万元）", "2022年预算数（万元）", "2022年支出数（万元）"],
            ["云梯县民政局", "甲", 10, 8, 12, 12], ["云梯县民政局", "乙", 5, 5, "—", "—"]]  # fmt: skip
    reading = _read(sheets.xlsx(tmp_path / "t.xlsx", rows))
    found = [(r.project, r.year, r.budget_full_year_yuan, r.executed_yuan) for r in reading.rows]
    assert found == [("甲", 2021, 100_000, 80_000), ("甲", 2022, 120_000, 120_000), ("乙", 2021, 50_000, 50_000)]


def test_copies_contradictions_and_unit_slips(tmp_path: Path) -> None:
    line = [1, "青石区水利局", "河道清淤", 10, 10, 10, "100%", 95, "优", ""]
    other = [2, "青石区水利局", "水质监测", 10, 10, 9.5, "95%", 95, "优", ""]
    slip = [3, "青石区水利局", "慰问", 4.8, 4.8, "4.8元", "100%", 95, "优", ""]
    rows = _read(sheets.xlsx(tmp_path / "t.xlsx", _table(line, line, other, [*other[:5], 9.1, *other[6:]], slip))).rows
    assert [r.flags for r in rows[:2]] == [[], ["duplicate_row"]]
    assert all("contradictory_values" in r.flags for r in rows[2:4])
    assert rows[4].executed_yuan == Decimal("4.80"), "the literal value, never the corrected one"
    assert "unit_suspect" in rows[4].flags
    assert rows[4].status == "review"


def test_findings_of_one_row(tmp_path: Path) -> None:
    lines: list[list[object]] = [
        [1, "甲局", "率错", 10, 10, 9.5, "99.5%", 95, "优", ""],
        [2, "甲局", "超支", 10, 10, 11, "110%", 95, "优", ""],
        [3, "甲局", "等级错", 10, 10, 10, "100%", 85, "优", ""],
        [4, "甲局", "没说原因", 10, 10, 5, "50%", 85, "良", "无"],
        [5, "甲局", "没执行数", 10, 10, "—", "—", 85, "良", "无"],
    ]
    rows = _read(sheets.xlsx(tmp_path / "t.xlsx", _table(*lines))).rows
    assert [r.flags for r in rows] == [
        ["rate_mismatch"],
        ["over_execution"],
        ["grade_mismatch"],
        ["reason_missing"],
        [],
    ]
    assert rows[3].reason_codes == ["R90"]
    assert rows[4].executed_yuan is None, "null is never 0"


def test_a_list_of_departments(tmp_path: Path) -> None:
    rows = [["2023年度部门预算执行情况（单位：亿元）"], ["部门名称", "预算数", "支出数", "执行率"],
            ["云梯县教育局", 1.25, 1.2, "96%"], ["合计", 1.25, 1.2, "96%"]]  # fmt: skip
    row, total = _read(sheets.xlsx(tmp_path / "t.xlsx", rows)).rows
    assert (row.kind, row.department, row.executed_yuan) == ("department_year", "云梯县教育局", 120_000_000)
    assert (total.department, total.is_total, total.flags) == ("合计", True, [])


def test_every_format_gives_the_same_rows(tmp_path: Path) -> None:
    rows = [["年度", "单位", "项目名称", "预算数（元）", "支出数（元）"], [2023, "云梯县民政局", "甲", "10.5", "8"]]
    sheets.xlsx(tmp_path / "a.xlsx", rows)
    (tmp_path / "b.et").write_bytes((tmp_path / "a.xlsx").read_bytes())
    sheets.text(tmp_path / "c.tsv", rows, delimiter="\t")
    pl.DataFrame(rows[1:], schema=[str(c) for c in rows[0]], orient="row").write_parquet(tmp_path / "d.parquet")
    for path in sorted(tmp_path.iterdir()):
        (row,) = _read(path).rows
        assert (row.year, row.project, row.budget, row.executed_yuan) == (2023, "甲", Decimal("10.5"), 8), path.name


def test_a_profile_written_by_a_user(tmp_path: Path) -> None:
    text = """
        name = "mine"
        encoding = "gb18030"
        [columns.project]
        headers = ["Vorhaben"]
        [columns.budget_full_year_yuan]
        headers = ["Soll"]
        unit = "千元"
        [columns.executed_yuan]
        headers = ["Ist"]
        unit = "千元"
        [constants]
        year = 2020
        department = "某局"
        [missing]
        patterns = ["^k\\\\.A\\\\.$"]
        [rows]
        skip = ["^Hinweis"]
        [[filters]]
        header = "Art"
        matches = "^P$"
    """
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    rows = [
        ["Vorhaben", "Art", "Soll", "Ist"],
        ["一", "P", "1.5", "k.A."],
        ["二", "Q", "2", "2"],
        ["Hinweis: 三", "P", "1", "1"],
    ]
    reading = _read(sheets.text(tmp_path / "t.csv", rows, "gb18030"), profile.load(path))
    (row,) = reading.rows
    assert (row.project, row.year, row.department, row.budget, row.executed_yuan) == ("一", 2020, "某局", 1500, None)
    assert len(reading.refused) == 2


@pytest.mark.parametrize("wrong", ["[columns.nothing]\nheaders=['a']", "[columns]", "x = 1\n[columns.project]\nheaders=['a']",
                                   "[columns.project]\nunit='斗'", "not toml"])  # fmt: skip
def test_a_wrong_profile_is_refused_with_its_name(wrong: str, tmp_path: Path) -> None:
    path = tmp_path / "p.toml"
    path.write_text(wrong, encoding="utf-8")
    with pytest.raises(InputError, match=r"p\.toml"):
        profile.load(path)


def test_a_draft_names_what_it_found_and_can_be_loaded(tmp_path: Path) -> None:
    rows = [["某表"], ["事项名称", "归口单位", "下达指标（千元）", "累计已付款（千元）", "支付进度", "未付款主要原因"],
            ["甲", "云梯县民政局", 10, 4, "40%", "尾款待验收后支付"]]  # fmt: skip
    path = sheets.xlsx(tmp_path / "2022年.xlsx", rows)
    draft = tmp_path / "draft.toml"
    draft.write_text(suggest_profile(path), encoding="utf-8")
    (row,) = _read(path, profile.load(draft)).rows
    assert (row.project, row.department, row.budget, row.executed_yuan) == ("甲", "云梯县民政局", 10_000, 4_000)
    assert (row.year, row.rate_stated_pct, row.reason_codes) == (2022, 40, ["R07", "R08"])


def test_shipped_profiles_can_be_loaded() -> None:
    assert {p.name for p in profile.shipped()} >= {"cn_common", "cn_departments", "uk_gmpp", "jp_review"}


def test_headings_of_two_rows_without_merged_cells(tmp_path: Path) -> None:
    rows = [
        ["单位：千元"],
        ["部门", "项目", "年度", "预算", "", "支出", "", "说明"],
        ["", "", "", "年初", "调整后", "金额", "进度", ""],
        ["云梯县民政局", "低保", "2022年", 100, 200, 150, "75%", "压减一般性支出"],
    ]
    (row,) = _read(sheets.text(tmp_path / "t.csv", rows)).rows
    assert (row.budget_initial_yuan, row.budget_full_year_yuan, row.executed_yuan) == (100_000, 200_000, 150_000)
    assert (row.year, row.reason_codes) == (2022, ["R10"])


def test_years_above_the_money_headings(tmp_path: Path) -> None:
    rows = [
        ["项目历年执行情况（万元）"],
        ["部门", "项目", "2021年", None, "2022年", None],
        [None, None, "预算数", "执行数", "预算数", "执行数"],
        ["云梯县民政局", "低保", 10, 9, 12, 12],
    ]
    merges = ["A1:F1", "A2:A3", "B2:B3", "C2:D2", "E2:F2"]
    reading = _read(sheets.xlsx(tmp_path / "t.xlsx", rows, merges))
    assert [(r.year, r.budget, r.executed_yuan) for r in reading.rows] == [
        (2021, 100_000, 90_000),
        (2022, 120_000, 120_000),
    ]


@pytest.mark.parametrize("lower", [["", "", "", "万元", "万元", "%"], ["", "", "", "（万元）", "（万元）", "（%）"]])
def test_units_in_a_row_of_their_own(lower: list[object], tmp_path: Path) -> None:
    rows = [
        ["年度", "部门", "项目名称", "全年预算数", "全年执行数", "执行率"],
        lower,
        ["2022", "云梯县民政局", "低保", "10", "9", "90"],
    ]
    (row,) = _read(sheets.text(tmp_path / "t.csv", rows)).rows
    assert (row.budget, row.executed_yuan, row.rate_stated_pct, row.flags) == (100_000, 90_000, 90, [])


def test_units_behind_headings_without_brackets(tmp_path: Path) -> None:
    rows = [
        ["年度", "部门", "项目名称", "全年预算数万元", "全年执行数：元", "执行率%"],
        [2022, "云梯县民政局", "低保", 10, 90000, 90],
    ]
    (row,) = _read(sheets.xlsx(tmp_path / "t.xlsx", rows)).rows
    assert (row.budget, row.rate_stated_pct) == (100_000, 90)


def test_totals_of_two_tables_do_not_contradict_each_other(tmp_path: Path) -> None:
    line = [1, "青石区水利局", "甲", 1, 1, 1, "100%"]
    path = sheets.book(tmp_path / "t.xlsx", {
        "一": _table(line, ["合计", None, None, 1, 1, 1, "100%"]),
        "二": _table([1, "青石区教育局", "乙", 2, 2, 2, "100%"], ["合计", None, None, 2, 2, 2, "100%"]),
    })  # fmt: skip
    assert all(r.flags == [] for r in _read(path).rows)


@pytest.mark.parametrize(
    ("note", "unit", "yuan", "flags"),
    [("金额单位：千元", "千元", 10_000, []), ("単位：百万円", "百万円", 10_000_000, ["currency:JPY"]),
     ("(in £m)", "£m", 10_000_000, ["currency:GBP"])],
)  # fmt: skip
def test_a_draft_carries_the_unit_of_a_note(note: str, unit: str, yuan: int, flags: list[str], tmp_path: Path) -> None:
    rows = [["某表2022年度"], [note], ["事项名称", "归口单位", "下达指标", "累计已付款"], ["甲", "云梯县民政局", 10, 4]]
    path = sheets.xlsx(tmp_path / "2022年.xlsx", rows)
    draft = tmp_path / "draft.toml"
    draft.write_text(suggest_profile(path), encoding="utf-8")
    assert profile.load(draft).unit == unit
    # The next file of the kind has no note: the draft knows the unit.
    bare = sheets.xlsx(tmp_path / "2023年.xlsx", [rows[0], *rows[2:]])
    for book in (path, bare):
        (row,) = _read(book, profile.load(draft)).rows
        assert (row.budget, row.flags) == (yuan, flags), book.name


def test_a_draft_of_a_foreign_register_carries_its_unit(tmp_path: Path) -> None:
    rows = [
        ["fiscalYear", "ministry", "project", "totalBudget", "executedAmount"],
        ["2023", "総務省", "統計", "500", "400"],
    ]
    path = sheets.text(tmp_path / "jp_2024.csv", rows)
    draft = tmp_path / "draft.toml"
    draft.write_text(suggest_profile(path), encoding="utf-8")
    (row,) = _read(path, profile.load(draft)).rows
    assert (row.budget, row.executed_yuan, row.flags) == (500, 400, ["currency:JPY"])
    assert (row.year, row.status) == (2023, "publish"), "the line's own year, not the one of the file's name"


def test_a_draft_without_a_unit_says_so(tmp_path: Path) -> None:
    rows = [["事项名称", "归口单位", "下达指标", "累计已付款"], ["甲", "云梯县民政局", 10, 4]]
    assert "没有写金额单位" in suggest_profile(sheets.xlsx(tmp_path / "t.xlsx", rows))


def test_every_table_of_a_workbook_is_drafted_each_layout_once(tmp_path: Path) -> None:
    first = [["事项名称", "归口单位", "下达指标（千元）", "累计已付款（千元）"], ["甲", "云梯县民政局", 10, 4]]
    again = [first[0], ["乙", "云梯县民政局", 20, 8]]
    other = [["单位名称", "本级安排（万元）", "开支金额（万元）", "所属年度"], ["云梯县教育局", 3, 2, 2022]]
    path = sheets.book(tmp_path / "2022年.xlsx", {"一月": first, "二月": again, "部门": other, "封面": [["目录"]]})
    draft = tmp_path / "draft.toml"
    draft.write_text(suggest_profile(path), encoding="utf-8")
    made = profile.load_all(draft)
    assert [p.kind for p in made] == ["project_year", "department_year"]
    with pytest.raises(InputError, match="有2个配置"):
        profile.load(draft)
    rows = _read(path, *made).rows
    assert [(r.project, r.department, r.executed_yuan) for r in rows] == [
        ("甲", "云梯县民政局", 4_000), ("乙", "云梯县民政局", 8_000), ("", "云梯县教育局", 20_000),
    ]  # fmt: skip


def _keyed(key: str, folder: Path) -> list[FlatRow]:
    text = f"""
        name = "mine"
        key = {key}
        [columns.project]
        headers = ["事项"]
        [columns.department]
        headers = ["单位"]
        [columns.executed_yuan]
        headers = ["付款"]
        unit = "元"
        [constants]
        year = 2022
    """
    path = folder / "mine.toml"
    path.write_text(text, encoding="utf-8")
    rows = [["事项", "单位", "付款"], ["甲", "云梯县民政局", 1000], ["甲", "云梯县教育局", 1000], ["乙", "云梯县教育局", 3000],
            ["乙", "云梯县教育局", 3000]]  # fmt: skip
    return _read(sheets.xlsx(folder / "t.xlsx", rows), profile.load(path)).rows


def test_the_key_of_a_profile_says_what_a_contradiction_is(tmp_path: Path) -> None:
    """One project named under two departments: two rows by the usual key, a contradiction where the project alone is
    unique. A copy stays a copy."""
    assert [r.flags for r in _keyed('["department", "year", "project"]', tmp_path)] == [[], [], [], ["duplicate_row"]]
    by_project = _keyed('["year", "project"]', tmp_path)
    assert [r.flags for r in by_project] == [["contradictory_values"], ["contradictory_values"], [], ["duplicate_row"]]


def test_an_unknown_field_in_a_key_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="不认识：beizhu"):
        _keyed('["beizhu"]', tmp_path)


def test_who_made_the_table_is_no_project(tmp_path: Path) -> None:
    lines = _table(
        [1, "青石区水利局", "河道清淤", 10, 12, 6],
        [2, "青石区教育局", None, 5, 5, 5],
        ["制表人：张某", None, None, "审核：李某", None, "负责人：王某"],
        ["填报日期：2024年3月1日", None, "联系电话：0791-0000"],
    )
    reading = _read(sheets.xlsx(tmp_path / "t.xlsx", lines))
    # A line of another office without a project says nothing against the line before it.
    assert [(r.project, r.status) for r in reading.rows] == [("河道清淤", "publish")]
    assert [r.reason for r in reading.refused] == ["没有项目名称", "说明行", "说明行"]


def test_a_score_beyond_its_full_mark_is_for_a_person_and_stays_as_printed(tmp_path: Path) -> None:
    lines = [
        [n, "青石区水利局", name, 10, 10, 10, "100%", score]
        for n, (name, score) in enumerate([("清淤", 1000), ("监测", 118), ("补种", -3), ("护岸", 100), ("标识", None)])
    ]
    reading = _read(sheets.xlsx(tmp_path / "t.xlsx", _table(*lines)))
    assert [(r.score, r.status) for r in reading.rows] == [
        (1000, "review"), (118, "publish"), (-3, "review"), (100, "publish"), (None, "publish"),
    ]  # fmt: skip
    assert any(
        "2行的得分超过满分或小于0，请与原表核对：表!C4（1000）、表!C6（-3）" in said for said in reading.recognised
    )


def test_a_budget_below_nothing_is_for_a_person_and_stays_as_printed(tmp_path: Path) -> None:
    lines = [
        [n, "青石区水利局", name, *money, None, None]
        for n, (name, *money) in enumerate([("清淤", 30, -34, 31), ("监测", -5, 5, 5), ("补种", 9, 0, -2)])
    ]
    reading = _read(sheets.xlsx(tmp_path / "t.xlsx", _table(*lines)))
    assert [(r.budget_full_year_yuan, r.status) for r in reading.rows] == [
        (-340_000, "review"), (50_000, "review"), (0, "publish"),
    ]  # fmt: skip
    assert any("2行的预算数小于0，请与原表核对：表!C4（-340000）、表!C5（-50000）" in s for s in reading.recognised)
