"""``data/datapackage.json`` (Frictionless Data Package), made from the contract and the committed input files.

Belongs here: the translation of the contract. Does not belong here: anything the contract does not say.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from etl import contracts
from etl.contracts import Column, Table, Type
from etl.inputs import DATAPACKAGE, SUFFIXES

_TYPES: dict[Type, str] = {
    Type.TEXT: "string",
    Type.INTEGER: "integer",
    Type.MONEY: "number",
    Type.RATE: "number",
    Type.SCORE: "number",
    Type.NUMBER: "number",
    Type.BOOLEAN: "boolean",
    Type.DATE: "date",
    Type.TIMESTAMP: "datetime",
}
#: Committed datasets; demo inputs are generated and therefore not listed.
_FOLDERS = ("reference", "real")


def describe(data: Path) -> dict[str, Any]:
    """The package's content: one resource per committed input file, in a stable order."""
    names = {t.name for t in contracts.INPUT_TABLES}
    files = sorted(p for f in _FOLDERS for p in (data / f).rglob("*") if p.suffix in SUFFIXES and p.stem in names)
    return {
        "name": "jixiao",
        "title": "预算绩效自评：结构化输入",
        "profile": "tabular-data-package",
        "version": contracts.VERSION,
        "resources": [_resource(p.relative_to(data)) for p in files],
    }


def text(data: Path) -> str:
    """The package as it stands in the file."""
    return json.dumps(describe(data), ensure_ascii=False, indent=1) + "\n"


def write(data: Path) -> Path:
    """Write ``data/datapackage.json``; returns its path."""
    path = data / DATAPACKAGE
    path.write_text(text(data), encoding="utf-8")
    return path


def _resource(path: Path) -> dict[str, Any]:
    table = contracts.table(path.stem)
    return {
        "name": "-".join(path.with_suffix("").parts).replace("_", "-"),
        "path": path.as_posix(),
        "title": table.zh,
        "description": " ".join(filter(None, (f"{table.grain_zh}。", table.warning_zh))),
        "profile": "tabular-data-resource",
        "encoding": "utf-8",
        "schema": _schema(table),
    }


def _schema(table: Table) -> dict[str, Any]:
    references = [
        {"fields": c.name, "reference": {"resource": c.reference, "fields": contracts.table(c.reference).key[0]}}
        for c in table.inputs
        if c.reference is not None
    ]
    schema: dict[str, Any] = {"fields": [_field(c) for c in table.inputs], "primaryKey": list(table.key)}
    return {**schema, "foreignKeys": references} if references else schema


def _field(column: Column) -> dict[str, Any]:
    constraints: dict[str, Any] = {}
    if column.required:
        constraints["required"] = True
    if column.choices:
        constraints["enum"] = list(column.choices)
    field: dict[str, Any] = {"name": column.name, "type": _TYPES[column.type], "title": column.zh}
    if column.unit:
        field["unit"] = column.unit
    if column.note_zh:
        field["description"] = column.note_zh
    return {**field, "constraints": constraints} if constraints else field
