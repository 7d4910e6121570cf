"""Everything drawn for one city, handed to the modules that write tables and truth.

Belongs here: the bundle. Does not belong here: how any of it is drawn.
"""

from __future__ import annotations

from dataclasses import dataclass

from etl.demo.keys import Keys
from etl.demo.money import Lines
from etl.demo.planting import Planted
from etl.demo.reports import Reports
from etl.demo.world import World


@dataclass(frozen=True)
class City:
    """The arrays of all grains, contradictions included, and the identifiers of their rows."""

    world: World
    lines: Lines
    planted: Planted
    reports: Reports
    keys: Keys
