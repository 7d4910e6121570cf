"""Small tools that turn arrays into columns of the contract.

Belongs here: conversions between arrays and Polars columns, printed figures, the check of a finished frame. Does
not belong here: what any figure is. Amounts inside the generator are whole fen (分, int64) with ``NULL`` for "not
stated", rates whole basis points (0.01 %), scores hundredths of a point: sums and comparisons stay exact.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import polars as pl

from etl import contracts
from etl.contracts import Type

Ints: TypeAlias = npt.NDArray[np.int64]
Bools: TypeAlias = npt.NDArray[np.bool_]
Floats: TypeAlias = npt.NDArray[np.float64]

#: Stands for null in amounts, rates and scores, none of which is ever below 0.
NULL = -1
#: Fen in 100 yuan, the step of every amount: two decimals in 万元 are exact.
STEP = 10_000
FEN_PER_WAN = 1_000_000

_POLARS: dict[Type, pl.DataType] = {
    Type.TEXT: pl.String(),
    Type.INTEGER: pl.Int32(),
    Type.MONEY: pl.Decimal(18, 2),
    Type.RATE: pl.Float64(),
    Type.SCORE: pl.Decimal(7, 2),
    Type.NUMBER: pl.Decimal(24, 6),
    Type.BOOLEAN: pl.Boolean(),
    Type.DATE: pl.Date(),
}


def rng_of(seed: int, stage: str) -> np.random.Generator:
    """A generator of its own for each stage: a change in one stage leaves the draws of the others alone."""
    return np.random.default_rng([seed, *stage.encode()])


def nullable(values: Ints, name: str) -> pl.Series:
    """Integers as a column, ``NULL`` as null."""
    series = pl.Series(name, values)
    return series.set(series == NULL, None)


def hundredths(values: Ints, name: str) -> pl.Series:
    """Fen as yuan, or hundredths of a point as points: DECIMAL with two places, null where ``NULL``.

    Through a double and back: exact below 2^53 fen (90 万亿元), which a test checks.
    """
    return (nullable(values, name) / 100).cast(pl.Decimal(18, 2))


def rates(basis_points: Ints, name: str) -> pl.Series:
    """Basis points as a fraction (4302 → 0.4302), null where ``NULL``."""
    return nullable(basis_points, name) / 10_000


def texts(vocabulary: pl.Series, index: Ints, name: str) -> pl.Series:
    """``vocabulary[index]``; an index of ``NULL`` gives null."""
    return vocabulary.gather(nullable(index, name)).alias(name)


def percent_of(part: Ints, whole: Ints) -> Ints:
    """``part / whole`` in basis points, rounded half up; ``NULL`` where either is ``NULL`` or the whole is 0."""
    is_known = (part != NULL) & (whole > 0)
    safe = np.where(is_known, whole, 1)
    return np.where(is_known, (part * 20_000 + safe) // (2 * safe), NULL)


def printed(column: str, places: int = 2) -> pl.Expr:
    """Hundredths as text with two places (more are filled with zeros): 2184000 → ``21840.00``."""
    value = pl.col(column)
    fraction = (value % 100).cast(pl.String).str.zfill(2) + "0" * (places - 2)
    return (value // 100).cast(pl.String) + "." + fraction


def conform(frame: pl.DataFrame, name: str) -> pl.DataFrame:
    """The frame with the input columns of the contract's table in its order and types; absent ones are null."""
    columns = contracts.table(name).inputs
    unknown = set(frame.columns) - {c.name for c in columns}
    if unknown:
        raise ValueError(f"{name}: {sorted(unknown)}")
    return frame.select(
        (pl.col(c.name) if c.name in frame.columns else pl.lit(None)).cast(_POLARS[c.type]).alias(c.name)
        for c in columns
    )
