"""People & access: who may sign in here, with which roles."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from .. import access
from ..forms import ROLE_WORDS, RoleForm
from ..models import LastAdmin, Membership
from ..paging import page
from ..registries import in_slot

KEYS = ("person__family_name", "person__given_name", "id")
LAST_ADMIN = gettext_lazy("This is the only admin. Make someone else an admin first.")


@require_safe
def people(request):
    words = request.GET.get("q", "").strip()
    marks = _marks(request)
    members = _asking(access.people_with_access(request.membership).named(words), marks)
    found = page(members, KEYS, request.GET.get("after", ""))
    _mark(found.rows, marks)
    return render(request, "organizations/people.html", {"page": found, "words": words})


def _marks(request):
    return in_slot("people", request.membership, "person", request.now)


def _asking(members, marks):
    return members.annotate(**{mark.key: mark.when for mark in marks})


def _mark(members, marks):
    """`marks` to each: what higher apps say beside a name."""
    members = list(members)
    for it in members:
        it.marks = [mark for mark in marks if getattr(it, mark.key)]
    return members


@require_safe
def member(request, pk):
    found, marks = access.member(request.membership, pk), _marks(request)
    found.marks = _mark(_asking(Membership.objects.filter(pk=found.pk), marks), marks)[0].marks
    roles = [(role, *str(words).split(": ", 1), role in found.roles) for role, words in ROLE_WORDS.items()]
    _mark(request, [found])
    return render(request, "organizations/member.html", {"member": found, "roles": roles})


@require_POST
def roles(request, pk):
    found, form = access.member(request.membership, pk), RoleForm(request.POST)
    if form.is_valid():
        verb = found.give if form.cleaned_data["held"] else found.take
        _decide(request, verb, form.cleaned_data["role"])
    return _back(request, found)


@require_POST
def closing(request, pk):
    found = access.member(request.membership, pk)
    _decide(request, found.close)
    return _back(request, found)


@require_POST
def reopening(request, pk):
    found = access.member(request.membership, pk)
    _decide(request, found.reopen)
    return _back(request, found)


def _decide(request, verb, *arguments):
    try:
        verb(*arguments, by=request.membership, now=request.now)
    except LastAdmin:
        messages.error(request, LAST_ADMIN)


def _back(request, found):
    """To the page of the one decided about; who has just given up their own admin role goes home."""
    if found.pk == request.membership.pk and not (found.is_admin and found.active):
        return redirect("organizations:door")
    return redirect(request.membership.url("organizations:member", pk=found.pk))
