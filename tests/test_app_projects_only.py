"""得分分布 of an office that loaded nothing but lists of projects: no department states a score."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.app import open_page
from tests.test_load_again import Office, empty, office

__all__ = ["empty", "office"]


@pytest.fixture
def lists(office: Office) -> Path:
    """Seven offices in two years, more than are shown one by one; a load a year."""
    names = [f"徐水区第{number}中学" for number in "一二三四五六七"]
    for year in (2022, 2023):
        lines = "".join(f"{year},{name},{name[3:]}校舍维修,100,{60 + n},招标推迟\n" for n, name in enumerate(names))
        office.load((f"{year}.csv", lines))
    return office.home[1]


def test_scores_say_that_no_department_has_one(lists: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert open_page(lists, monkeypatch, "scores", dataset="own").headline == "2023年没有一个部门报告总分"
