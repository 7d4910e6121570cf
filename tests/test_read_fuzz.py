"""Mutated files: no crash, no hang, and every line of a table is a row or a refusal. Seeded; long under test-long."""

from __future__ import annotations

import csv
import io
import random
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


def _mutated(content: bytes, chance: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.randint(1, 20)):
        place = chance.randrange(len(changed))
        what = chance.randrange(5)
        if what == 0:
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


def _fuzz(folder: Path, count: int, seed: int) -> None:
    chance = random.Random(seed)
    for start in range(0, count, 500):
        files = []
        for number in range(start, min(count, start + 500)):
            origin = chance.choice(SEEDS)
            path = folder / f"{number % 500}{origin.suffix}"
            path.write_bytes(_mutated(origin.read_bytes(), chance))
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
