"""Who may import whom, read from the imports of every module; and that the examples in docstrings hold."""

from __future__ import annotations

import ast
import doctest
import importlib
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from tests.conftest import ROOT

#: Folder or module → what its modules may import besides the standard library and its own folder.
ALLOWED: dict[str, set[str]] = {
    "dashboard/app.py": {"dashboard.address", "dashboard.cache", "dashboard.components", "dashboard.context",
                         "dashboard.data.snapshot", "dashboard.opening", "dashboard.strings", "dashboard.views",
                         "streamlit"},
    "dashboard/address.py": {"dashboard.choices", "dashboard.formats", "dashboard.saved", "dashboard.strings"},
    "dashboard/basket.py": set(),
    "dashboard/choices.py": set(),
    "dashboard/saved.py": set(),
    "dashboard/importing.py": set(),
    "dashboard/kpi.py": set(),
    "dashboard/labels.py": {"dashboard.address", "dashboard.choices", "dashboard.strings"},
    "dashboard/opening.py": {"dashboard.choices", "dashboard.context", "dashboard.metrics", "dashboard.strings",
                             "etl.contracts", "polars"},
    "dashboard/context.py": {"dashboard.address", "dashboard.choices", "dashboard.formats", "dashboard.labels",
                             "dashboard.metrics.filters", "dashboard.strings"},
    "dashboard/stories": {"dashboard.address", "dashboard.charts", "dashboard.choices", "dashboard.context",
                          "dashboard.formats", "dashboard.kpi", "dashboard.metrics", "dashboard.strings",
                          "etl.contracts", "polars"},
    "dashboard/views": {"dashboard.address", "dashboard.basket", "dashboard.cache", "dashboard.charts",
                        "dashboard.choices", "dashboard.components", "dashboard.context", "dashboard.data.snapshot",
                        "dashboard.exports", "dashboard.formats", "dashboard.importing", "dashboard.kpi",
                        "dashboard.labels", "dashboard.metrics", "dashboard.opening", "dashboard.stories",
                        "dashboard.strings", "etl.contracts", "polars", "streamlit"},
    "dashboard/components": {"dashboard.address", "dashboard.basket", "dashboard.choices", "dashboard.formats",
                             "dashboard.kpi", "dashboard.labels", "dashboard.saved", "dashboard.strings",
                             "etl.safe_cells", "streamlit"},
    "dashboard/cache.py": {"dashboard.data", "etl.kept", "ibis", "polars"},
    "dashboard/data": {"duckdb", "etl.contracts", "etl.engines.session", "etl.kept", "etl.pointer", "ibis", "polars",
                       "pyspark", "sqlglot"},
    "dashboard/metrics": {"etl.contracts", "ibis"},
    "dashboard/charts": {"dashboard.formats", "dashboard.strings", "etl.contracts", "numpy", "plotly", "polars"},
    "dashboard/exports": {"dashboard.charts", "dashboard.context", "dashboard.formats", "dashboard.kpi",
                          "dashboard.metrics", "dashboard.stories", "dashboard.strings", "docx", "etl.contracts",
                          "etl.safe_cells", "lxml", "polars", "pptx", "xlsxwriter"},
    "dashboard/export.py": {"dashboard.address", "dashboard.context", "dashboard.data", "dashboard.exports",
                            "dashboard.opening", "dashboard.strings", "typer"},
    "dashboard/formats.py": {"dashboard.strings"},
    "dashboard/strings": set(),
    "etl/contracts.py": set(),
    "etl/safe_cells.py": set(),
    "etl": {"duckdb", "ibis", "numpy", "openpyxl", "polars", "pyarrow", "pypdfium2", "pyspark", "python_calamine",
            "rapidfuzz", "rich", "typer", "xlrd", "xlsxwriter"},
}  # fmt: skip
_STANDARD = {
    "__future__", "abc", "ast", "base64", "bisect", "calendar", "collections", "concurrent", "contextlib",
    "contextvars", "copy", "csv", "ctypes", "dataclasses", "datetime", "decimal", "difflib", "enum", "errno",
    "fcntl", "functools", "gc", "hashlib", "html", "importlib", "io", "itertools", "json", "logging", "math", "os",
    "pathlib", "random", "re", "resource", "shlex", "shutil", "signal", "socket", "stat", "statistics", "string",
    "subprocess", "sys", "tempfile", "textwrap", "threading", "tomllib", "types", "typing", "unicodedata", "urllib",
    "uuid", "warnings", "xml", "zipfile", "zlib",
}  # fmt: skip
MODULES = sorted(p for folder in ("dashboard", "etl") for p in (ROOT / folder).rglob("*.py"))


def _imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            names = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= names if node.module in ("dashboard", "etl", "dashboard.views") else {str(node.module)}
    return found


def _home(path: Path) -> str:
    name = path.relative_to(ROOT).as_posix()
    return name if name in ALLOWED else max((k for k in ALLOWED if name.startswith(k + "/")), key=len, default="")


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_imports_follow_the_rule(path: Path) -> None:
    home = _home(path)
    if path.name == "__init__.py" and path.parent.name == "dashboard":
        return
    assert home, f"{path}: say in ALLOWED what this module may import"
    own = home.removesuffix(".py").replace("/", ".")
    for name in _imports(path):
        is_standard = name.split(".")[0] in _STANDARD
        is_own = name == own or name.startswith(own + ".")
        is_allowed = any(name == a or name.startswith(a + ".") for a in ALLOWED[home])
        assert is_standard or is_own or is_allowed, f"{home} must not import {name}"


def test_no_module_is_long() -> None:
    long = {p.name: n for p in MODULES if (n := len(p.read_text(encoding="utf-8").splitlines())) > 400}
    assert set(long) <= {"contracts.py"}, "the contract is one table of tables; everything else has a smaller room"


def test_no_clock_in_logic_and_no_path_tricks() -> None:
    for path in MODULES:
        text = path.read_text(encoding="utf-8")
        assert "sys.path" not in text, path
        assert "date.today" not in text, path
        if path.name not in ("build.py",):
            assert "datetime.now" not in text, path


def test_what_could_run_as_a_formula_is_said_once() -> None:
    """Both sides write text from data into spreadsheets; two lists of signs would drift."""
    holders = [
        p.name for p in MODULES if "＝" in p.read_text(encoding="utf-8") and "＠" in p.read_text(encoding="utf-8")
    ]
    assert holders == ["safe_cells.py"]


def _name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _loaded_with(path: Path, known: set[str]) -> set[str]:
    """The modules that are imported when this one is: at its head, not inside a function or for types only."""
    found = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            inner = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= (inner & known) or {str(node.module)}
    return (found & known) - {_name(path)}


def test_no_module_needs_itself() -> None:
    """A circle is found or not found by whoever is imported first: any module may be."""
    known = {_name(path) for path in MODULES}
    TopologicalSorter({_name(path): _loaded_with(path, known) for path in MODULES}).prepare()


@pytest.mark.parametrize("path", [p for p in MODULES if ">>>" in p.read_text(encoding="utf-8")], ids=_name)
def test_examples_in_docstrings_hold(path: Path) -> None:
    done = doctest.testmod(importlib.import_module(_name(path)))
    assert done.attempted
    assert not done.failed
