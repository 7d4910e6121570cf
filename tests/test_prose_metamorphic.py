"""What must not matter does not: the unit, the order of items, boilerplate, the width of marks. And properties."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import prose
from tests.conftest import ROOT

DEVSET = sorted((ROOT / "tests" / "devset" / "prose").glob("*.txt"))
_WAN = re.compile(r"(\d+(?:\.\d+)?)万元")
_BOILERPLATE = (
    "我单位坚持过紧日子，厉行节约，反对浪费，“三公”经费实行限额管理。\n在做好常态化疫情防控的同时统筹推进业务工作。\n"
    "全年出动执法人员2410人次，检查单位412家，处罚款36.5万元，整改完成率98.9%，满意度97.5%。\n"
)


def _in_yuan(text: str) -> str:
    return _WAN.sub(lambda m: f"{(Decimal(m[1]) * 10_000).normalize():f}元", text)


def _all(text: str) -> dict[tuple[str, str, int | None], tuple[object, ...]]:
    return {(r.kind, r.project, r.year): prose.figures(r) for r in prose.read(text).rows}


#: Slips of a unit are the subject of 11; 05 and 19 state some amounts in 元; 13 has blanks inside its numbers.
_SCALED = [p for p in DEVSET if not p.name.startswith(("05_", "11_", "13_", "19_"))]


@pytest.mark.parametrize("path", _SCALED, ids=lambda p: p.stem)
def test_the_unit_does_not_matter(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert _all(_in_yuan(text)) == _all(text)


@pytest.mark.parametrize("path", DEVSET, ids=lambda p: p.stem)
def test_the_width_of_marks_does_not_matter(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    wide = text.translate({ord("("): "（", ord(")"): "）", ord(":"): "：", ord(";"): "；"})
    narrow = text.translate({ord("（"): "(", ord("）"): ")", ord("："): ":", ord("；"): ";", ord("％"): "%"})

    def plain(found: dict[tuple[str, str, int | None], tuple[object, ...]]) -> dict[object, object]:
        return {(k, re.sub(r"[（(]", "(", re.sub(r"[）)]", ")", n)), y): v for (k, n, y), v in found.items()}

    assert plain(_all(wide)) == plain(_all(narrow))


@pytest.mark.parametrize("path", DEVSET, ids=lambda p: p.stem)
def test_wide_digits_do_not_matter(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    head, _, body = text.partition("\n")
    wide = re.sub(
        r"(?<=数|出|算|付)\d+(?:\.\d+)?(?=万元)",
        lambda m: m[0].translate(str.maketrans("0123456789.", "０１２３４５６７８９．")),
        body,
    )
    assert _all(f"{head}\n{wide}") == _all(text)


@pytest.mark.parametrize("path", DEVSET, ids=lambda p: p.stem)
def test_boilerplate_does_not_matter(path: Path) -> None:
    text = path.read_text(encoding="utf-8").rstrip("\n")
    lines = text.split("\n")
    at = next((k for k, line in enumerate(lines) if line.startswith(("二、", "（二）"))), len(lines))
    assert _all("\n".join([*lines[:at], _BOILERPLATE.rstrip("\n"), *lines[at:]])) == _all(text)


@settings(max_examples=6, deadline=None)
@given(st.permutations(range(3)))
def test_the_order_of_items_does_not_matter(order: list[int]) -> None:
    lines = prose.PLAIN.split("\n")
    items = [re.sub(r"^\d\.", "", line) for line in lines if re.match(r"\d\.", line)]
    first = next(k for k, line in enumerate(lines) if re.match(r"\d\.", line))
    moved = [f"{n}.{items[k]}" for n, k in enumerate(order, 1)]
    assert _all("\n".join([*lines[:first], *moved, *lines[first + 3 :]])) == _all(prose.PLAIN)


_AMOUNT = st.decimals(min_value=1, max_value=9999, places=2)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.tuples(_AMOUNT, _AMOUNT), min_size=2, max_size=6),
    st.sampled_from(["年初预算数", "全年预算数", "预算安排", "项目预算数"]),
    st.sampled_from(["全年执行数", "实际支出", "完成支付"]),
    st.sampled_from(["，", ","]),
    st.sampled_from(["：", ":", "；"]),
    st.sampled_from(["万元", "元"]),
)
def test_amounts_come_out_as_written(
    figures: list[tuple[Decimal, Decimal]], budget: str, spent: str, comma: str, colon: str, unit: str
) -> None:
    lines = [
        f"{n}.第{'甲乙丙丁戊己'[n - 1]}标段维护项目{colon}{budget}{b}{unit}{comma}{spent}{e}{unit}。"
        for n, (b, e) in enumerate(figures, 1)
    ]
    text = "青禾区水务局2023年度项目支出绩效自评总报告\n一、项目情况\n" + "\n".join(lines) + "\n二、其他\n无。\n"
    rows = prose.by_name(text)
    size = 10_000 if unit == "万元" else 1
    for n, (b, e) in enumerate(figures, 1):
        row = rows[f"第{'甲乙丙丁戊己'[n - 1]}标段维护项目"]
        assert (row.budget, row.executed_yuan) == (
            (b * size).quantize(Decimal("0.01")),
            (e * size).quantize(Decimal("0.01")),
        )
        assert str(b) in row.quote
        assert str(e) in row.quote


@pytest.mark.parametrize("path", DEVSET, ids=lambda p: p.stem)
def test_every_amount_occurs_in_the_text(path: Path) -> None:
    reading = prose.read(path.read_text(encoding="utf-8"))
    flat = re.sub(r"\s|,", "", reading.text.translate(str.maketrans("０１２３４５６７８９．", "0123456789.")))
    for row in reading.rows:
        for value in (v for v in row.amounts if v is not None and v != 0):
            forms = {f"{(value / size).normalize():f}" for size in (1, 10_000, 100_000_000)}
            assert any(form in re.sub(r"(\.\d*?)0+(?=\D)", r"\1", flat) or form in flat for form in forms), (
                row.project,
                value,
            )
