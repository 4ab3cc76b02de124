"""All benchmarks, one after another: ratios and processor time of one run, never a promise about another machine."""

from __future__ import annotations

import os
import subprocess
import sys

BENCHMARKS = ("answering", "publishing", "load", "weighting", "themes")
ON_REQUEST = ("small_area", "coverage", "reading")
"""What takes minutes runs when it is named: simulations that judge estimates, and the reading of very many comments."""


def main(names: list[str]) -> int:
    unknown = [name for name in names if name not in BENCHMARKS + ON_REQUEST]
    if unknown:
        print(f"No benchmark is called {', '.join(unknown)}. There are: {', '.join(BENCHMARKS + ON_REQUEST)}")
        return 2
    failed = 0
    # One process each, so that no benchmark pays for what another one loaded; one thread, as the goals are stated.
    single = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    for name in names or BENCHMARKS:
        print(f"\n=== {name}", flush=True)
        failed |= subprocess.run(
            [sys.executable, "-m", f"benchmarks.{name}"], env=single, check=False
        ).returncode
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
