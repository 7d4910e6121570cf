"""The demonstration dataset as tests read it: made once, exact integers, row ids.

Belongs here: fixtures and helpers of ``test_demo`` and ``test_demo_truth``. Does not belong here: what is asserted.
"""

from __future__ import annotations

from functools import cache

import polars as pl
import pytest

from etl import contracts
from etl.contracts import Type
from etl.demo import Demo, make


@cache
def _made() -> Demo:
    return make()


@pytest.fixture(scope="module")
def demo() -> Demo:
    """The dataset as the generator makes it."""
    return _made()


@pytest.fixture(scope="module")
def tables(demo: Demo) -> dict[str, pl.DataFrame]:
    """Tables with their row ids; amounts as integers of fen, points of hundredths."""
    out = {}
    for name, frame in demo.tables.items():
        table = contracts.table(name)
        if table.has_row_id:
            parts = [pl.col(k).cast(pl.String).fill_null("-") for k in table.key]
            out[name] = frame.with_columns(pl.concat_str(parts, separator="|").alias("row_id"))
        exact = [c.name for c in table.inputs if c.type in (Type.MONEY, Type.SCORE)]
        out[name] = out.get(name, frame).with_columns((pl.col(exact).cast(pl.Float64) * 100).round().cast(pl.Int64))
    return out


def ids(frame: pl.DataFrame, column: str = "row_id") -> set[str]:
    """The row ids of a frame."""
    return set(frame[column].to_list())
