"""Runs one program within limits: ``python -m etl.read.limited PROGRAM ARGUMENT…`` sets them on itself and becomes it.

Belongs here: the limits. Does not belong here: which program (``convert``). A function of its own between fork and exec
would not be safe beside threads.
"""

from __future__ import annotations

import os
import resource
import sys

_MEMORY = 4 * 2**30
_LARGEST_OUTPUT = 200 * 2**20


def main() -> None:
    """Limit this process and become the program."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_LARGEST_OUTPUT, _LARGEST_OUTPUT))
    os.execv(sys.argv[1], sys.argv[1:])  # noqa: S606 - no shell: the program's path was looked up by the caller


if __name__ == "__main__":
    main()
