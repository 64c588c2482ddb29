"""Run the benchmarks: `make benchmark`, or `make benchmark FOLDER=path/to/monographs`.

`make benchmark LARGE=400000` adds a corpus of that many FAQs.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks import repair, scaling, speed, spelling

parser = argparse.ArgumentParser(prog="python -m benchmarks")
parser.add_argument("folder", nargs="?", type=Path, help="generated monographs, to see the repair")
parser.add_argument("--large", type=int, action="append", default=[], help="FAQs of one more size")
arguments = parser.parse_args()

print("speed, and growth with the number of FAQs")
speed.main([*speed.SIZES, *arguments.large])
print("batches over several workers")
scaling.main()
if arguments.folder:
    print("repair of generated front matter")
    repair.main(arguments.folder)
print("misspelt names of medicines")
spelling.main([])
