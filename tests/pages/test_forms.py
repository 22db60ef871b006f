import datetime as dt

import pytest
from django import forms
from django.utils import translation

from config.forms import DateInput, DateTimeInput, DayField, Readers, Scale, TimeInput
from tests.pages.drawing import read


class NoteForm(forms.Form):
    note = forms.CharField(label="Note", help_text="Short is fine.", widget=forms.Textarea(attrs={"class": "tall"}))
    nick = forms.CharField(label="Nick", required=False, widget=forms.TextInput(attrs={"placeholder": "Nick"}))
    held = forms.ChoiceField(label="Held?", choices=[("y", "Yes"), ("n", "No")], widget=forms.RadioSelect)
    sure = forms.BooleanField(label="I am sure", help_text="It cannot be undone.")
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["note"].readers = Readers("mentor", "Only you.", frozenset({"mentor"}))


@pytest.fixture
def blank():
    return read(str(NoteForm()))


@pytest.fixture
def wrong():
    return read(str(NoteForm({})))


def described(drawn, name):
    """What a screen reader adds to the field, in order."""
    field = drawn.all(name=name)[0]
    return [drawn.one(id=ref).text for ref in field.attrs["aria-describedby"].split()]


def test_hint_and_readers_describe_the_field(blank):
    assert described(blank, "note") == ["Short is fine.", "Only you."]
    assert "aria-invalid" not in blank.one("textarea").attrs


def test_an_error_stands_between_hint_and_readers(wrong):
    assert described(wrong, "note") == ["Short is fine.", "Fill this in.", "Only you."]
    assert wrong.one("textarea").attrs["aria-invalid"] == "true"


def test_order_on_the_page_is_label_hint_error_input_readers(wrong):
    box = wrong.one("textarea").parent
    assert [child.classes[:1] or child.tag for child in box.children] == [
        "label",
        ["hint"],
        ["error"],
        ["input"],
        ["readers"],
    ]


def test_the_looks_class_joins_the_fields_own(blank):
    assert blank.one("textarea").classes == ["input", "tall"]
    assert blank.one("input", name="nick").classes == ["input"]


def test_choices_and_hidden_fields_are_left_bare(blank):
    assert all(not choice.classes for choice in blank.all("input", type="radio"))
    assert not blank.one("input", name="sure").classes
    assert not blank.one("input", name="version").classes


def test_a_placeholder_that_repeats_the_label_goes(blank):
    assert "placeholder" not in blank.one("input", name="nick").attrs


def test_only_what_is_not_needed_says_so(blank):
    assert [label.text for label in blank.all("label") if "optional" in label.text] == ["Nick (optional)"]


def test_choices_are_grouped_under_their_question(wrong):
    group = wrong.one("fieldset")
    assert group.one("legend").text == "Held?"
    assert [label.text for label in group.all("label")] == ["Yes", "No"]
    assert wrong.one(id=group.attrs["aria-describedby"]).text == "Choose one."


def test_a_checkbox_is_inside_its_label(blank):
    label = blank.one("input", name="sure").parent
    assert label.tag == "label"
    assert label.text == "I am sure It cannot be undone."


def test_a_tag_without_its_label_stays_alone():
    form = NoteForm()
    tag = read(str(form["held"][0].tag()))
    assert [child.tag for child in tag.children] == ["input"]


def test_the_summary_leads_to_each_field(wrong):
    summary = wrong.one(class_="errors")
    targets = [link.attrs["href"] for link in summary.all("a")]
    assert targets == ["#id_note", "#id_held_0", "#id_sure"]
    assert all(wrong.one(id=target[1:]) for target in targets)
    assert summary.one("h2").text == "4 things to mend"
    assert "tabindex" in summary.attrs


def test_a_hidden_fields_error_is_said_too(wrong):
    assert len(wrong.one(class_="errors").all("li")) == 4


def test_no_summary_before_anything_was_sent(blank):
    assert not blank.all(class_="errors")


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_browsers_own_controls_get_iso_values_in_every_language(language):
    class When(forms.Form):
        day = forms.DateField(widget=DateInput)
        hour = forms.TimeField(widget=TimeInput)
        both = forms.DateTimeField(widget=DateTimeInput)

    moment = dt.datetime(2026, 11, 26, 10, 5)  # noqa: DTZ001 - a form field shows local wall time
    with translation.override(language):
        drawn = read(str(When(initial={"day": moment.date(), "hour": moment.time(), "both": moment})))
        sent = When({"day": "2026-11-26", "hour": "10:05", "both": "2026-11-26T10:05"})
        assert sent.is_valid(), sent.errors
    assert [(field.attrs["type"], field.attrs["value"]) for field in drawn.all("input")] == [
        ("date", "2026-11-26"),
        ("time", "10:05"),
        ("datetime-local", "2026-11-26T10:05"),
    ]


class ScaleForm(forms.Form):
    heard = forms.ChoiceField(
        label="Heard?",
        choices=[(str(n), str(n)) for n in range(1, 6)],
        widget=Scale(low="hardly", high="fully", voice="leader"),
    )


def test_a_scale_is_five_labelled_radio_buttons_with_words_at_both_ends():
    drawn = read(str(ScaleForm()))
    steps = drawn.all(name="heard")
    assert [step.attrs["value"] for step in steps] == ["1", "2", "3", "4", "5"]
    said = [drawn.one(**{"for": step.attrs["id"]}).text for step in steps]
    assert [words.replace(" ", "") for words in said] == ["1hardly", "2", "3", "4", "5fully"]


def test_a_scale_keeps_what_was_chosen_and_says_what_is_missing():
    kept = read(str(ScaleForm({"heard": "4"}))).all(name="heard")
    assert ["checked" in step.attrs for step in kept] == [False, False, False, True, False]
    wrong = read(str(ScaleForm({})))
    assert "Choose one." in wrong.one(id="id_heard_error").text


class LeftEmptyForm(forms.Form):
    name = forms.CharField(label="Did it help?")
    way = forms.ChoiceField(label="Way", choices=[("", "---------"), ("up", "up is better")])
    days = forms.MultipleChoiceField(label="Days", choices=[("mon", "monday")], widget=forms.CheckboxSelectMultiple)
    sure = forms.BooleanField(label="Sure")
    file = forms.FileField(label="File")


def test_a_field_left_empty_says_what_to_do():
    errors = LeftEmptyForm({}).errors
    said = ["Fill this in.", "Choose one.", "Choose at least one.", "Tick this to go on.", "Choose a file."]
    assert [errors[name][0] for name in ("name", "way", "days", "sure", "file")] == said


def test_a_label_that_ends_a_sentence_gets_no_colon():
    links = read(str(LeftEmptyForm({}))).one(class_="errors").all("a")
    assert [link.text for link in links][:2] == ["Did it help? Fill this in.", "Way: Choose one."]


def test_options_begin_with_a_capital_and_the_empty_one_asks():
    drawn = read(str(LeftEmptyForm()))
    assert [option.text for option in drawn.all("option")] == ["Choose", "Up is better"]
    assert drawn.one("div", class_="choices").text == "Monday"


@pytest.mark.parametrize("day", ["9999-12-31", "2100-01-01", "1999-12-31", "0026-09-14"])
def test_a_year_that_was_mistyped_is_said(day):
    with pytest.raises(forms.ValidationError, match="Look at the year"):
        DayField().clean(day)


@pytest.mark.parametrize("day", ["2000-01-01", "2026-09-14", "2099-12-31"])
def test_any_day_of_a_working_life_is_taken(day):
    assert DayField().clean(day) == dt.date.fromisoformat(day)
    assert DayField(required=False).clean("") is None
