"""The prose of the development set, scored as its README says; a regression of any figure fails."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from etl.read import judge
from etl.read.one import read_one
from etl.read.rows import PUBLISH, Reading, record
from tests.conftest import ROOT

DEVSET = ROOT / "tests" / "devset"
FILES = sorted((DEVSET / "prose").iterdir())


@pytest.fixture(scope="module")
def scorer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("devset_score", DEVSET / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def readings() -> dict[str, Reading]:
    found = {}
    for path in FILES:
        found[path.stem] = read_one(path)
        judge.mark_copies(found[path.stem].rows)
    return found


def _total(scorer: ModuleType, readings: dict[str, Reading], published: bool):
    total = scorer.Tally()
    for stem, reading in readings.items():
        rows = [record(r) for r in reading.rows if not published or r.status == PUBLISH]
        total.add(scorer.score_doc(rows, scorer.read(str(DEVSET / "expected" / f"{stem}.csv")), stem))
    return total


def test_what_is_published_is_right(scorer: ModuleType, readings: dict[str, Reading]) -> None:
    total = _total(scorer, readings, published=True)
    found = scorer.summary(total)
    assert (found["wrong"], found["spurious"]) == (0, 0), total.problems
    assert found["recall"] >= 0.90


def test_nearly_everything_is_found(scorer: ModuleType, readings: dict[str, Reading]) -> None:
    total = _total(scorer, readings, published=False)
    found = scorer.summary(total)
    assert found["wrong"] == 0, total.problems
    assert found["precision"] == 1
    assert found["recall"] >= 0.99
    assert total.rows["extra"] == 0


def test_reasons_and_findings(scorer: ModuleType, readings: dict[str, Reading]) -> None:
    total = _total(scorer, readings, published=False)
    precision, recall = scorer.pr(total.f["reason_codes"])
    assert precision >= 0.90
    assert recall >= 0.95
    flags = total.docflags
    assert flags["tp"] / (flags["tp"] + flags["fn"]) >= 0.95


def test_every_quote_and_span_stands_in_the_text(readings: dict[str, Reading]) -> None:
    for stem, reading in readings.items():
        for row in reading.rows:
            assert row.quote in reading.text, (stem, row.project)
            for span in row.spans:
                assert reading.text[span.start : span.end].strip(), (stem, row.project, span)


def test_the_text_of_a_txt_is_the_file(readings: dict[str, Reading]) -> None:
    path = Path(DEVSET / "prose" / "13_nanxunhu_jng_2022.txt")
    assert readings[path.stem].text == path.read_text(encoding="utf-8")
