"""For the two partners: who it is, why, and what is next."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from .. import access, excepting, partners
from ..forms import AgreeForm, WorkForm
from ..models import LineConsent, Pair, PairResponse
from ..settling import withdrawn_says


@require_safe
def lab(request):
    """Straight to the only pair, or a choice."""
    pairs = list(access.pairs_of(request.membership))
    if len(pairs) == 1:
        return redirect(request.membership.url("pairing:pair", pk=pairs[0].pk))
    me = request.membership.person_id
    rows = [
        {"pair": pair, "partner": pair.partner_of(me), "role": partners.role_of_partner(pair, me)} for pair in pairs
    ]
    return render(request, "pairing/lab.html", {"rows": rows, "open": [row for row in rows if row["pair"].is_open]})


@require_safe
def pair(request, pk):
    found = access.pair_to_open(request.membership, pk)
    if found.state == Pair.State.WITHDRAWN:
        if partners.waits_for_one(request.membership, found.cohort_id):
            messages.info(request, withdrawn_says())
        return redirect(request.membership.url("pairing:lab"))
    return render(request, "pairing/pair.html", partners.page(found, request.membership, request.now))


@require_POST
def accept(request, pk):
    """Yes; where an exception from the reporting line was signed, the mentor's yes takes their own consent."""
    found = access.pair_of(request.membership, pk)
    if found.is_asked and found.is_open:
        form = AgreeForm(request.POST)
        if not form.is_valid():
            page = partners.page(found, request.membership, request.now) | {"agree_form": form}
            return render(request, "pairing/pair.html", page, status=422)
    excepting.accept(found, by=request.membership, now=request.now)
    return redirect(request.membership.url("pairing:pair", pk=pk))


@require_POST
def line(request, pk):
    """A mentor's answer to an exception that was signed after they had said yes: they agree, or they don't."""
    found = access.pair_of(request.membership, pk)
    agrees = request.POST.get("answer") == "yes"
    answer = LineConsent.Answer.AGREED if agrees else LineConsent.Answer.REFUSED
    said = request.POST.get("answer") in ("yes", "no")
    if said and excepting.answer(found, answer, by=request.membership, now=request.now):
        messages.success(request, _("Thank you. Your sponsor reads your answer; your partner does not."))
    return redirect(request.membership.url("pairing:pair", pk=pk))


@require_http_methods(["GET", "HEAD", "POST"])
def decline(request, pk):
    """“Not a good fit”: no reason is asked for, none can be given."""
    found = access.pair_of(request.membership, pk)
    back = request.membership.url("pairing:pair", pk=pk)
    if request.method == "POST":
        found.answer(PairResponse.Answer.DECLINED, by=request.membership, now=request.now)
        return redirect(request.membership.url("pairing:lab"))  # the pair's own page goes as soon as the worker looks
    page = {
        "title": _("Not a good fit?"),
        "text": _("That happens, and nobody asks why. Your sponsor looks for another partner for you."),
        "consequences": [_("Your partner reads only that a new proposal comes."), _("The sponsors in charge see your answer.")],
        "action": request.path,
        "label": _("Not a good fit"),
        "back_url": back,
    }  # fmt: skip
    return render(request, "confirm_page.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
def work(request, pk):
    """The one process of the pair, and its figure today."""
    found = access.pair_of(request.membership, pk)
    voice = partners.voice_of(found, request.membership.person_id)
    form = WorkForm(request.POST or None, instance=found, voice=voice)
    if request.method == "POST" and found.is_open and form.is_valid():
        form.save()
        messages.success(request, _("Saved. You both read it now."))
        return redirect(request.membership.url("pairing:pair", pk=pk))
    page = {"pair": found, "form": form, "partner": found.partner_of(request.membership.person_id)}
    return render(request, "pairing/work.html", page, status=422 if form.errors else 200)


@require_POST
def pause(request, pk):
    access.pair_of(request.membership, pk).pause(by=request.membership, now=request.now)
    return redirect(request.membership.url("pairing:pair", pk=pk))


@require_POST
def resume(request, pk):
    access.pair_of(request.membership, pk).resume(by=request.membership, now=request.now)
    return redirect(request.membership.url("pairing:pair", pk=pk))


@require_http_methods(["GET", "HEAD", "POST"])
def leave(request, pk):
    """Out, at any time, without a reason (N8); a proposal is answered instead."""
    found = access.pair_of(request.membership, pk)
    back = request.membership.url("pairing:pair", pk=pk)
    if found.state == Pair.State.PUBLISHED:
        return redirect(request.membership.url("pairing:decline", pk=pk))
    if request.method == "POST":
        partners.leave(found, by=request.membership, now=request.now)
        messages.success(request, _("You have left. Nobody asks why."))
        return redirect(back)
    page = {
        "title": _("Leave this lab?"),
        "text": _("You need no reason, and nobody is asked for one."),
        "consequences": [_("Your partner reads that the lab has ended."), _("What you both did stays yours to read.")],
        "action": request.path,
        "label": _("Leave this lab"),
        "alert": True,
        "back_url": back,
    }
    return render(request, "confirm_page.html", page)
