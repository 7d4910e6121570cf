"""Shared fixtures: a build of the committed inputs in a folder of its own, and an engine on it."""

from __future__ import annotations

import shutil
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from dashboard.data.engine import DuckDBEngine
from dashboard.data.snapshot import in_service
from etl.build import build

ROOT = Path(__file__).parent.parent
DATA = ROOT / "data"
NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
REPORTS = "五份报告"
#: How long an example takes says how busy the machine is.
settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that load and publish first, then files of few tests (builds, browsers): these are the slow ones, and one
    of them begun last would keep one process busy while the others wait."""
    tests = Counter(item.path for item in items)
    items.sort(key=lambda item: (not item.path.name.startswith("test_load"), tests[item.path], str(item.path)))


def long(*values: object) -> list[Any]:
    """Values of a parameter that only the long run takes: the short one has others of their kind."""
    return [pytest.param(value, marks=pytest.mark.long) for value in values]


def quiet(step: str, done: float) -> None:
    """A progress report nobody looks at."""


@pytest.fixture(scope="session")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse folder with the real dataset built from the committed inputs."""
    folder = tmp_path_factory.mktemp("warehouse")
    build(DATA, folder, "real", NOW, quiet)
    return folder


@pytest.fixture(scope="session")
def real(warehouse: Path) -> DuckDBEngine:
    """An engine on the real dataset."""
    return DuckDBEngine(in_service(warehouse, "real"))


@pytest.fixture(scope="session")
def demo() -> DuckDBEngine:
    """An engine on the demo dataset as ``make build`` leaves it in data/warehouse."""
    return DuckDBEngine(in_service(DATA / "warehouse", "demo"))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the inputs and the real dataset built from them, made once."""
    folder = tmp_path_factory.mktemp("built")
    data = folder / "data"
    for name in ("real", "reference"):
        shutil.copytree(DATA / name, data / name)
    shutil.copy(DATA / "datapackage.json", data)
    build(data, folder / "warehouse", "real", NOW, quiet)
    return folder


@pytest.fixture
def home(built: Path, tmp_path: Path) -> tuple[Path, Path]:
    """A copy of its own for each test: data folder, warehouse."""
    for name in ("data", "warehouse"):
        shutil.copytree(built / name, tmp_path / name)
    return tmp_path / "data", tmp_path / "warehouse"
