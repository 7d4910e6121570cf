"""The floor with the same stopwatch as the dashboard, see ``stopwatch``."""

import runpy
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.bench import stopwatch

stopwatch.noted(lambda: runpy.run_path(str(Path(__file__).with_name("floor_app.py"))))
