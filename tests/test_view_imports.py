"""数据导入: what is previewed, published and taken back, in words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dashboard import importing
from dashboard.views import imports


def _namesakes(plan: dict[str, object]) -> None:
    from types import SimpleNamespace

    import streamlit as st

    from dashboard.strings import words
    from dashboard.views import imports

    st.session_state.setdefault("imports-answered", [])
    imports._namesakes(SimpleNamespace(w=words("zh"), dataset="real"), plan)


def test_a_person_says_which_load_a_file_corrects(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[tuple[str, str]]] = []
    monkeypatch.setattr(imports, "_again", lambda _: asked.append(list(st.session_state["imports-answered"])))
    question = {"name": "2023汇总", "sentence": "“2023汇总(1).csv”像是已装的“2023汇总.csv”改过的一份"}
    plan = {"namesakes": ["汇总"], "asked": [question]}
    at = AppTest.from_function(_namesakes, args=(plan,), default_timeout=30).run()
    assert [b.label for b in at.button] == [
        "这是对“汇总”的改正：替换它的全部行",
        "这是另一份：与“汇总”两份都保留",
        "这是对“2023汇总”的改正：替换它的全部行",
        "这是另一份：与“2023汇总”两份都保留",
    ]
    assert "像是已装的" in at.markdown[0].value
    at.button[2].click().run()
    at.button[1].click().run()
    assert not at.exception
    assert asked == [[("replaces", "2023汇总")], [("replaces", "2023汇总"), ("beside", "汇总")]], "previewed again"


def _serving(build_id: str) -> None:
    from types import SimpleNamespace

    import streamlit as st

    from dashboard.strings import words
    from dashboard.views import imports

    imports.head = lambda *_: None  # type: ignore[assignment]
    build_id = st.session_state.get("serving", build_id)
    imports.render(SimpleNamespace(w=words("zh"), dataset="real", build_id=build_id))  # type: ignore[arg-type]


def test_only_the_load_that_was_shown_is_taken_back(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def undo(_: str, __: Path, compared_with: str) -> importing.Outcome:
        asked.append(compared_with)
        return importing.Outcome(False, "这之后发布过别的内容", {})

    monkeypatch.setattr(importing, "undo", undo)
    at = AppTest.from_function(_serving, args=("mine",), default_timeout=30).run()
    at.session_state["serving"] = "theirs"
    at.button(key="imports-undo").click().run()
    assert asked == ["mine"]
    assert "这之后发布过别的内容" in "".join(m.value for m in at.markdown)
    at.button(key="imports-undo").click().run()
    assert (asked, bool(at.exception)) == (["mine", "theirs"], False)


def test_uploads_never_take_the_place_of_each_other_or_of_what_a_command_writes(tmp_path: Path) -> None:
    (tmp_path / "refused.xlsx").write_bytes(b"written by etl plan")
    given = [("汇总.csv", b"1"), ("汇总.csv", b"2"), ("refused.xlsx", b"3"), ("../../x.csv", b"4"), ("a\\b/..", b"5"),
             ("关于" * 100 + ".xlsx", b"6"), ("..", b"7"), ("a\0\n;b.csv", b"8"),
             (" ..xlsx", b"9"), ("...xlsx", b"10")]  # fmt: skip
    paths = [importing.kept(name, content, tmp_path) for name, content in given]
    assert [path.read_bytes() for path in paths] == [content for _, content in given]
    assert [path.name for path in paths[:3]] == ["汇总.csv", "汇总.csv", "refused.xlsx"]
    assert all(tmp_path in path.parents and path.resolve() == path for path in paths)
    assert paths[5].suffix == ".xlsx"
    assert [path.name for path in paths[-2:]] == [" ..xlsx", "...xlsx"], "refused by the command under their own names"
    assert (tmp_path / "refused.xlsx").read_bytes() == b"written by etl plan"


def _chosen(given: list[str], seen: list[str]) -> None:
    from types import SimpleNamespace

    import streamlit as st

    from dashboard.importing import Outcome
    from dashboard.strings import words
    from dashboard.views import imports

    st.session_state.update({"imports-outcome": Outcome(False, "预演的结果", {}), "imports-seen": seen})
    st.file_uploader = lambda *_, **__: [SimpleNamespace(file_id=one) for one in given]  # type: ignore[assignment]
    imports.head = lambda *_: None  # type: ignore[assignment]
    imports.render(SimpleNamespace(w=words("zh"), dataset="real", build_id=""))  # type: ignore[arg-type]


@pytest.mark.parametrize(("given", "is_shown"), [(["a", "b"], True), (["a"], False), (["a", "c"], False), ([], False)])
def test_a_preview_of_other_files_is_not_shown_nor_published(
    monkeypatch: pytest.MonkeyPatch, given: list[str], is_shown: bool
) -> None:
    monkeypatch.setattr(imports, "head", imports.head)
    monkeypatch.setattr(st, "file_uploader", st.file_uploader)
    at = AppTest.from_function(_chosen, args=(given, ["a", "b"]), default_timeout=30).run()
    assert not at.exception
    assert any("预演的结果" in m.value for m in at.markdown) == is_shown


def test_the_page_shows_no_command_to_type(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    said = "real：已发布快照 20260101T000000Z-ab。撤回：python -m etl rollback --dataset real"
    monkeypatch.setattr(importing, "_run", lambda *_: importing.Outcome(True, said, {}))
    done = importing.publish([tmp_path / "a.csv"], "real", tmp_path, "")
    assert done.sentence == "real：已发布快照 20260101T000000Z-ab。"


def _undoing() -> None:
    from types import SimpleNamespace

    from dashboard.strings import words
    from dashboard.views import imports

    imports._last(SimpleNamespace(w=words("zh"), dataset="own", build_id="b2"))  # type: ignore[arg-type]


def test_what_would_be_taken_back_is_said_before(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(importing, "DATA", tmp_path)
    for build_id, name in (("b1", "甲"), ("b2", "乙"), (None, "丙")):
        (tmp_path / ".undo" / "own" / name).mkdir(parents=True)
        told = {"name": name, "build_id": build_id, "files": [{"file": f"{name}.csv", "rows": 12}],
                "new": 3, "changed": 2, "gone": 1}  # fmt: skip
        (tmp_path / ".undo" / "own" / name / "load.json").write_text(json.dumps(told), encoding="utf-8")
    (tmp_path / ".undo" / "own" / "坏").mkdir()
    (tmp_path / ".undo" / "own" / "坏" / "load.json").write_text("{", encoding="utf-8")
    at = AppTest.from_function(_undoing, default_timeout=30).run()
    assert not at.exception
    shown = "\n".join(m.value for m in at.markdown).replace("\\", "")
    assert "上一次装载“乙”：新增3行，变化2行，撤下1行" in shown
    assert "乙.csv：读出12行" in shown
    assert "甲" not in shown


def _differing(language: str) -> None:
    from types import SimpleNamespace

    from dashboard.strings import words
    from dashboard.views import imports

    told = {"subject": "徐水区教育局 校舍 2023", "table": "project_year", "row_id": "fedb|2023", "column": "executed",
            "before": "1.00", "after": ""}  # fmt: skip
    imports._differences(SimpleNamespace(w=words(language), language=language), {"differences": [told]})  # type: ignore[arg-type]


@pytest.mark.parametrize(("language", "column"), [("zh", "全年执行数"), ("en", "Executed")])
def test_a_difference_names_its_project_and_column_in_words(language: str, column: str) -> None:
    at = AppTest.from_function(_differing, args=(language,), default_timeout=30).run()
    assert not at.exception
    shown = "\n".join(m.value for m in at.markdown)
    assert "徐水区教育局 校舍 2023" in shown
    assert column.casefold() in shown.casefold()
    assert "fedb" not in shown


def _publishing(paths: list[str], digests: list[str]) -> None:
    from pathlib import Path
    from types import SimpleNamespace

    import streamlit as st

    from dashboard.importing import Outcome
    from dashboard.strings import words
    from dashboard.views import imports

    st.session_state.update({"imports-paths": [Path(p) for p in paths], "imports-answered": []})
    plan = {
        **dict.fromkeys(("new", "changed", "unchanged", "gone", "refused", "quarantined", "marked", "standing"), 0),
        **{key: [] for key in ("files", "differences", "doubts", "documents", "namesakes", "problems", "joins")},
        "pending": {}, "asked": [],
        "findings_new": {}, "findings_gone": {}, "is_empty": False, "changes_nothing": False, "lines": None,
        "withdrawn": ["徐水区教育局 校舍 2023"], "compared_with": "20260101T000000Z-ab",
    }  # fmt: skip
    made = Outcome(True, "", plan, digests=tuple(digests))
    imports._show(SimpleNamespace(w=words("en"), language="en", dataset="real"), made)  # type: ignore[arg-type]


@pytest.mark.parametrize("change", ["none", "changed", "deleted"])
def test_a_file_changed_or_gone_since_the_preview_is_not_published(
    change: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[importing.Outcome] = []
    asked: list[tuple[object, ...]] = []

    def publish(*arguments: object) -> importing.Outcome:
        asked.append(arguments[3:])
        return importing.Outcome(True, "published", {})

    monkeypatch.setattr(importing, "publish", publish)

    def finish(outcome: importing.Outcome) -> None:
        said.append(outcome)
        st.stop()

    monkeypatch.setattr(imports, "_finish", finish)
    path = tmp_path / "a.csv"
    path.write_bytes(b"1")
    before = list(importing.digests([path]))
    at = AppTest.from_function(_publishing, args=([str(path)], before), default_timeout=30).run()
    if change == "changed":
        path.write_bytes(b"2")
    if change == "deleted":
        path.unlink()
    assert any("徐水区教育局 校舍 2023" in m.value for m in at.markdown), "what is withdrawn is named"
    at.button(key="imports-publish").click().run()
    assert not at.exception
    assert [one.is_done for one in said] == [change == "none"]
    assert asked == ([("20260101T000000Z-ab", [])] if change == "none" else [])
    assert ("changed or went away" in said[0].sentence) == (change != "none")
