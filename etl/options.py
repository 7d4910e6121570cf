"""Options and arguments that several commands take.

Belongs here: their types and what is said of them. Does not belong here: the commands (``__main__``).
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

DataOption = Annotated[Path, typer.Option("--data", help="输入数据所在文件夹。")]
WarehouseOption = Annotated[Path, typer.Option("--warehouse", help="快照所在文件夹。")]
# One that may not be read is a sentence beside the others.
FilesArgument = Annotated[list[Path], typer.Argument(help="电子表格、报告，或装着它们的文件夹。", readable=False)]
ReplacesOption = Annotated[
    list[str] | None,
    typer.Option("--replaces", help="这是哪一次装载（或其中哪个文件）的改正：替换它的全部行（可多次）。"),
]
BesideOption = Annotated[
    list[str] | None, typer.Option("--beside", help="这不是哪一次装载（或其中哪个文件）的改正：两份都保留（可多次）。")
]
