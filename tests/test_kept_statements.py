"""Compiled statements on disk: used again, never trusted beyond their question, never in the way."""

from __future__ import annotations

import shutil
from pathlib import Path

import ibis
import ibis.expr.types as ir
import pytest

from dashboard import cache
from dashboard.data.engine import DuckDBEngine
from dashboard.data.kept import fingerprint, kept_statements
from dashboard.data.statement import Statement
from dashboard.metrics.filters import Filter, apply
from dashboard.metrics.projects import rate_histogram
from dashboard.metrics.tables import published
from tests.conftest import ROOT

ONE = Statement("SELECT $p0", frozenset({"p0"}))
OTHER = Statement("SELECT 2", frozenset())


def never() -> Statement:
    raise AssertionError("compiled although it is kept")


def test_a_second_process_does_not_compile(tmp_path: Path) -> None:
    assert kept_statements(tmp_path, "a").get("question", lambda: ONE) == ONE
    assert kept_statements(tmp_path, "a").get("question", never) == ONE
    assert kept_statements(tmp_path, "a").get("another", lambda: OTHER) == OTHER


def test_other_sources_start_anew_and_the_old_ones_go(tmp_path: Path) -> None:
    kept_statements(tmp_path, "a").get("question", lambda: ONE)
    assert kept_statements(tmp_path, "b").get("question", lambda: OTHER) == OTHER
    assert [p.name for p in tmp_path.iterdir()] == ["b"]


def test_a_file_that_is_broken_or_another_questions_is_compiled_again(tmp_path: Path) -> None:
    kept = kept_statements(tmp_path, "a")
    for content in (
        "",
        "{",
        "[]",
        '{"key": "question"}',
        '{"key": "another", "value": {"sql": "SELECT 3", "names": []}}',
        '{"key": "question", "value": 3}',
    ):
        kept.get("question", lambda: OTHER)
        (path,) = (tmp_path / "a").iterdir()
        path.write_text(content, encoding="utf-8")
        assert kept.get("question", lambda: ONE) == ONE
        path.unlink()


def test_nowhere_to_keep_them_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    kept = kept_statements(tmp_path / "file", "a")
    assert kept.get("question", lambda: ONE) == ONE
    assert kept.get("question", lambda: OTHER) == OTHER


def test_the_fingerprint_changes_with_each_source_and_with_nothing_else(tmp_path: Path) -> None:
    for folder in ("dashboard/metrics", "dashboard/data"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "etl").mkdir()
    shutil.copy(ROOT / "etl" / "contracts.py", tmp_path / "etl")
    before = fingerprint(tmp_path)
    assert before == fingerprint(ROOT)
    seen = {before}
    for name in ("dashboard/metrics/execution.py", "dashboard/data/statement.py", "etl/contracts.py"):
        with (tmp_path / name).open("a", encoding="utf-8") as file:
            file.write("# changed\n")
        seen.add(fingerprint(tmp_path))
    assert len(seen) == 4


def test_only_metrics_that_the_fingerprint_covers_are_kept(
    demo: DuckDBEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another question of the same name in the next process must not get this one's statement."""

    def mine(chosen: Filter) -> ir.Table:
        return apply(published("project_year"), chosen).agg(n=ibis._.count())

    kept = kept_statements(tmp_path, "a")
    monkeypatch.setattr(cache, "_on_disk", lambda: kept)
    cache.Warehouse(demo.snapshot).ask(mine, Filter(year_from=2021, year_to=2022))
    assert not list((tmp_path / "a").iterdir())
    cache.forget_statements()
    cache.forget_answers()
    cache.Warehouse(demo.snapshot).ask(rate_histogram, Filter(year_from=2021, year_to=2022))
    assert len(list((tmp_path / "a").iterdir())) == 1
