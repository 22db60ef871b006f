import subprocess
import sys

import pytest

PURE = [
    "config.production",
    "organizations.wording",
    "organizations.role_words",
    "organizations.zones",
    "notifications.bounces",
    "notifications.waking",
    "programs.coach",
    "programs.coach_nouns",
    "programs.drafting",
    "programs.versions",
    "programs.coach_figures",
    "programs.differences",
    "programs.openings",
    "programs.weekly",
    "programs.launch",
    "pairing.hours",
    "pairing.engine",
    "sessions.agenda",
    "sessions.hours_grid",
    "sessions.ical",
    "sessions.live",
    "sessions.merging",
    "sessions.public_holidays",
    "sessions.recurrence",
    "sessions.rhythm",
    "sessions.vtimezone",
    "metrics.disclosure",
    "metrics.outlook",
    "metrics.statistics",
]


@pytest.mark.parametrize("module", PURE)
def test_pure_modules_load_neither_django_nor_scipy(module):
    code = f"import sys, {module}; print(*sorted({{'django', 'scipy'}} & set(sys.modules)))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == []
