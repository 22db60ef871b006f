"""How well the research-question coach does on examples labeled by hand."""

from django.core.management import BaseCommand

from programs.coach_figures import HALVES, examples, figures, misses

TITLES = {
    "tuned": "Examples that the rules were improved on",
    "held_out": "Examples held out: the rules were never changed for them",
}


class Command(BaseCommand):
    help = (
        "Print precision and recall of the coach's rules on the labeled examples, "
        "apart for those that the rules were improved on and those held out."
    )

    def add_arguments(self, parser):
        parser.add_argument("--misses", action="store_true", help="also list where rules and labels differ")

    def handle(self, *args, misses, **options):
        for half in HALVES:
            self._table(half, examples(half))
            if misses:
                self._misses(examples(half))

    def _table(self, half, shown):
        weak = sum(bool(it.weak) for it in shown)
        self.stdout.write(f"{TITLES[half]}: {len(shown)}, {weak} weak.\n\n")
        self.stdout.write(f"{'rule':20}{'weak':>6}{'caught':>8}{'wrongly':>9}{'precision':>11}{'recall':>8}")
        for it in figures(shown):
            counts = f"{it.weak:6}{it.right:8}{it.named - it.right:9}"
            self.stdout.write(f"{it.label:20}{counts}{_percent(it.precision):>11}{_percent(it.recall):>8}")
        self.stdout.write("")

    def _misses(self, shown):
        for miss in misses(shown):
            words = [f"silent: {name}" for name in sorted(miss.silent)]
            words += [f"wrongly: {name}" for name in sorted(miss.wrong)]
            self.stdout.write(f"  {', '.join(words)}\n    {miss.example.text}")
        self.stdout.write("")


def _percent(share):
    return "–" if share is None else f"{share:.0%}"
