"""The dashboard with a stopwatch: every run of its script adds one line of JSON to the file ``JIXIAO_TIMES`` names:
``total`` seconds of the run, the parts ``stopwatch`` knows, and ``before``: packing of the run before."""

import json
import os
import sys
import time
from collections import defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from dashboard import app
from tests.bench import stopwatch

stopwatch.OWN.spent = defaultdict(float)
before = dict(stopwatch.WIRE)
stopwatch.WIRE.clear()
started = time.perf_counter()
try:
    app.main(app._open)
finally:
    total = time.perf_counter() - started
    with Path(os.environ["JIXIAO_TIMES"]).open("a", encoding="utf-8") as file:
        file.write(json.dumps({"total": total, **stopwatch.OWN.spent, "before": before}) + "\n")
