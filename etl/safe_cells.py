"""Text from data in the cells of a spreadsheet.

Belongs here: what could run as a formula, for CSV and XLSX alike, in files of the dashboard and of a load. Does not
belong here: writing files. Standard library only: like the contract, both sides import it.
"""

from __future__ import annotations

from typing import Any

# A cell that begins with one of these is run as a formula by Excel or WPS; the full-width twins are folded by them.
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")


def neutralise(value: Any) -> Any:
    """Text that could run as a formula, with an apostrophe before it; numbers, dates and None as they are."""
    if isinstance(value, str) and value.lstrip(" \u3000").startswith(_DANGEROUS):
        return "'" + value
    return value
