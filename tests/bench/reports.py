"""How long reports in prose take: one of twenty pages, and a year of a thousand texts.

Belongs here: making the files, measuring. Does not belong here: limits and the report (``__main__``).
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from rich.progress import Progress

from etl.read.one import read_one
from etl.read.run import read_files
from tests.conftest import ROOT

_TEXTS = 1_000
#: 20 pages of a report hold some 16,000 characters.
_CHARACTERS = 16_000
_DIGITS = "东南西北中上下左右前"
_KINDS = ("河道清淤", "校舍维修", "垃圾清运", "路面养护", "绿化补植", "管网检测", "消防演练", "信息平台", "公厕管护")
_DEVSET = ROOT / "tests" / "devset" / "prose"
_REPORTS = ROOT / "data" / "sources" / "reports"


def _long_report(folder: Path) -> Path:
    """The longest kind of report: the items of one, with the pages of others behind it."""
    texts = [p.read_text(encoding="utf-8") for p in sorted(_REPORTS.glob("*.txt"))]
    whole = "\n".join(texts)
    path = folder / "二十页.txt"
    path.write_text((whole * (1 + _CHARACTERS // len(whole)))[:_CHARACTERS], encoding="utf-8")
    return path


def _dense_list(folder: Path) -> Path:
    """As many characters of nothing but items with figures and a cause each: the slowest of honest reports."""
    lines = [
        "云溪县城市管理局2023年度项目支出绩效自评总报告",
        "2023年我局项目预算合计9000万元，支出合计8100万元。",
        "一、项目情况",
    ]
    number = 0
    while sum(map(len, lines)) < _CHARACTERS - len(lines):
        number += 1
        place = "".join(_DIGITS[int(d)] for d in f"{number:03}")
        budget, rate = 20 + number % 300 * 4, 75 + 5 * (number % 6)
        lines.append(
            f"{number}.{place}街区{_KINDS[number % len(_KINDS)]}项目：年初预算数{budget}万元，全年预算数{budget}万元，"
            f"全年执行数{budget * rate / 100:g}万元，执行率{rate}%，自评得分{80 + number % 20}分。"
            "因施工单位进场滞后，工程进度缓慢，尾款尚未支付。"
        )
    path = folder / "清单.txt"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def _first_reading(path: Path) -> float:
    """Seconds of a first reading; a second one finds sentences it knows."""
    started = time.perf_counter()
    read_one(path)
    return time.perf_counter() - started


def _year(folder: Path) -> list[Path]:
    """Texts of the shapes there are, in turn; each differs, as files of a year do."""
    texts = [p.read_text(encoding="utf-8") for p in sorted([*_DEVSET.glob("*.txt"), *_REPORTS.glob("*.txt")])]
    made = []
    for n in range(_TEXTS):
        path = folder / f"{n:04}.txt"
        path.write_text(texts[n % len(texts)].replace("100%", f"{90 + n % 10}%", 1), encoding="utf-8")
        made.append(path)
    return made


def report_times() -> dict[str, float]:
    """Seconds: a twenty-page report in a warm process, a thousand texts through the reading processes."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        read_one(min(_DEVSET.glob("*.txt")))
        single, dense = _first_reading(_long_report(folder)), _first_reading(_dense_list(folder))
        paths = _year(folder)
        with Progress(transient=True) as bar:
            task = bar.add_task("报告", total=len(paths))
            started = time.perf_counter()
            readings = read_files(paths, progress=lambda _: bar.update(task, advance=1))
            whole = time.perf_counter() - started
        assert not [r for r in readings if r.sentence]
    return {"report of twenty pages": single, "list of twenty pages": dense, "thousand reports in prose": whole}


if __name__ == "__main__":
    sys.exit(print(report_times()))
