"""The checks on the five reports and the cases: what must fire, and nothing else."""

from __future__ import annotations

from decimal import Decimal

import ibis
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.data.engine import DuckDBEngine
from etl import contracts
from etl.checks.base import rate_fits
from etl.checks.sentences import SEVERITY, passed_sentences

XIHU, HONGGUTAN, DONGXIHU, DONGQU, XUSHUI = "360103-yjj", "360113-yjj", "420112-yjj", "510402-yjj", "130609-yjj"


@pytest.fixture(scope="module")
def found(real: DuckDBEngine) -> list[dict[str, object]]:
    return real.run_sql("SELECT * FROM finding WHERE source_group = '五份报告'").to_dicts()


def only(found: list[dict[str, object]], department: str, code: str) -> dict[str, object]:
    [row] = [r for r in found if (r["department_id"], r["code"]) == (department, code)]
    return row


def test_exactly_these_findings_on_the_five_reports(found: list[dict[str, object]]) -> None:
    assert sorted((r["department_id"], r["code"]) for r in found) == sorted(
        [
            (XIHU, "sum_mismatch"),
            (DONGXIHU, "grade_mismatch"),
            (DONGXIHU, "contradictory_values"),
            (DONGXIHU, "over_execution"),
            # 84.25 % against 178.6 % of the only budget stated: neither base fits, as the rule says.
            (DONGXIHU, "rate_mismatch"),
            (XUSHUI, "count_mismatch"),
            (XUSHUI, "sum_incomplete"),
            (XUSHUI, "components_mismatch"),
            (XUSHUI, "name_alias"),
            (XUSHUI, "name_alias"),
            (DONGQU, "name_alias"),
            (HONGGUTAN, "scope_mismatch"),
        ]
    )


def test_the_figures_in_them(found: list[dict[str, object]]) -> None:
    total = only(found, XIHU, "sum_mismatch")
    assert (total["stated"], total["computed"], total["gap"]) == ("968.20万元", "963.09万元", Decimal("51100"))
    assert "968.2万元" in str(total["quote"])
    grade = only(found, DONGXIHU, "grade_mismatch")
    assert (grade["stated"], grade["computed"]) == ("良", "优")
    rates = only(found, DONGXIHU, "contradictory_values")
    assert (rates["stated"], rates["computed"], rates["gap"]) == ("84.25%", "82.62%", Decimal("0.0163"))
    over = only(found, DONGXIHU, "over_execution")
    assert over["gap"] == Decimal("21063900")
    assert "年初预算" in str(over["sentence"])
    counted = only(found, XUSHUI, "count_mismatch")
    assert (counted["stated"], counted["computed"]) == ("25", "21")
    partly = only(found, XUSHUI, "sum_incomplete")
    assert (partly["stated"], partly["computed"]) == ("1,851.72万元", "1,831.75万元")
    assert "21个项目中18个" in str(partly["sentence"])
    family = only(found, XUSHUI, "components_mismatch")
    assert (family["stated"], family["computed"]) == ("109.00万元", "97.84万元")


def test_findings_on_the_cases(real: DuckDBEngine) -> None:
    rows = real.run_sql("SELECT code, department_id, year FROM finding WHERE source_group = '公开案例'").rows()
    assert sorted(r[0] for r in rows) == [
        "high_score_low_execution",  # 鄂州市财政局: 90 points over 59.6 %
        "rate_basis_received",  # 云南 2020: 2513 ÷ 2513 received, the budget was 7952
        "rate_mismatch",  # 湖南 2023: 65.56 % stated, 58.3 % of the sample's money
        "sum_mismatch",  # 隆阳区: 1697.01 against 1696.76
        "unit_suspect",  # 春节慰问经费 3.6元
    ]


def test_every_finding_has_both_sentences_and_a_known_severity(real: DuckDBEngine) -> None:
    rows = real.run_sql("SELECT code, severity, sentence, sentence_en FROM finding").to_dicts()
    for row in rows:
        assert row["severity"] == SEVERITY[row["code"]]
        assert row["sentence"].endswith("。")
        assert row["sentence_en"].endswith(".")
        assert "None" not in row["sentence"] + row["sentence_en"]
    assert set(SEVERITY) == set(contracts.FINDING_CODES)


def test_what_agrees_is_listed_as_agreeing(real: DuckDBEngine) -> None:
    passed = dict(real.run_sql("SELECT code || department_id, check_count FROM passed_check").iter_rows())
    assert passed["rate_mismatch" + XIHU] == 12
    assert passed["rate_mismatch" + DONGQU] == 1
    assert passed["score_sum_mismatch" + DONGXIHU] == 1
    assert passed["balance_mismatch" + DONGQU] == 1


def test_passed_checks_that_say_the_same_share_a_sentence_and_others_have_their_own() -> None:
    def group(code: str, count: int, **about: object) -> dict[str, object]:
        stated = {"stated": None, "decimals": None, "gap_unit": "rate", "subject": None, "detail": None}
        where = {"n": 3, "total": None, "table_name": "department_year", "column_name": "executed", "computed": None}
        none = {"gap": None, "stated_text": None, "computed_text": None}
        return {"code": code, "check_count": count, **stated, **where, **none, **about}

    rows = [
        group("rate_mismatch", 12, stated=Decimal("0.5282"), decimals=1),
        group("rate_mismatch", 12, stated=Decimal("0.5282"), decimals=2),
        group("rate_mismatch", 12, stated=Decimal("0.5282"), decimals=2),
        group("rate_mismatch", 7, stated=Decimal("0.5282"), decimals=2),
        group("grade_mismatch", 7),
        group("scope_mismatch", 1),
        group("components_mismatch", 1, subject="桥梁养护"),
        group("components_mismatch", 1),
        group("name_alias", 1),
    ]
    frame = pl.DataFrame(rows, schema_overrides={"stated": pl.Decimal(24, 6), "decimals": pl.Int32})
    said = passed_sentences(frame.sample(fraction=1, shuffle=True, seed=1)).unique().get_column("sentence").to_list()
    assert sorted(said) == sorted(
        [
            "12处执行率与执行数÷预算数一致，如52.8%",
            "12处执行率与执行数÷预算数一致，如52.82%",
            "7处执行率与执行数÷预算数一致，如52.82%",
            "7处等级与得分相符",
            "标题与内容的范围一致",
            "“桥梁养护”合计与3个分项相加一致",
            "部门合计与3个分项相加一致",
        ]
    )


@settings(deadline=None, max_examples=60)
@given(st.integers(1, 10**9), st.integers(1, 10**9), st.integers(0, 3))
def test_a_rate_printed_rounded_or_cut_off_fits_and_a_step_off_does_not(
    executed: int, budget: int, decimals: int
) -> None:
    exact = Decimal(executed) / Decimal(budget) * 100
    step = Decimal(1).scaleb(-decimals)
    for printed in (exact.quantize(step, rounding="ROUND_HALF_UP"), exact.quantize(step, rounding="ROUND_DOWN")):
        assert _fits(printed, exact, decimals)
        assert not _fits(printed + 2 * step, exact, decimals)
        assert not _fits(printed - 2 * step, exact, decimals)


def _fits(printed: Decimal, exact: Decimal, decimals: int) -> bool:
    stated, computed = ibis.literal(float(printed) / 100), ibis.literal(float(exact) / 100)
    return bool(_CONNECTION.execute(rate_fits(stated, computed, ibis.literal(decimals))))


_CONNECTION = ibis.duckdb.connect()
