"""Opens the snapshot in service of a dataset and lists what can be chosen in it.

Belongs here: from published names to the options of the filters. Does not belong here: widgets, figures.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import polars as pl

from dashboard.choices import Choices, DepartmentOption, Option
from dashboard.context import OpenDataset
from dashboard.metrics import places
from dashboard.strings import Words
from etl.contracts import CASES_GROUP


def opened_dataset(opened: Any, datasets: tuple[str, ...], w: Words, *, has_cases: bool) -> OpenDataset:
    """An open snapshot (its ``ask`` answers metrics) with its choices; public cases among them only when the reader
    adds them. ``datasets``: the names of all there are."""
    departments = opened.ask(places.departments)
    groups = tuple(departments.get_column("source_group").unique().sort())
    main = tuple(g for g in groups if g != CASES_GROUP) or groups
    shown = groups if has_cases else main
    years = opened.ask(places.years).filter(pl.col("source_group").is_in(shown))
    return OpenDataset(
        warehouse=opened,
        choices=_choices(departments, shown, years, w, datasets, has_cases=len(main) < len(groups)),
        build_id=opened.snapshot.build_id,
        main_groups=main if len(main) < len(groups) else (),
        is_fallback=opened.snapshot.is_fallback,
    )


def _choices(
    departments: pl.DataFrame,
    shown: tuple[str, ...],
    years: pl.DataFrame,
    w: Words,
    datasets: tuple[str, ...],
    *,
    has_cases: bool,
) -> Choices:
    rows = departments.filter(pl.col("source_group").is_in(shown)).unique("department_id").sort("department_id")
    places_used = rows.unique("district_code").sort("district_code").to_dicts()
    names = Counter(p["district"] for p in places_used)
    department_names = Counter(rows.get_column("department").to_list())
    cities: dict[str, dict[str, str]] = {}
    districts: dict[str, list[Option]] = {}
    for place in places_used:
        code, city_code, province_code = place["district_code"], place["city_code"], place["province_code"]
        is_own = code == city_code
        city_label = place["city"] or (w("places.of_province") if is_own else w("places.without_city"))
        cities.setdefault(province_code, {})[city_code] = city_label
        label = w("places.own_level", name=place["district"]) if is_own else place["district"]
        if names[place["district"]] > 1 and place["city"]:
            label = w("places.with_city", name=label, city=place["city"])
        districts.setdefault(city_code, []).append((code, label))
    return Choices(
        provinces=tuple(sorted({(p["province_code"], p["province"]) for p in places_used})),
        cities={code: tuple(sorted(labels.items())) for code, labels in cities.items()},
        districts={code: tuple(options) for code, options in districts.items()},
        departments=tuple(
            DepartmentOption(
                r["department_id"],
                w("places.with_city", name=r["department"], city=r["city"])
                if department_names[r["department"]] > 1 and r["city"]
                else r["department"],
                r["district_code"],
                r["function"],
            )
            for r in rows.to_dicts()
        ),
        functions=tuple((f, f) for f in sorted(rows.get_column("function").unique().to_list())),
        years=tuple(sorted(set(years.get_column("year").to_list()))),
        has_cases=has_cases,
        datasets=datasets,
    )
