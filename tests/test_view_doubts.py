"""数据导入: what a person has to decide is asked in words, answered on the page, and kept in the reviewed CSV."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import importing
from dashboard.views import imports
from tests.test_load_said import Desk

OFFICE = {"kind": "department", "name": "甲县水务局", "owner": "", "existing_id": "d1", "existing": "甲县水利局",
          "rule": "各地改法不同", "score": 0.88}  # fmt: skip
TWO = {"kind": "place", "name": "西湖区", "owner": "汇总", "existing_id": "330106|360103",
       "existing": "浙江省杭州市西湖区|江西省南昌市西湖区", "rule": "区划名有2个", "score": 0.0}  # fmt: skip
NONE = {"kind": "place", "name": "没有写区划的部门", "owner": "汇总", "existing_id": "", "existing": "",
        "rule": "要写一个区划代码", "score": 0.0}  # fmt: skip


def _page(language: str, asked: list[dict[str, object]], said: str) -> None:
    from types import SimpleNamespace

    import streamlit as st

    from dashboard.strings import words
    from dashboard.views.doubts import doubts

    def keep(names: list[dict[str, str]]) -> str:
        st.session_state["kept"] = names
        return said

    doubts(SimpleNamespace(w=words(language), dataset="real"), asked, keep)  # type: ignore[arg-type]


def _shown(language: str, *asked: dict[str, Any], said: str = "") -> AppTest:
    at = AppTest.from_function(_page, args=(language, list(asked), said), default_timeout=30).run()
    assert not at.exception
    return at


@pytest.mark.parametrize(
    ("language", "same", "which", "where"),
    [("zh", "“甲县水务局”就是“甲县水利局”吗？", "“西湖区”是哪一个？", "“没有写区划的部门”属于哪个区划？"),
     ("en", "Is “甲县水务局” the same as “甲县水利局”?", "Which “西湖区” is it?", "Which district does “没有写区划")],
)  # fmt: skip
def test_what_a_person_decides_is_asked_in_words(language: str, same: str, which: str, where: str) -> None:
    at = _shown(language, OFFICE, TWO, NONE)
    assert at.radio[0].label.startswith(same)
    assert at.radio[1].label.startswith(which)
    assert at.radio[1].options == ["浙江省杭州市西湖区", "江西省南昌市西湖区"]
    assert at.text_input[0].label.startswith(where)
    assert "data/identity/real.csv" in at.markdown[-1].value.replace("\\", "")


def test_answers_are_kept_and_what_is_no_answer_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    at = _shown("zh", OFFICE, TWO, NONE, said="“哪里”不在区划名单里")
    at.radio[1].set_value("360103")
    at.text_input[0].set_value(" 哪里 ")
    at.button[0].click().run()
    assert not at.exception
    kept = [(one["name"], one["existing_id"], one["decision"]) for one in at.session_state["kept"]]
    assert kept == [("西湖区", "330106|360103", "360103"), ("没有写区划的部门", "", "哪里")], "the first has no answer"
    assert any("“哪里”不在区划名单里" in one.value for one in at.markdown)


def test_an_answer_on_the_page_is_a_line_of_the_reviewed_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As the page does it: preview, decide, preview again, publish; nobody opens a file on the server."""
    desk = Desk(tmp_path)
    monkeypatch.setattr(importing, "DATA", desk.data)
    again: list[bool] = []
    monkeypatch.setattr(imports, "_again", lambda _: again.append(True))
    monkeypatch.setattr(imports, "_folder", lambda: tmp_path)
    file = desk.file("汇总.csv", "民政局,2023,低保,100,90\n")
    (asked,) = importing.preview([file], "own", desk.warehouse, tmp_path).plan["doubts"]

    class Context:
        dataset, language = "own", "zh"

        def w(self, key: str, **_: object) -> str:
            return key

    def settle(decision: str) -> str:
        names = {name: asked[name] for name in ("kind", "name", "owner", "existing_id")}
        return imports._settle(Context(), [{**names, "existing_name": "", "decision": decision}])  # type: ignore[arg-type]

    assert "有2个（浙江省杭州市西湖区、江西省南昌市西湖区），请写全" in settle("西湖区")
    assert "不在区划名单里" in settle("哪里")
    assert (settle("南昌市西湖区"), again) == ("", [True])
    (line,) = csv.DictReader((desk.data / "identity" / "own.csv").open(encoding="utf-8"))
    assert (line["kind"], line["owner"], line["decision"]) == ("place", "汇总", "360103")
    plan = importing.preview([file], "own", desk.warehouse, tmp_path).plan
    assert (plan["new"], plan["doubts"], plan["is_empty"]) == (1, [], False)
