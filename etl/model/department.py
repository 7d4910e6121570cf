"""Departments with the names and codes of the places above them. One row per department."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir


def department(rows: ir.Table, district: ir.Table) -> ir.Table:
    """Join each department to its division (n:1) and that to its parent (n:1).

    ``city_code`` is never null, so that a filter finds every department: a prefecture's own departments have the
    prefecture, a province's own departments and counties directly under a province have the province.
    """
    parent = district.select(
        above_code=district.district_code, above_level=district.level, above_parent=district.parent_code
    )
    joined = rows.left_join(district, "district_code").left_join(parent, [ibis._.parent_code == parent.above_code])
    is_county = joined.level == "county"
    under_city = joined.above_level == "prefecture"
    return joined.mutate(
        city_code=is_county.ifelse(joined.parent_code, joined.district_code),
        province_code=ibis.cases(
            (joined.level == "province", joined.district_code),
            (is_county & under_city, joined.above_parent),
            else_=joined.parent_code,
        ),
    )
