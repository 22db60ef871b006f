"""One's own calendar address, and what a calendar program finds there."""

import hashlib

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organizations.tenancy.scope import WEB, scope

from .. import feeds
from ..links import FeedLink


@require_http_methods(["GET", "HEAD", "POST"])
def feed_address(request):
    """A form makes the address, or another one: then the one before opens nothing any more."""
    me = request.membership
    if request.method == "POST":
        shown = request.POST.get("number", "")
        feeds.renew(by=me, shown=int(shown) if shown.isdecimal() and len(shown) < 9 else None, now=request.now)
        messages.success(request, _("Your address stands below."))
        return redirect(me.url("sessions:feed_address"))
    feed = feeds.feed_of(me.person_id)
    link = FeedLink.of(feed) if feed and feed.is_open else None
    return render(request, "sessions/feed.html", {"number": feed.number if feed else 0, "link": link})


@require_POST
def feed_closing(request):
    feeds.close(by=request.membership, now=request.now)
    messages.success(request, _("The address is closed: whoever asks there finds nothing."))
    return redirect(request.membership.url("sessions:feed_address"))


@require_http_methods(["GET", "HEAD", "POST"])
def feed(request, token):
    """Without a session or a cookie; what opens nothing is answered like any address that is not there."""
    link = FeedLink.read(token)
    if link is None:
        raise Http404
    with scope(WEB, link.organization_id, link.person_id):
        person = feeds.behind(link)
        if person is None:
            raise Http404
        return _calendar(request, person)


@require_safe
def _calendar(request, person):
    content = feeds.calendar_of(person)
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    headers = {
        "Content-Type": "text/calendar; charset=utf-8",
        "Content-Disposition": 'inline; filename="lab-sessions.ics"',
        "Cache-Control": "private, no-cache",
        "ETag": tag,
    }
    return get_conditional_response(request, etag=tag, response=HttpResponse(content, headers=headers))
