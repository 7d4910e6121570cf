"""Who there is: departments, their years, their projects, and the lines (project-years) of each report.

Belongs here: identity, names and life spans, drawn with numpy and no loop over rows. Does not belong here: money
(``money``), anything a report says (``reports``, ``telling``).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from etl.demo import places, stems
from etl.demo.frames import Bools, Floats, Ints, rng_of
from etl.demo.places import District, Function

#: Years a project lives, 1 to 8, and the share of each life among projects that begin.
_LIFE_SHARES = (0.40, 0.18, 0.14, 0.08, 0.07, 0.04, 0.03, 0.06)
_LONGEST = len(_LIFE_SHARES)
#: Share of department-years of the last year whose report is a year-to-date one.
_AS_OF_SHARE = 0.08
#: Share of department-years whose report leaves amounts out.
_SLOPPY_SHARE = 0.15
_FAMILY_SIZE = 3


@dataclass(frozen=True)
class World:
    """Arrays of four grains; a lower grain holds the index of the higher one.

    Departments (``dept_*``), department-years (``dy_*``), projects (``project_*``) and lines (``line_*``, one per
    project-year, sorted by department, year, project). Parents of families follow the ordinary projects.
    """

    seed: int
    years: tuple[int, ...]
    districts: tuple[District, ...]
    functions: tuple[Function, ...]
    dept_district: Ints
    dept_function: Ints
    dept_id: pl.Series
    dept_name: pl.Series
    dy_dept: Ints
    dy_year: Ints
    dy_is_as_of: Bools
    dy_is_sloppy: Bools
    #: Number of projects with lines; the parents of families stand after them.
    ordinary: int
    project_dept: Ints
    project_id: pl.Series
    project_name: pl.Series
    #: Index of the parent project, or NULL.
    project_parent: Ints
    line_project: Ints
    line_dy: Ints
    #: Place of the line in its report, from 1.
    line_rank: Ints

    @property
    def line_dept(self) -> Ints:
        return self.dy_dept[self.line_dy]

    @property
    def line_year(self) -> Ints:
        return self.dy_year[self.line_dy]

    @property
    def dy_has_scores(self) -> Bools:
        """False where a district prints bands instead of single scores of its projects."""
        return np.asarray([d.has_project_scores for d in self.districts])[self.dept_district[self.dy_dept]]

    def of_function(self, values: list[float], dept: Ints) -> Floats:
        """A number per function, for each element of ``dept``."""
        return np.asarray(values, dtype=np.float64)[self.dept_function[dept]]

    def of_district(self, values: list[float], dept: Ints) -> Floats:
        """A number per district, for each element of ``dept``."""
        return np.asarray(values, dtype=np.float64)[self.dept_district[dept]]


def make_world(seed: int, districts: int, functions: int, years: int, lines_per_department_year: float) -> World:
    """Draw the city. The numbers of lines is Poisson around ``lines_per_department_year`` × department-years."""
    rng = rng_of(seed, "world")
    chosen_districts, chosen_functions = places.DISTRICTS[:districts], places.FUNCTIONS[:functions]
    span = np.arange(places.FIRST_YEAR, places.FIRST_YEAR + years)
    dept_district = np.repeat(np.arange(districts), functions)
    dept_function = np.tile(np.arange(functions), districts)
    founded = np.asarray([f.first_year for f in chosen_functions])[dept_function]

    dept, start, life = _lives(rng, chosen_districts, chosen_functions, span, lines_per_department_year)
    first = np.maximum(np.maximum(start, founded[dept]), span[0])
    last = np.minimum(start + life - 1, span[-1])
    is_alive = last >= first
    dept, first, last = dept[is_alive], first[is_alive], last[is_alive]

    length = last - first + 1
    project = np.repeat(np.arange(dept.size), length)
    within = np.arange(project.size) - np.repeat(np.cumsum(length) - length, length)
    year = first[project] + within
    order = np.lexsort((project, year, dept[project]))
    project, year = project[order], year[order]
    dept_year = dept[project] * 10_000 + year
    key, line_dy, counts = np.unique(dept_year, return_inverse=True, return_counts=True)
    rank = np.arange(project.size) - np.repeat(np.cumsum(counts) - counts, counts) + 1

    dy_year = key % 10_000
    is_as_of = (dy_year == span[-1]) & (rng.random(key.size) < _AS_OF_SHARE)
    is_sloppy = ~is_as_of & (rng.random(key.size) < _SLOPPY_SHARE)
    parent, parent_dept = _families(rng, dept, first, last)
    dept_id = pl.Series([f"{d.slug}-{f.slug}" for d in chosen_districts for f in chosen_functions])
    names = _project_names(rng, chosen_functions, dept, dept_district, dept_function)
    families = _family_names(rng, parent_dept, dept_district)
    every_dept = np.concatenate([dept, parent_dept])
    return World(
        seed, tuple(int(y) for y in span), chosen_districts, chosen_functions, dept_district, dept_function, dept_id,
        pl.Series([d.name + f.suffix for d in chosen_districts for f in chosen_functions]),
        key // 10_000, dy_year, is_as_of, is_sloppy,
        dept.size, every_dept, _project_ids(dept_id, dept, parent_dept), pl.concat([names, families]),
        np.concatenate([parent, np.full(parent_dept.size, -1)]),
        project, line_dy.astype(np.int64), rank,
    )  # fmt: skip


def _lives(
    rng: np.random.Generator, districts: tuple[District, ...], functions: tuple[Function, ...], span: Ints, mean: float
) -> tuple[Ints, Ints, Ints]:
    """Department, first year and life of every project, also of those that began before the first report."""
    shares = np.asarray(_LIFE_SHARES)
    mean_life = float((shares * np.arange(1, _LONGEST + 1)).sum())
    size = np.outer([d.size for d in districts], [f.lines for f in functions]).ravel()
    size = np.maximum(size / np.average(size) * mean, 8.0)
    starts = np.arange(span[0] - _LONGEST + 1, span[-1] + 1)
    growth = 1 + 0.015 * (starts - span[0])
    count = rng.poisson(np.outer(size, growth / growth.mean()) / mean_life)
    dept = np.repeat(np.arange(size.size), count.sum(axis=1))
    start = np.repeat(np.tile(starts, size.size), count.ravel())
    life = rng.choice(np.arange(1, _LONGEST + 1), size=dept.size, p=shares)
    return dept, start, life


def _families(rng: np.random.Generator, dept: Ints, first: Ints, last: Ints) -> tuple[Ints, Ints]:
    """Parent index (or -1) of each project, and the department of each parent.

    A family is the first three projects that one department begins in one year and that live two years or more.
    """
    candidates = np.flatnonzero(last > first)
    key = dept[candidates] * 10_000 + first[candidates]
    order = np.argsort(key, kind="stable")
    _, begin, size = np.unique(key[order], return_index=True, return_counts=True)
    begin = begin[size >= _FAMILY_SIZE]
    chosen = np.sort(rng.choice(begin, size=min(60, begin.size // 4), replace=False))
    members = candidates[order[chosen[:, None] + np.arange(_FAMILY_SIZE)]]
    parent = np.full(dept.size, -1)
    parent[members] = dept.size + np.arange(chosen.size)[:, None]
    return parent, dept[members[:, 0]]


def _project_ids(dept_id: pl.Series, dept: Ints, parent_dept: Ints) -> pl.Series:
    frame = pl.DataFrame({"dept": np.concatenate([dept, parent_dept])}).with_columns(
        pl.Series("kind", ["p"] * dept.size + ["f"] * parent_dept.size)
    )
    number = (pl.int_range(pl.len()).over("dept", "kind") + 1).cast(pl.String).str.zfill(3)
    text = pl.concat_str([pl.lit(dept_id.gather(frame["dept"])), pl.lit("-"), pl.col("kind"), number])
    return frame.select(text.alias("id"))["id"]


def _toponyms() -> pl.Series:
    seconds = places.TOPONYM_SECOND
    return pl.Series([a + b for a in places.TOPONYM_FIRST for b in seconds if a != b])


def _project_names(
    rng: np.random.Generator, functions: tuple[Function, ...], dept: Ints, dept_district: Ints, dept_function: Ints
) -> pl.Series:
    """Place + stem + phase. A district uses the place names of its own part of the list, so names seldom meet."""
    words = [stem for f in functions for stem in stems.STEMS[f.slug]]
    counts = np.asarray([len(stems.STEMS[f.slug]) for f in functions])
    offset = np.cumsum(counts) - counts
    function = dept_function[dept]
    stem = offset[function] + (rng.random(dept.size) * counts[function]).astype(np.int64)
    classes = list(places.PLACE_SUFFIXES)
    letter = np.asarray([classes.index(word[0]) for word in words])[stem]
    sizes = np.asarray([len(places.PLACE_SUFFIXES[c]) for c in classes])
    ends = [end for c in classes for end in places.PLACE_SUFFIXES[c]]
    suffix = (np.cumsum(sizes) - sizes)[letter] + (rng.random(dept.size) * sizes[letter]).astype(np.int64)

    toponyms = _toponyms()
    part = toponyms.len() // len(places.DISTRICTS)
    toponym = _scattered(dept_district[dept] * part + rng.integers(0, part, dept.size), toponyms.len())
    phase = rng.choice(len(stems.PHASES), size=dept.size, p=stems.PHASE_SHARES)
    frame = pl.DataFrame({"dept": dept}).with_columns(
        pl.concat_str(
            [
                toponyms.gather(toponym),
                pl.Series(ends).gather(suffix),
                pl.Series([w[1:] for w in words]).gather(stem),
                pl.Series(stems.PHASES).gather(phase),
            ]
        ).alias("name")
    )
    repeat = pl.int_range(pl.len()).over("dept", "name").cast(pl.Int64)
    endings = pl.Series(stems.REPEATS)
    ending = endings.gather(frame.select(repeat.alias("n"))["n"])
    return frame["name"] + ending


def _scattered(index: Ints, size: int) -> Ints:
    """A fixed permutation of 0..size-1, so that the place names of one district do not share their first character."""
    step = next(s for s in range(701, 2 * size) if np.gcd(s, size) == 1)
    return index * step % size


def _family_names(rng: np.random.Generator, parent_dept: Ints, dept_district: Ints) -> pl.Series:
    toponyms = _toponyms()
    part = toponyms.len() // len(places.DISTRICTS)
    toponym = _scattered(dept_district[parent_dept] * part + rng.integers(0, part, parent_dept.size), toponyms.len())
    ending = rng.integers(0, len(stems.FAMILY_STEMS), parent_dept.size)
    return toponyms.gather(toponym) + pl.Series(stems.FAMILY_STEMS).gather(ending)
