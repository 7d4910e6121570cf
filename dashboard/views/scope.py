"""Where and when a page looks, and whose a listed row is.

Belongs here: the words for the filtered places and years, the owner of a listed row and where it leads; shared by
原因分析 and 部门对比. Does not belong here: figures, sentences of one view, paging (``record_rows``).
"""

from __future__ import annotations

from typing import Any

from dashboard.choices import DepartmentOption
from dashboard.components.address import go, link
from dashboard.context import Context
from dashboard.metrics import execution
from dashboard.stories.names import Row, place, short_function
from dashboard.views.common import open_project, project_link


def in_reach(context: Context) -> list[DepartmentOption]:
    """The departments of the filtered places and functions; chosen departments do not narrow them."""
    address, choices = context.address, context.choices
    districts = frozenset(address.districts or dict(choices.districts_in(address.province, address.city)))
    return list(choices.departments_in(districts, frozenset(address.functions)))


def reporting(context: Context) -> frozenset[str]:
    """The departments with a row under the filter, public cases left out."""
    rows = context.warehouse.ask(execution.execution_by, context.main_filter, "department_id")
    return frozenset(rows["department_id"])


def where_to(context: Context) -> tuple[str, int]:
    """The filtered place in words and how many of its departments have a row; a department that stands alone by its
    name."""
    w, address = context.w, context.address
    options = in_reach(context)
    if address.departments:
        options = [d for d in options if d.department_id in address.departments]
    with_rows = reporting(context)
    found = [d for d in options if d.department_id in with_rows]
    shown = found or options
    if len(shown) == 1:
        return shown[0].label, 1
    districts = {d.district_code for d in shown}
    names = dict(context.choices.districts_in(None, None))
    return names[next(iter(districts))] if len(districts) == 1 else w("reasons.places", n=len(districts)), len(found)


def period(context: Context) -> str:
    """The filtered years in words: 2022年, 2020—2024年."""
    years = context.choices.years
    first = context.address.year_from or (years[0] if years else 0)
    last = context.address.year_to or (years[-1] if years else 0)
    return context.w("reasons.year" if first == last else "reasons.years", first=first, last=last)


def where(context: Context) -> str:
    """Place, number of departments and years, for the path at the top left."""
    w = context.w
    name, n = where_to(context)
    if n == 1:
        return w("common.comma").join((name, period(context)))
    return w("reasons.crumb", place=name, n=n, period=period(context))


def owner(context: Context, row: Row) -> str:
    """Whose row it is: district (with its city where several are shown), short function where they differ, year."""
    choices = context.choices
    is_one_city = len(choices.cities_in(None)) == 1
    parts = [str(row["district"]) if is_one_city else place(context, row)]
    if len(choices.functions) > 1:
        parts.append(short_function(context, row["function"]))
    return context.w("reasons.department_separator").join((*parts, str(row["year"])))


def row_target(row: Row) -> str:
    """What identifies a listed row for ``open_target``: the project-year, else the department and year."""
    return str(row["project_row"] or f"{row['department_id']}||{row['year']}")


def row_link(row: Row) -> str:
    """Address that ``open_target`` opens for the row."""
    if row["project_row"]:
        return project_link(row["project_row"])
    return link("low", **_of_department(row["department_id"], row["year"]))


def open_target(target: str) -> None:
    """Open the project of a row, or the low-execution list of its department and year."""
    if "||" not in target:
        open_project(target)
    department, year = target.split("||")
    go("low", **_of_department(department, int(year)))


def _of_department(department_id: str, year: int) -> dict[str, Any]:
    return {"departments": (department_id,), "year_from": year, "year_to": year, "id": None, "row": None}
