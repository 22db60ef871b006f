from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from organizations.paging import newest

from . import access
from .models import DemoMail

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
