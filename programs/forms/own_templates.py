"""An organization's own template: copied by name, changed with its hour, topics, rules and charter; its measures stay."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.forms import Readers
from organizations.forms import CreateOnce

from .. import papers_pdf, templates
from ..models import Cohort, OrganizationTemplate
from .programs import SPARE, ProgramEditForm

CLAUSES = {"rules": (templates.TITLES, templates.CURIOSITY, templates.STAYS), "charter": templates.CHARTER}
KEPT = (templates.STAYS, templates.PAYBACK)  # word for word, as in every version of a cohort's


class TemplateCopyForm(CreateOnce):
    name = forms.CharField(
        label=gettext_lazy("Name of your template"),
        max_length=120,
        help_text=gettext_lazy("All sponsors of your organization will find it beside the shipped ones."),
    )


class OwnTemplateForm(ProgramEditForm):
    PARTS = ProgramEditForm.PARTS | {"rules": gettext_lazy("Lab rules"), "charter": gettext_lazy("Role charter")}

    class Meta:
        model = OrganizationTemplate
        fields = ["name", "description", "session_minutes", "teaches_ai", "goal_kind", "goal", "comparison"]
        fields += ["is_offered"]
        labels = ProgramEditForm.Meta.labels | {"is_offered": gettext_lazy("Offer it when a program is made")}
        widgets = {
            "description": forms.Textarea(attrs={"rows": 3}),
            "goal": forms.Textarea(attrs={"rows": 2}),
            "comparison": forms.Textarea(attrs={"rows": 3}),
        }

    goal_kind = forms.ChoiceField(
        label=gettext_lazy("Kind of goal"), choices=Cohort.Goal.choices, widget=forms.RadioSelect
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in CLAUSES:
            for key in self._keys(name):
                self._add_clause(name, key)
        sentence = gettext_lazy("All sponsors of your organization, and whoever takes part in a cohort made from it.")
        for field in self.fields.values():
            if isinstance(field.widget, forms.Textarea):
                field.readers = Readers("sponsor", sentence, frozenset({"sponsor", "leader", "mentor"}))

    def _keys(self, name):
        standing = [part["key"] for part in getattr(self.instance, name)]
        fresh = (f"own{n}" for n in range(1, len(standing) + SPARE + 1))
        return [*standing, *[key for key in fresh if key not in standing][:SPARE]]

    def _add_clause(self, name, key):
        standing = {part["key"]: part for part in getattr(self.instance, name)}.get(key, {})
        fixed = {"required": False, "disabled": key in KEPT}
        area = forms.Textarea(attrs={"rows": 2})
        title = forms.CharField(label=_("Title"), max_length=120, initial=standing.get("title"), **fixed)
        text = forms.CharField(label=_("Text"), max_length=1000, initial=standing.get("text"), widget=area, **fixed)
        title.in_parts = text.in_parts = True
        self.fields[f"{name}_{key}_title"], self.fields[f"{name}_{key}_text"] = title, text

    # --- how the page draws it ----------------------------------------------------------------------------------
    @property
    def plain_fields(self):
        return [self[name] for name in self._meta.fields]

    @property
    def rule_rows(self):
        return self._rows("rules")

    @property
    def charter_rows(self):
        return self._rows("charter")

    def _rows(self, name):
        """[(title field, text field, is it kept)]"""
        keys = self._keys(name)
        return [(self[f"{name}_{key}_title"], self[f"{name}_{key}_text"], key in KEPT) for key in keys]

    # --- what it means ------------------------------------------------------------------------------------------
    def clean(self):
        cleaned = super().clean()
        for name in CLAUSES:
            setattr(self, name, [it for it in (self._clause(name, key, cleaned) for key in self._keys(name)) if it])
        self._refuse_ages(cleaned)
        if not self.errors:
            self._check_whole(cleaned)
        return cleaned

    def _clause(self, name, key, cleaned):
        title, text = (cleaned.get(f"{name}_{key}_{part}") or "" for part in ("title", "text"))
        if key in CLAUSES[name] and not (title and text):
            empty = f"{name}_{key}_{'text' if title else 'title'}"
            self.add_error(empty, _("Every template says this. Reword it, but don’t leave it empty."))
        elif bool(title) != bool(text):
            empty = f"{name}_{key}_{'text' if title else 'title'}"
            self.add_error(empty, _("Give it a title and a text, or empty both to drop it."))
        return {"key": key, "title": title, "text": text} if title or text else None

    def _refuse_ages(self, cleaned):
        for name, text in list(cleaned.items()):
            if isinstance(text, str) and (word := templates.age_word(text)):
                says = _("“%(word)s” sorts people by age. Say what they do or know instead.") % {"word": word}
                self.add_error(name, says)

    def _check_whole(self, cleaned):
        """The same checks as of the shipped ones: whatever the fields have let through."""
        it = self.instance
        typed = {name: cleaned[name] for name in self._meta.fields} | {name: getattr(self, name) for name in self.PARTS}
        whole = OrganizationTemplate(indicators=it.indicators, openings=it.openings, **typed)
        if found := templates.faults(it.key, whole.content, {}):
            raise ValidationError(found)
        both = {name: getattr(self, name) for name in CLAUSES}
        if over := papers_pdf.fit_at_first(it.organization, cleaned["goal"], **both).over:
            raise ValidationError(f"{papers_pdf.too_long(over)} {_('Shorten a text, and save again.')}")

    def save(self, commit=True):
        self.instance.rules, self.instance.charter = self.rules, self.charter
        return super().save(commit)
