"""Whether the audit log still says what it said when the clock sealed it."""

from django.core.management import BaseCommand, CommandError

from organizations.chain import first_break
from organizations.models import AuditEntry, AuditSeal, Organization
from organizations.tenancy.scope import WORKER, scope

HOLDS, BROKEN, WRONG_CALL = 0, 1, 2
HOW = {
    "missing": "entry number {n} is gone from the chain",
    "altered": "entry number {n} is not what was sealed: it was altered, or one before it was taken out",
}


class Command(BaseCommand):
    help = (
        "Verify the chain of an organization's audit log, and print its head. Runs as the worker (DATABASE_ROLE=app_worker). "
        "Keep the head elsewhere: given back with --head it also shows whether the newest entries were cut off. "
        "Ends with 0: it holds; 1: it is broken; 2: the call is wrong."
    )

    def add_arguments(self, parser):
        parser.add_argument("--organization", required=True, metavar="SLUG", help="as in its address: /o/SLUG/")
        parser.add_argument("--head", metavar="NUMBER:SEAL", help="a head that this command printed earlier")

    def handle(self, *args, organization, head, **options):
        found = Organization.by_slug(organization)
        if found is None:
            says = f"There is no organization “{organization}”. Its name stands in its address, after /o/."
            raise CommandError(says, returncode=WRONG_CALL)
        known = self._read(head) if head else None
        with scope(WORKER, found.pk):
            self._verify(known)

    def _verify(self, known):
        if broken := first_break(AuditSeal.objects.links()):
            raise CommandError(f"BROKEN: {HOW[broken.how].format(n=broken.number)}.", returncode=BROKEN)
        if known and not AuditSeal.objects.filter(number=known[0], seal=known[1]).exists():
            says = f"BROKEN: the chain holds, but it is not the one of the head {known[0]}: entries were cut off or sealed anew."
            raise CommandError(says, returncode=BROKEN)
        head = AuditSeal.objects.newest()
        sealed, waiting = head.number if head else 0, AuditEntry.objects.unsealed(head).count()
        self.stdout.write(f"The chain holds: {sealed} entries are sealed, {waiting} wait for the next minute.")
        if head:
            self.stdout.write(f"Head: {head.number}:{head.seal}")

    @staticmethod
    def _read(head):
        number, _, seal = head.partition(":")
        if not number.isdecimal() or len(seal) != 64:
            raise CommandError(
                "A head is a number, a colon and 64 letters, as this command prints it.", returncode=WRONG_CALL
            )
        return int(number), seal
