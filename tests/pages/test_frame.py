from types import SimpleNamespace as Row

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from tests.pages.drawing import page, read, write

FRAME = Row(
    nav=[("Home", "/home/", True), ("Sessions", "/sessions/", False)],
    person_name="Henrik Vestergaard",
    initials="HV",
    organization_name="Aldermeer Bank",
    sign_out_url="/out/",
    account_url="/account/",
    other_doors=[Row(url="/o/zephyr/", name="Zephyr Works")],
    is_demo_data=True,
    footer_links=[("Lab rules", "/rules/")],
)


class TestBase:
    def test_marks_where_one_is(self):
        nav = page("base.html", frame=FRAME).one("nav")
        assert [link.text for link in nav.all("a")] == ["Home", "Sessions"]
        assert nav.one(aria_current="page").text == "Home"

    def test_the_menu_signs_out_by_post(self):
        menu = page("base.html", frame=FRAME, csrf_token="c").one("details")
        assert menu.one("form", action="/out/").attrs["method"] == "post"
        assert menu.one("a", href="/account/")
        assert menu.one("a", href="/o/zephyr/").text == "Zephyr Works"

    def test_the_footer_says_when_data_are_invented(self):
        footer = page("base.html", frame=FRAME).one("footer")
        assert footer.one("span").text == "Aldermeer Bank · demonstration data"
        assert footer.one("a", href="/rules/").text == "Lab rules"

    def test_first_stop_of_the_keyboard_skips_to_the_page(self):
        drawn = page("base.html", frame=FRAME)
        assert drawn.one("body").children[0].attrs["href"] == "#main"
        assert drawn.one("main").attrs["id"] == "main"

    def test_stands_without_a_frame(self):
        drawn = page("base.html")
        assert not drawn.all("nav")
        assert not drawn.all("details")
        assert drawn.one("footer").one("span").text == "Perspective Lab"

    def test_one_style_sheet_and_no_eval(self):
        drawn = page("base.html")
        assert len(drawn.all("link", rel="stylesheet")) == 1
        config = drawn.one("meta", name="htmx-config").attrs["content"]
        assert '"allowEval": false' in config
        assert '"includeIndicatorStyles": false' in config

    def test_a_chosen_theme_is_kept(self):
        assert page("base.html", frame=Row(theme="dark")).one("html").attrs["data-theme"] == "dark"
        assert "data-theme" not in page("base.html").one("html").attrs

    def test_right_to_left(self):
        with translation.override("he"):
            assert page("base.html").one("html").attrs["dir"] == "rtl"
        assert page("base.html").one("html").attrs["dir"] == "ltr"

    def test_a_stranger_sees_no_navigation(self):
        assert not page("base_signed_out.html", frame=FRAME).all("nav")


@pytest.mark.parametrize("name", ["403.html", "403_csrf.html", "404.html", "500.html", "503.html"])
def test_error_pages_need_no_context(name):
    drawn = page(name)
    assert drawn.one("h1").text.endswith(".")
    assert drawn.one("title").text.endswith("· Perspective Lab")
    assert drawn.one("main").one("a", href="/")


def test_confirm_page():
    drawn = page("confirm_page.html", title="Leave this pair?", action="/leave/", label="Leave", back_url="/pair/")
    assert drawn.one("h1").text == "Leave this pair?"
    assert drawn.one("main").one("form").attrs["action"] == "/leave/"


class TestMail:
    context = {
        "subject": "Thursday at ten",
        "preview": "One thing to bring",
        "why": "Sent once.",
        "unsubscribe_url": "https://lab.example/off",
        "organization_name": "Aldermeer & Sons",
    }

    def test_page_needs_nothing_from_elsewhere(self):
        mail = page("base_mail.html", **self.context)
        assert mail.one("h1").text == "Thursday at ten"
        assert not mail.all("img")
        assert not mail.all("link")
        assert not mail.all("script")
        assert mail.one("a", href="https://lab.example/off")

    def test_text_says_the_same_unescaped(self):
        text = render_to_string("base_mail.txt", self.context)
        assert "Thursday at ten" in text
        assert "https://lab.example/off" in text
        assert "Aldermeer & Sons" in text

    def test_parts(self):
        rows = write(
            '{% include "components/mail_pair.html" with mentor="ZA" leader="HV" number="26" word="Nov" only %}'
            '{% include "components/mail_text.html" with heading="Bring" text="The logs" only %}'
            '{% include "components/mail_buttons.html" with main="Open" main_url="https://x" only %}'
        )
        drawn = read(f"<table>{rows}</table>")
        assert [row.text for row in drawn.children[0].children] == ["ZA 26 Nov HV", "Bring The logs", "Open"]


class TestAllauth:
    def element(self, source):
        return read(write("{% load allauth %}" + source))

    @pytest.mark.parametrize(
        ("attrs", "look"),
        [
            ('type="submit"', "btn--main"),
            ('type="submit" tags="prominent,login,outline,primary"', "btn--line"),
            ('tags="danger,delete"', "btn--alert"),
            ('tags="link,cancel"', "btn--text"),
            ('href="/x/"', "btn--line"),
        ],
    )
    def test_buttons(self, attrs, look):
        drawn = self.element("{% element button " + attrs + " %}Go{% endelement %}")
        assert look in drawn.children[0].classes

    def test_a_form_keeps_its_id_and_actions(self):
        form = self.element(
            '{% element form id="webauthn_form" method="post" action="/x/" %}'
            "{% slot body %}<p>body</p>{% endslot %}"
            "{% slot actions %}<p>go</p>{% endslot %}{% endelement %}"
        ).one("form")
        assert form.attrs["id"] == "webauthn_form"
        assert form.one("div", class_="actions").text == "go"

    def test_a_wrong_field_says_why(self):
        drawn = self.element(
            '{% element field id="e" type="email" name="email" value="x" errors="!" %}'
            "{% slot label %}E-mail{% endslot %}{% endelement %}"
        )
        assert drawn.one("label").attrs["for"] == "e"
        assert drawn.one("input").attrs["aria-describedby"] == "e_error"
        assert drawn.one(id="e_error").text == "!"

    def test_a_choice_is_named_by_its_label(self):
        drawn = self.element(
            '{% element field type="radio" name="email" value="a@b" checked=True id="r" %}'
            "{% slot label %}a@b{% endslot %}{% endelement %}"
        )
        assert "checked" in drawn.one("label").one("input").attrs
        assert drawn.one("label").text == "a@b"
