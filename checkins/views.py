from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from programs.models import QuestionRevisit

from . import access, actions
from .forms import AnswersForm


@require_safe
def checkins(request):
    """A sponsor's queue, and the check-ins that ask this person: most people have one of the two."""
    me, now = request.membership, request.now
    queue = list(access.queue(me).asked().late_first())
    page = {
        "late": [(checkin, checkin.days_late(now)) for checkin in queue if checkin.is_late(now)],
        "open": [checkin for checkin in queue if not checkin.is_late(now)],
        "answered": access.answered(me),
        "own": access.all_own(me),
        "sponsors": access.has_queue(me),
    }
    return render(request, "checkins/checkins.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
def checkin(request, pk):
    """The person asked: answers, or confirms what the sponsor wrote down, and sees who opened it."""
    asked = access.own(request.membership, pk)
    form = AnswersForm(request.POST or None, checkin=asked, by=request.membership)
    if form.is_valid():
        wish = form.cleaned_data["wants_to_talk"]
        said = {"wants_to_talk": wish, "of_question": form.of_question}
        actions.answer(asked, form.texts, by=request.membership, now=request.now, **said)
        messages.success(request, _("Kept. %(name)s can read it now.") % {"name": asked.given_to.name})
        return redirect(_after(asked, form.of_question, request.membership))
    openings = asked.openings.select_related("reader").order_by("-at")
    page = {"checkin": asked, "form": form, "openings": openings, "unconfirmed": asked.waits_for_confirmation()}
    return render(request, "checkins/checkin.html", page)


def _after(asked, of_question, me):
    """A question that is to be refined leads on to its next wording."""
    place = asked.pair.leader_enrolment
    if of_question and of_question["verdict"] == QuestionRevisit.Verdict.REFINED and place.is_active:
        return me.url("programs:question_write", pk=place.pk)
    return me.url("checkins:checkin", pk=asked.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def conversation(request, pk):
    """The sponsor writes down what was said in a conversation; the person asked confirms it."""
    held = access.given(request.membership, pk)
    form = AnswersForm(request.POST or None, checkin=held, by=request.membership)
    if held.state == held.State.ANSWERED:
        if request.method == "POST":
            messages.warning(request, _answered_meanwhile(held))
        return redirect(request.membership.url("checkins:checkins"))
    if form.is_valid():
        actions.write_down(held, form.texts, by=request.membership, now=request.now, of_question=form.of_question)
        messages.success(request, _("Written down. %(name)s is asked to confirm it.") % {"name": held.subject.name})
        return redirect(request.membership.url("checkins:checkins"))
    return render(request, "checkins/conversation.html", {"checkin": held, "form": form})


def _answered_meanwhile(held):
    says = _("%(name)s has answered meanwhile: their own words stand, and nothing of yours was written down.")
    return says % {"name": held.subject.name}


@require_POST
def answers(request, pk):
    """Opening what was answered is an act: it is asked for with a button, and recorded each time."""
    given = access.given(request.membership, pk)
    said = actions.open_answers(given, by=request.membership, now=request.now)
    return render(request, "checkins/answers.html", {"checkin": given, "said": said})
