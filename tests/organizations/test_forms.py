import pytest
from django import forms

from organizations.forms import CreateOnce
from organizations.models import Person


class PersonForm(CreateOnce):
    family_name = forms.CharField(label="Family name")


class OtherForm(CreateOnce):
    family_name = forms.CharField()


def sent(form, **data):
    return {"token": form["token"].value(), **data}


def test_a_second_click_finds_the_first_ones_row(cast):
    data = sent(PersonForm(), family_name="Once")
    with cast.works():
        for _ in range(2):
            form = PersonForm(data)
            assert form.is_valid()
            if not form.repeated(Person.objects):
                Person.objects.create(id=form.row_id, family_name="Once")
        assert Person.objects.filter(family_name="Once").count() == 1


@pytest.mark.parametrize("token", ["", "made-up", OtherForm()["token"].value()])
def test_a_token_of_ones_own_making_is_refused_and_nothing_typed_is_lost(token):
    form = PersonForm({"token": token, "family_name": "Kept"})
    assert not form.is_valid()
    assert form.non_field_errors() == ["This form is too old to be sent. Check what you typed and send it again."]
    assert form["family_name"].value() == "Kept"
    again = PersonForm(sent(form, family_name="Kept"))
    assert again.is_valid()
