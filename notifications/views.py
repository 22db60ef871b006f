from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organizations.paging import newest
from organizations.tenancy.scope import WEB, scope

from . import access, choosing
from .forms import ReachForm
from .links import PreferencesLink, UnsubscribeLink
from .models import Choice, DemoMail, Due, Preferences

PAGE = 30


@require_safe
def notices(request):
    mine = access.notices_of(request.membership)
    rows, before = newest(mine.newest_first(), request.GET.get("before"), PAGE)
    url = request.membership.url("notifications:notices")
    page = {"notices": rows, "unread": mine.unread().count(), "first_url": request.GET and url}
    return render(request, "notifications/notices.html", {**page, "next_url": before and f"{url}?before={before}"})


@require_POST
def notice_read(request, pk):
    """Open what the notice is about; it is read then."""
    notice = access.notice_of(request.membership, pk)
    access.notices_of(request.membership).filter(pk=notice.pk).mark_read(now=request.now)
    return redirect(notice.url or request.membership.url("notifications:notices"))


@require_POST
def notices_read(request):
    access.notices_of(request.membership).mark_read(now=request.now)
    return redirect(request.membership.url("notifications:notices"))


# --- what reaches a person: in the app, and by the links in each mail -------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def reach(request):
    form = _form(request, request.membership.person, choosing.roles_of(request.membership))
    if request.method == "POST" and form.is_valid():
        form.save_for(request.membership.person, now=request.now)
        messages.success(request, _("Saved."))
        return redirect(request.membership.url("notifications:reach"))
    return render(request, "notifications/reach.html", {"form": form, "zone": request.membership.person.zone})


def _form(request, person, roles=None):
    rows = Preferences.objects
    if request.method == "POST":
        return ReachForm(request.POST, instance=rows.stored(person), roles=roles)
    return ReachForm(instance=rows.of(person), roles=roles)


@require_POST
def links_void(request):
    Preferences.objects.stored(request.membership.person).void_links()
    messages.success(request, _("The links in all earlier mails open nothing any more."))
    return redirect(request.membership.url("notifications:reach"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request, token):
    """Without signing in: the choices, and nothing of whom or what they are about."""
    link = PreferencesLink.read(token)
    if link is None:
        return _lapsed(request)
    with scope(WEB, link.organization_id, link.person_id):
        try:
            person = choosing.behind(link)
        except Http404:
            return _lapsed(request)
        with timezone.override(person.zone):
            return _chosen(request, person)


def _chosen(request, person):
    form = _form(request, person)
    saved = request.method == "POST" and form.is_valid()
    if saved:
        form.save_for(person, now=request.now)
        form = ReachForm(instance=Preferences.objects.of(person))
    return render(request, "notifications/preferences.html", {"form": form, "saved": saved, "zone": person.zone})


@csrf_exempt  # a mail program posts here by itself (RFC 8058): the signed address is what it has to show
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request, token):
    """To look changes nothing: mail scanners follow links."""
    link = UnsubscribeLink.read(token)
    if link is None:
        return _lapsed(request)
    with scope(WEB, link.organization_id, link.person_id):
        try:
            person, kind = choosing.behind(link), choosing.kind_behind(link)
        except Http404:
            return _lapsed(request)
        turned = _turned(request, person, kind) if request.method == "POST" else ()
        page = {"kind": kind, "is_off": Choice.objects.is_off(person, kind), "again": "again" in request.POST}
        page["turned"] = " ".join(turned)
        return render(request, "notifications/unsubscribe.html", page)


def _turned(request, person, kind):
    """Off, which a mail program asks for without a word, or on again. Gives the keys of the kinds that it was about."""
    keys = request.POST.get("again", "").split()
    if keys:
        Choice.objects.turn_on(person, kind, keys)
    else:
        keys = Choice.objects.turn_off(person, kind)
    Due.objects.ask_anew(person, now=request.now)
    return keys


def _lapsed(request):
    return render(request, "notifications/link_lapsed.html", status=404)


# --- the mailbox of a demonstration -----------------------------------------------------------------------------------


@require_safe
@never_cache
@access.demo_only
def demo_mails(request):
    rows, before = newest(DemoMail.objects.newest_first(), request.GET.get("before"), PAGE)
    url = reverse("notifications:demo_mails")
    page = {"mails": rows, "first_url": request.GET and url, "next_url": before and f"{url}?before={before}"}
    return render(request, "notifications/demo_mails.html", page)


@require_safe
@never_cache
@access.demo_only
def demo_mail(request, pk):
    return render(request, "notifications/demo_mail.html", {"mail": access.demo_mail(pk)})
