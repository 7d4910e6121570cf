"""The review desk on its page: what is typed is never lost, each decision is kept at once, a bad value is said."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import importing
from etl.load import desk
from etl.load.plan import make_plan
from etl.read.one import read_one
from tests.conftest import NOW, quiet

Opened = Callable[..., AppTest]
HEAD = "南昌市西湖区教育局2023年度项目绩效自评报告\n一、项目完成情况\n"
REPORT = (
    f"{HEAD}1.物业管理费项目：年初预算10万元，支出10万元，执行率100%。\n"
    "2.绿化养护项目：年初预算20万元，支出20万元，执行率100%。\n"
)
OPEN = "".join(f"{n}.{name}服务费项目：年初预算约{n}0万元，支出近{n}0万元。\n" for n, name in enumerate("甲乙丙丁", 1))


def _page(paths: list[str]) -> None:
    from pathlib import Path
    from types import SimpleNamespace

    import streamlit as st

    from dashboard.strings import words
    from dashboard.views import desk, imports

    context = SimpleNamespace(w=words("zh"), language="zh", dataset="real")
    if imports._OUTCOME not in st.session_state:
        st.session_state.update({"imports-paths": [Path(p) for p in paths], "imports-answered": []})
        imports._again(context)  # type: ignore[arg-type]
    plan = st.session_state[imports._OUTCOME].plan
    desk.review(context, plan["documents"], lambda told: imports._decide(context, told))  # type: ignore[arg-type]


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Opened:
    """Opens the desk for reports of these texts, in a new session of the browser."""

    def preview(paths: list[Path], dataset: str, *_: object) -> importing.Outcome:
        decided = desk.decisions(tmp_path, dataset)
        made = [desk.told(read_one(path), decided) for path in paths]
        return importing.Outcome(True, "", {"documents": made})

    monkeypatch.setattr(importing, "DATA", tmp_path)
    monkeypatch.setattr(importing, "preview", preview)

    def open_desk(*texts: str) -> AppTest:
        paths = []
        for number, text in enumerate(texts):
            paths.append(tmp_path / str(number) / "报告.txt")
            paths[-1].parent.mkdir(exist_ok=True)
            paths[-1].write_bytes(text.encode())
        at = AppTest.from_function(_page, args=([str(p) for p in paths],), default_timeout=60).run()
        assert not at.exception
        return at

    return open_desk


def _field(at: AppTest, label: str) -> Any:
    (found,) = [one for one in at.text_input if one.label == label]
    return found


def _press(at: AppTest, label: str) -> None:
    (found,) = [one for one in at.button if one.label == label]
    found.click().run()
    assert not at.exception


def _figures(folder: Path, text: str) -> list[str]:
    path = folder / "again.txt"
    path.write_text(text, encoding="utf-8")
    return [str(row.executed_yuan) for row in desk.apply(read_one(path), desk.decisions(folder, "real")).rows]


@pytest.mark.parametrize("is_run", [False, True])
def test_a_figure_typed_without_a_is_in_what_is_confirmed(opened: Opened, tmp_path: Path, *, is_run: bool) -> None:
    at = opened(REPORT)
    _field(at, "执行（元）").set_value("7万元")
    if is_run:
        at.run()
    _press(at, "确认这份报告")
    assert "已确认" in at.markdown[0].value
    assert _figures(tmp_path, REPORT) == ["70000.00", "200000.00"]


def test_a_figure_typed_is_there_again_after_another_row(opened: Opened, tmp_path: Path) -> None:
    at = opened(REPORT)
    _field(at, "执行（元）").set_value("7万元")
    _press(at, "下一行")
    _press(at, "上一行")
    assert _field(at, "执行（元）").value == "7万元"
    # Typed back is as it was read.
    _field(at, "执行（元）").set_value("100000.00")
    _press(at, "下一行")
    _field(at, "执行（元）").set_value("19万元")
    _press(at, "不采用")
    assert _field(at, "执行（元）").value == "200000.00", "what is left out is not corrected"
    _press(at, "确认这份报告")
    assert _figures(tmp_path, REPORT) == ["100000.00"]


def test_a_value_that_is_none_is_said_at_once_and_keeps_the_row(opened: Opened, tmp_path: Path) -> None:
    at = opened(REPORT)
    for button in ("按改正采用", "下一行", "确认这份报告"):
        _field(at, "执行（元）").set_value("很多").run()
        _press(at, button)
        assert any("很多" in one.value and "不能作" in one.value for one in at.markdown)
        assert any("第1行" in one.value for one in at.markdown)
    assert _figures(tmp_path, REPORT) == []


def test_decisions_are_there_after_the_page_is_opened_anew(opened: Opened, tmp_path: Path) -> None:
    at = opened(HEAD + OPEN)
    for place in (1, 2, 3):
        assert any(f"第{place}行，共4行" in one.value for one in at.markdown)
        _press(at, "采用")
    at = opened(HEAD + OPEN)
    assert any("第4行，共4行" in one.value for one in at.markdown), "only the last is asked"
    assert _figures(tmp_path, HEAD + OPEN) == [], "nothing is loaded before the report is confirmed"
    _press(at, "采用")
    _press(at, "确认这份报告")
    assert len(_figures(tmp_path, HEAD + OPEN)) == 4


def test_a_confirmed_report_that_is_decided_on_again_is_confirmed_again(opened: Opened, tmp_path: Path) -> None:
    at = opened(REPORT)
    _press(at, "确认这份报告")
    _press(at, "重新核对")
    assert len(_figures(tmp_path, REPORT)) == 2, "looking again changes nothing"
    _press(at, "不采用")
    assert _figures(tmp_path, REPORT) == []
    _press(at, "确认这份报告")
    assert _figures(tmp_path, REPORT) == ["200000.00"]


def test_two_reports_of_one_name_are_two_and_the_first_keeps_what_is_typed(opened: Opened, tmp_path: Path) -> None:
    other = REPORT.replace("教育局", "民政局")
    at = opened(REPORT, other)
    (which,) = at.selectbox
    assert which.options == ["1. 报告.txt", "2. 报告.txt"]
    _field(at, "执行（元）").set_value("7万元")
    which.select_index(1).run()
    assert any("民政局" in one.value for one in at.markdown)
    _press(at, "确认这份报告")
    _press(at, "确认这份报告")
    assert [_figures(tmp_path, one)[0] for one in (REPORT, other)] == ["70000.00", "100000.00"]


def test_two_files_of_one_text_are_one_report(tmp_path: Path, home: tuple[Path, Path]) -> None:
    paths = [tmp_path / "a.txt", tmp_path / "b.txt"]
    for path, end in zip(paths, ("\n", "\r\n"), strict=True):
        path.write_bytes(REPORT.replace("\n", end).encode())
    made = make_plan(paths, *home, "real", NOW, quiet)
    assert [one["file"] for one in made.documents] == ["a.txt"]
