from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from organizations.models import Job, Person, StoredFile
from tests.organizations.roster.generator import Made, write_csv

HEADER = ["Staff number", "Given name", "Family name", "Work email", "Department", "Manager number"]
ADA = ["0001", "Ada", "Rossi", "ada@ten.test", "Bank / Treasury", ""]
TOM = ["0002", "Tom", "Visser", "tom@ten.test", "Bank / Treasury", "0001"]
EWA = ["0003", "Ewa", "Łukasik", "ewa@ten.test", "Bank / Service", "0001"]


def csv_of(*rows, header=HEADER, **options):
    return write_csv(Made(list(header), [list(row) for row in rows]), **options)


class Desk:
    """An admin at the import's pages; the worker answers at once, after the request's transaction."""

    def __init__(self, cast, browser, commits, who="admin"):
        self.cast, self.browser, self.commits, self.who = cast, browser, commits, who

    def url(self, view, **kwargs):
        return self.cast.url(f"organizations:{view}", **kwargs)

    def get(self, view, **kwargs):
        return self.browser.get(self.url(view, **kwargs))

    def post(self, view, data=None, **kwargs):
        with self.commits(execute=True):
            return self.browser.post(self.url(view, **kwargs), data or {})

    def token(self):
        return self.get("import").context["form"].fields["token"].initial()

    def upload(self, content, name="roster.csv", token=None):
        """The answer; `job` afterwards is the import."""
        file = SimpleUploadedFile(name, content) if isinstance(content, bytes) else content
        return self.post("import", {"file": file, "token": token or self.token()})

    @property
    def job(self):
        with self.cast.works():
            return Job.objects.filter(kind="roster").newest_first().first()

    def page(self):
        return self.get("import_job", pk=self.job.pk)

    def check_again(self, **data):
        return self.post("import_columns", data, pk=self.job.pk)

    def write(self, fingerprint=None, **data):
        job = self.job
        data["fingerprint"] = fingerprint or job.result["fingerprint"]
        return self.post("import_writing", data, pk=job.pk)

    def bring(self, content, name="roster.csv"):
        """From the file to the written roster."""
        self.upload(content, name)
        self.write()

    def people(self):
        with self.cast.works():
            return {person.name: person for person in Person.objects.select_related("manager")}

    def files(self):
        with self.cast.works():
            return sorted(StoredFile.objects.values_list("name", flat=True))


@pytest.fixture
def desk(cast, visit, django_capture_on_commit_callbacks):
    return Desk(cast, visit(cast.admin), django_capture_on_commit_callbacks)


@pytest.fixture
def file_of():
    def make(content, name="roster.csv"):
        file = BytesIO(content)
        file.name = name
        return file

    return make
