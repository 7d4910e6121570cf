"""The dashboard with a stopwatch: every run of its script adds one line of JSON to the file ``JIXIAO_TIMES`` names:
``total`` seconds of the run, ``processor`` time of the process meanwhile, the parts that ``stopwatch`` knows, and
``before``: packing of the run before."""

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
started, busy = time.perf_counter(), time.process_time()
try:
    app.main(app._open)
finally:
    own = {"total": time.perf_counter() - started, "processor": time.process_time() - busy}
    with Path(os.environ["JIXIAO_TIMES"]).open("a", encoding="utf-8") as file:
        file.write(json.dumps({**own, **stopwatch.OWN.spent, "before": before}) + "\n")
