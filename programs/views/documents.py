"""Lab rules and role charter as sponsors write them: each save is a new version."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from .. import access, papers_pdf, shipped
from ..drafting import MOST, Draft
from ..forms.documents import VersionForm
from ..models.documents import PAPERS, Outdated


@require_http_methods(["GET", "HEAD", "POST"])
def rules(request, pk):
    words = {
        "title": _("Lab rules"),
        "lede": _("Add what your cohort needs. The rule that makes the lab safe stays as it is."),
        "another": _("Add a rule"),
    }
    return _write(request, pk, "rules", words)


@require_http_methods(["GET", "HEAD", "POST"])
def charter(request, pk):
    words = {
        "title": _("Role charter"),
        "lede": _("One page: who teaches, who owns, who handles what. Keep it short."),
        "another": _("Add a clause"),
    }
    return _write(request, pk, "charter", words)


@require_POST
def papers_fit(request, pk, paper):
    """The sentence alone, while someone types; nothing is saved."""
    cohort = access.cohort_to_change(request.membership, pk)
    if paper not in PAPERS:
        raise Http404
    newest = _newest(cohort, paper)
    return render(request, "programs/version_fit.html", {"fit": _fit(newest, _typed(request, newest))})


def _write(request, pk, paper, words):
    cohort = access.cohort_to_change(request.membership, pk)
    newest, texts = _newest(cohort, paper), shipped.parts(cohort, paper)
    draft = _draft(request, newest, texts)
    form = VersionForm(_saved(request), version=newest, draft=draft, initial=_seen(request))
    if form.is_bound and form.is_valid() and _written(request, form, cohort, newest):
        messages.success(request, _("Saved as a new version. Those who take part will be asked to sign it."))
        for sentence in shipped.unsaid(paper, draft):
            messages.warning(request, sentence)
        return redirect(request.membership.url("programs:cohort", pk=pk))
    page = words | {"form": form, "cohort": cohort, "newest": newest, "signed": _signed(newest), "paper": paper}
    page |= {"shipped": texts, "unsaid": shipped.unsaid(paper, draft), "fit": _fit(newest, draft)}
    page |= {"to_ship": [texts[key] for key in draft.lacks([*texts]) if key != newest.KEPT]}
    return render(request, "programs/version.html", page)


def _newest(cohort, paper):
    version = PAPERS[paper].objects.filter(cohort=cohort).in_force() or PAPERS[paper](number=0)
    version.cohort = cohort
    return version


def _saved(request):
    """What a form is bound to: any other button than the one that saves keeps what was typed, and holds nothing against it."""
    return request.POST if request.method == "POST" and "do" not in request.POST else None


def _seen(request):
    number = request.POST.get("seen", "")
    return {"seen": number} if number.isdecimal() else {}


def _draft(request, newest, texts):
    verb, _colon, key = request.POST.get("do", "").partition(":")
    return _typed(request, newest).done(verb, key, texts)


def _typed(request, newest):
    if request.method != "POST":
        return Draft(tuple(newest.parts), newest.KEPT)
    return Draft.typed(request.POST, newest.parts, newest.KEPT)


def _fit(newest, draft):
    """As a sentence, or nothing where it is too much to be tried."""
    typed = type(newest)(cohort=newest.cohort, number=newest.number + 1)
    typed.parts = [part for part in draft.parts if part["title"] or part["text"]]
    return papers_pdf.says(papers_pdf.fit_with(typed)) if len(typed.parts) <= MOST else ""


def _written(request, form, cohort, newest):
    try:
        seen, by = form.cleaned_data["seen"], request.membership
        return type(newest).objects.write(cohort, form.parts, seen=seen, by=by, now=request.now)
    except Outdated:
        form.outdated(newest)
    except ValidationError as error:
        form.add_error(None, error)
    return None


def _signed(newest):
    return newest.signatures.count() if newest.number else 0
