"""`make bench`: what the pages, the row policies and the clock cost, each as a ratio within this run."""

import logging
import os
import sys

import django
from django.conf import settings

ROUNDS = 31
FEW, MANY = 10, 1000


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ["DATABASE_ROLE"] = "app_test"
    django.setup()
    settings.ALLOWED_HOSTS, settings.ROOT_URLCONF = ["testserver"], "tests.bench.urls"
    settings.CACHES["default"] = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    logging.disable(logging.CRITICAL)
    from tests.notifications.conftest import TEMPLATES

    from . import world

    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    settings.TEMPLATES[0]["DIRS"].append(TEMPLATES)  # the trial reminder's

    say("Filling the demonstration ...")
    world.build()
    world.become("app_web")
    measure()


def measure():
    from . import boards, engine, following, pages, queries, reminders

    title(
        "Pairing over one plain assignment of the same scores: score, solve, floor and all prices (and all put into words)"
    )
    engine.over_a_plain_assignment(20)  # what is loaded once
    for size, most in ((500, 60), (2000, 20)):
        priced, told, memory = engine.over_a_plain_assignment(size)
        say(f"  {size:5} × {size:<5} {priced:5.1f} × (at most {most})   {told:5.1f} ×   {memory:.2f} GB at the peak")
    found = pages.of_the_demonstration()
    title("Pages over a bare view with the same SQL by hand (aim 4, at most 6)")
    for page in found:
        seconds, times, statements = pages.over_the_same_sql_by_hand(page, ROUNDS)
        say(f"  {page.name:22} {1000 * seconds:6.1f} ms  {statements:3} statements  {times:5.2f} ×")
    title("Pages with row security over pages without (at most 1.10)")
    for name, times in pages.with_row_security_over_without(found, ROUNDS).items():
        say(f"  {name:22} {times:5.3f} ×")
    title(
        f"A page's own queries with {FEW} and with {MANY} rows in each list (the same, at most 12), and its frame's (at most 8)"
    )
    few, many = queries.with_rows(FEW), queries.with_rows(MANY)
    for name, (own, frame) in many.items():
        say(f"  {name:22} {few[name][0]:3} {own:3}   frame {few[name][1]:2} {frame:2}")
    title(f"The board with {boards.MANY} pairs over the board with {boards.FEW} (at most {boards.MANY // boards.FEW})")
    for name, (few, many, times) in boards.with_many_over_few(ROUNDS // 6).items():
        say(f"  {name:22} {1000 * few:6.0f} ms  {1000 * many:6.0f} ms  {times:5.2f} ×")
    title("Live pages open at once: how late each follows what the other did (99 of 100 within 2 s)")
    for number in (2, 200):
        show(number, following.with_pages_open(number, 60))
    title("Reminders a second over raw inserts of single rows, fsync on (aim above 0.1)")
    rate, share = reminders.over_raw_inserts(ROUNDS // 4)
    say(f"  {rate:.0f} a second, {share:.3f} ×")


def show(number, found):
    say(
        f"  {number:3} pages   {found.rate:5.1f} requests a second   web {found.web:.2f} cores, database {found.database:.2f}"
    )
    say(
        f"              late by {found.late_by(50):.2f} s, 99 of 100 by {found.late_by(99):.2f} s, {len(found.late)} times"
    )


def title(words):
    say(f"\n{words}")


def say(words):
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
