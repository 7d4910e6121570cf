"""The dashboard with a stopwatch, see ``stopwatch``."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from dashboard import app
from tests.bench import stopwatch

stopwatch.noted(lambda: app.main(app._open))
