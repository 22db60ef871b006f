"""Seconds and memory from file to plan: `python -m tests.organizations.roster.measure [rows]`.

Each run is a process of its own, so that its peak is its own.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from organizations.roster import guess_columns, make_plan, read_people, read_table
from tests.organizations.roster.generator import COLUMNS, TODAY, company, write_csv, write_xlsx

WIDTH = 36
WRITERS = {"csv": write_csv, "xlsx": write_xlsx}


def plan_file(path: str) -> str:
    start = time.perf_counter()
    with read_table(path, path) as table:
        guesses = guess_columns(table.header, [row.cells for row in table.sample], table.whole)
        people = read_people(table, guesses, TODAY)
    read = time.perf_counter() - start
    plan = make_plan(people, [], TODAY)
    counts = f"{len(plan.additions)} additions, {len(plan.past)} past leavers, {plan.managers}"
    times = f"{time.perf_counter() - start:.1f} s (reading {read:.1f} s; {time.process_time():.1f} s of processor)"
    return f"{times}, peak {peak():.0f} MB; {counts}"


def peak() -> float:
    """Megabytes. The kernel's ru_maxrss will not do: a process begins it with the size of the one that started it."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def measure(rows: int) -> list[str]:
    made = company(rows, filler=WIDTH - len(COLUMNS))
    lines = []
    with tempfile.TemporaryDirectory() as folder:
        for kind, write in WRITERS.items():
            path = Path(folder) / f"roster.{kind}"
            path.write_bytes(write(made))
            command = [sys.executable, "-m", __spec__.name, "--file", str(path)]
            run = subprocess.run(command, capture_output=True, text=True, check=True)
            lines.append(f"{kind}: {rows} x {WIDTH}, {path.stat().st_size / 2**20:.0f} MB: {run.stdout.strip()}")
    return lines


if __name__ == "__main__":
    if sys.argv[1:2] == ["--file"]:
        sys.stdout.write(plan_file(sys.argv[2]) + "\n")
    else:
        sys.stdout.write("\n".join(measure(int((sys.argv[1:] or ["100000"])[0]))) + "\n")
