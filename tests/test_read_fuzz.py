"""Mutated files: no crash, no hang, and every line of a table is a row or a refusal. Seeded; long under test-long."""

from __future__ import annotations

import csv
import io
import random
import re
import zipfile
from pathlib import Path

import pytest

from etl.read.one import read_one
from etl.read.run import read_files
from tests.conftest import ROOT

DEVSET = ROOT / "tests" / "devset"
SEEDS = [*sorted((DEVSET / "forms").glob("*.xlsx")), *sorted(p for p in (DEVSET / "flat").iterdir() if p.is_file())]
CELLS = [
    "",
    "—",
    "0",
    "-5",
    "1e9",
    "9" * 30,
    "无",
    "合计",
    "小计",
    "注：",
    "=1+1",
    "50%",
    "２０２３",
    "\u202e",
    "a" * 2000,
    "\n",
    "'",
    "约5万",
]


EXCHANGES = [
    (b"<v>", b"<v>-"), (b"<v>1", b"<v>1e308"), (b"<v>", b"<v>99999999"), (b't="s"', b't="n"'), (b't="s"', b't="e"'), (b"</v>", b"x</v>"),
    (b'r="B', b'r="ZZ'), (b'r="1"', b'r="900000"'), (b'ref="A', b'ref="Z'), (b":J", b":XFD"), (b"<c ", b"<c s=\"9999\" "), (b"</row>", b""),
    ("项目名称".encode(), "合计".encode()), ("年度资金总额".encode(), b""), ("执行".encode(), "预算".encode()), ("一级指标".encode(), "三级指标".encode()),
    ("万元".encode(), "元".encode()), ("分值".encode(), "得分".encode()), (b"2022", b"9999"), (b"<t>", b"<t>&#10;"), (b"<mergeCell ", b"<x "),
]  # fmt: skip


def _mutated(content: bytes, chance: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.randint(1, 20)):
        place = chance.randrange(max(1, len(changed)))
        what = chance.randrange(5)
        if what == 0 and changed:
            changed[place] = chance.randrange(256)
        elif what == 1:
            del changed[place : place + chance.randint(1, 200)]
        elif what == 2:
            changed[place:place] = changed[: chance.randint(1, 500)]
        elif what == 3:
            changed[place:place] = bytes(chance.randrange(256) for _ in range(chance.randint(1, 50)))
        else:
            changed = changed[: max(1, place)]
    return bytes(changed)


def _mutated_inside(content: bytes, chance: random.Random) -> bytes:
    """A workbook whose archive is whole and one of whose parts is not."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        names = source.namelist()
        sheets = [n for n in names if "worksheets/" in n or "sharedStrings" in n]
        changed = chance.choice(sheets if chance.random() < 0.8 else names)
        for name in names:
            part = source.read(name)
            target.writestr(name, _tokens(part, chance) if name == changed else part)
    return made.getvalue()


def _tokens(part: bytes, chance: random.Random) -> bytes:
    """Well-formed XML more often than not: values, references and attributes exchanged for others."""
    for _ in range(chance.randint(1, 6)):
        old, new = chance.choice(EXCHANGES)
        places = [m.start() for m in re.finditer(re.escape(old), part)]
        if places:
            place = chance.choice(places)
            part = part[:place] + new + part[place + len(old) :]
    return part if chance.random() < 0.8 else _mutated(part, chance)


def _fuzz(folder: Path, count: int, seed: int) -> None:
    chance = random.Random(seed)
    for start in range(0, count, 500):
        files = []
        for number in range(start, min(count, start + 500)):
            origin = chance.choice(SEEDS)
            path = folder / f"{number % 500}{origin.suffix}"
            is_inside = origin.suffix == ".xlsx" and chance.random() < 0.7
            path.write_bytes((_mutated_inside if is_inside else _mutated)(origin.read_bytes(), chance))
            files.append(path)
        for reading in read_files(files, seconds=20):
            assert reading.sentence or reading.rows or reading.refused or reading.recognised, reading.file
            assert "已停止" not in reading.sentence, f"{reading.file}: a hang"
            assert "进程中断" not in reading.sentence, f"{reading.file}: the process died"


def test_mutated_files_short(tmp_path: Path) -> None:
    _fuzz(tmp_path, 200, 20261128)


@pytest.mark.long
def test_mutated_files_long(tmp_path: Path) -> None:
    _fuzz(tmp_path, 10_000, 7)


@pytest.mark.parametrize("seed", range(10))
def test_every_line_is_a_row_or_a_refusal(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    text = (DEVSET / "flat" / "41_ziyang_2023.csv").read_text(encoding="utf-8-sig")
    lines = list(csv.reader(io.StringIO(text)))
    for line in lines[1:]:
        for column in range(len(line)):
            if chance.random() < 0.1:
                line[column] = chance.choice(CELLS)
    path = tmp_path / "t.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(lines)
    filled = [line for line in lines[1:] if any(cell.strip() for cell in line)]
    reading = read_one(path)
    assert len(reading.rows) + len(reading.refused) == len(filled)
    assert all(r.reason for r in reading.refused)
