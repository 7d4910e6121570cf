"""分别为 a、b、c: figures dealt out over named projects in one sentence, only where the counts match.

Belongs here: such sentences. Does not belong here: figures with a label each.
"""

from __future__ import annotations

from etl.read.prose.facts import Walk
from etl.read.prose.outline import Node
from etl.read.prose.register import Register
from etl.read.prose.title import Title


def add(walked: Walk, root: Node, title: Title, register: Register) -> None:
    """Facts of sentences with 分别为, in reading order."""
