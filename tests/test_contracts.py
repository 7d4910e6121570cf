"""The contract and everything made from it."""

from __future__ import annotations

from pathlib import Path

import ibis
import pytest

from dashboard.data.engine import DuckDBEngine
from dashboard.metrics.tables import published
from etl import contracts, datapackage
from tests.conftest import DATA

_DUCKDB = {"VARCHAR": "string", "INTEGER": "int32", "DOUBLE": "float64", "BOOLEAN": "boolean"}


def test_datapackage_is_what_the_contract_says() -> None:
    written = (DATA / "datapackage.json").read_text(encoding="utf-8")
    assert written == datapackage.text(DATA), "run: python -m etl datapackage"


@pytest.mark.parametrize("table", contracts.TABLES, ids=lambda t: t.name)
def test_published_tables_have_the_contracts_columns_and_types(real: DuckDBEngine, table: contracts.Table) -> None:
    described = real.run_sql(f'DESCRIBE "{table.name}"')
    found = dict(zip(described["column_name"], described["column_type"], strict=True))
    assert found == {c.name: c.type.value for c in table.columns}
    assert published(table.name).schema() == ibis.schema(table.ibis_schema)


def test_references_point_at_tables_with_one_key_column() -> None:
    for table in contracts.TABLES:
        for column in table.columns:
            if column.reference:
                assert len(contracts.table(column.reference).key) == 1
        assert set(table.key) <= set(table.names)
        assert len(set(table.names)) == len(table.names)


def test_every_table_and_column_has_both_labels() -> None:
    for table in contracts.TABLES:
        assert table.zh
        assert table.en
        assert "一行" in table.grain_zh
        for column in table.columns:
            assert column.zh
            assert column.en


def test_contract_needs_the_standard_library_only() -> None:
    source = Path(contracts.__file__).read_text(encoding="utf-8")
    imported = [line for line in source.splitlines() if line.startswith(("import ", "from "))]
    assert {line.split()[1] for line in imported} == {"__future__", "dataclasses", "enum"}


def test_row_id_is_the_natural_key() -> None:
    assert contracts.row_id_of(("p", 2022, 2021, "self")) == "p|2022|2021|self"
    assert contracts.row_id_of(("d", None, 2022)) == "d|-|2022"


def test_row_ids_are_unique(real: DuckDBEngine) -> None:
    for table in contracts.TABLES:
        if table.has_row_id:
            counted = real.run_sql(f'SELECT count(*) AS n, count(DISTINCT row_id) AS d FROM "{table.name}"').row(0)
            assert counted[0] == counted[1], table.name
