"""Run the benchmarks: `make benchmark`, or `make benchmark FOLDER=path/to/monographs`."""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks import repair, speed, spelling
from faqbot.resources import shipped_monographs

folder = Path(sys.argv[1]) if sys.argv[1:] else shipped_monographs()
print("speed")
speed.main(folder)
if sys.argv[1:]:
    print("repair of generated front matter")
    repair.main(folder)
print("misspelt names of medicines")
spelling.main([])
