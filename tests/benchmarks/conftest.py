"""Benchmarks are scripts, not a package: their folder is put where they find each other, as Python does when
one runs."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))
