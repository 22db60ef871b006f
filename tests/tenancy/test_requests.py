"""What the middleware promises of every address inside an organization."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import include, path

from organizations.models import Membership, Person

ROUTES = {}


def route(view):
    ROUTES[view.__name__] = view
    return view


def write():
    Person.objects.create(family_name="Written")


@route
def kept(request):
    write()
    return HttpResponse("ok")


@route
def broken(request):
    write()
    raise ValueError("broken")


@route
def unavailable(request):
    write()
    return HttpResponse("later", status=503)


@route
def missing(request):
    write()
    raise Http404


@route
def forbidden(request):
    write()
    raise PermissionDenied


@route
def lazy(request):
    write()
    return TemplateResponse(request, "no/such/template.html")


@route
def stream(request):
    return StreamingHttpResponse(f"{person.family_name};" for person in Person.objects.in_order())


@route
def names(request):
    return HttpResponse(", ".join(str(person) for person in Person.objects.in_order()))


urlpatterns = [
    path("", include("config.urls")),
    *(path(f"o/<slug:organization>/try/{name}", view) for name, view in ROUTES.items()),
]
pytestmark = pytest.mark.urls(__name__)


@pytest.fixture
def as_leader(cast, visit):
    browser = visit(cast.leader)
    browser.raise_request_exception = False
    return browser


def written(cast):
    with cast.works():
        return Person.objects.filter(family_name="Written").exists()


@pytest.mark.parametrize(
    ("name", "status", "stays"),
    [
        ("kept", 200, True),
        ("broken", 500, False),
        ("unavailable", 503, False),
        ("missing", 404, False),
        ("forbidden", 403, False),
        ("lazy", 500, False),
    ],
)
def test_what_failed_leaves_nothing_written(cast, as_leader, name, status, stays):
    assert as_leader.get(f"/o/{cast.organization.slug}/try/{name}").status_code == status
    assert written(cast) is stays


def test_a_stream_is_read_inside_the_scope(cast, as_leader):
    answer = as_leader.get(f"/o/{cast.organization.slug}/try/stream")
    assert b"Marchetti;" in b"".join(answer.streaming_content)


def test_a_member_sees_the_rows_of_the_organization_in_the_address(cast, stranger, as_leader):
    assert "Giulia Marchetti" in as_leader.get(f"/o/{cast.organization.slug}/try/names").text


def test_an_organization_that_one_is_not_in_answers_like_one_that_is_not_there(cast, stranger, as_leader):
    theirs = as_leader.get(f"/o/{stranger.organization.slug}/")
    nobodys = as_leader.get("/o/nobody-bcdfg/")
    assert theirs.status_code == nobodys.status_code == 404
    assert theirs.content.replace(stranger.organization.slug.encode(), b"nobody-bcdfg") == nobodys.content
    assert sorted(theirs.headers) == sorted(nobodys.headers)


def test_a_visitor_is_asked_to_sign_in_whether_or_not_the_address_exists(cast, client):
    for slug in (cast.organization.slug, "nobody-bcdfg"):
        answer = client.get(f"/o/{slug}/")
        assert answer.status_code == 302
        assert answer.url == f"/accounts/login/?next=/o/{slug}/"


def test_a_fragment_asked_for_after_the_session_ended_sends_the_whole_page_to_sign_in(cast, client):
    answer = client.get(f"/o/{cast.organization.slug}/", headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == "/accounts/login/"


def test_deactivation_closes_the_door_at_once_and_leaves_the_sign_in(cast, as_leader):
    home = f"/o/{cast.organization.slug}/"
    assert as_leader.get(home).status_code == 200
    with cast.works():
        Membership.objects.filter(pk=cast.leader.pk).update(active=False)
    assert as_leader.get(home).status_code == 404
    assert as_leader.get("/").status_code == 200


def test_a_leaver_finds_the_door_closed(cast, as_leader):
    with cast.works():
        Person.objects.filter(pk=cast.leader.person_id).update(left_on="2026-09-01")
    assert as_leader.get(f"/o/{cast.organization.slug}/").status_code == 404


def test_an_organizations_pages_are_kept_by_no_cache(cast, as_leader):
    answer = as_leader.get(f"/o/{cast.organization.slug}/")
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert {"Cookie", "HX-Request", "HX-Target"} <= {name.strip() for name in answer.headers["Vary"].split(",")}
