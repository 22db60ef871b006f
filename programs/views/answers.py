"""What several views take and answer."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _


def posted(request):
    """What a form is bound to: nothing unless something was sent, be it empty."""
    return request.POST if request.method == "POST" else None


def repeat_as_it_stands(request, enrolment):
    """What was pressed came too late: back to the question, as it stands now."""
    messages.warning(request, _("Nothing was changed: the question has moved on meanwhile. This is how it stands."))
    return redirect(request.membership.url("programs:question", pk=enrolment.pk))


def pdf(content, name):
    """Shown by the browser, and saved under that name."""
    headers = {"Content-Disposition": f'inline; filename="{name}.pdf"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
