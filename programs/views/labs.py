"""What I take part in, as what, and what comes next. Other apps add to each place through the slot "lab"."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from organizations.registries import in_slot

from .. import access, taking_time
from ..models.documents import papers_in_force
from ..next_steps import newest_questions, next_step


@require_safe
def labs(request):
    """The slot gets the enrolment and answers a HomeItem: my pair, my sessions."""
    enrolments = list(access.own_enrolments(request.membership).order_by("-id"))
    newest = newest_questions(enrolments)
    places = [_place(request, enrolment, newest.get(enrolment.pk)) for enrolment in enrolments]
    return render(request, "programs/labs.html", {"places": places})


def _place(request, enrolment, newest):
    papers = papers_in_force(enrolment.cohort)
    return {
        "papers_url": request.membership.url("programs:papers", pk=enrolment.cohort_id) if all(papers.values()) else "",
        "is_signed": all(papers.values()) and enrolment.signatures.filter(**papers).exists(),
        "enrolment": enrolment,
        "returns": enrolment.returns,
        "question": newest,
        "next": next_step(request.membership, enrolment, newest),
        "also": in_slot("lab", request.membership, enrolment, request.now),
    }


@require_safe
def hours(request):
    """All that this person takes part in, in hours a week."""
    return render(request, "programs/hours.html", {"hours": taking_time.hours_of(request.membership)})
