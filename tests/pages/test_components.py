from types import SimpleNamespace as Row

import pytest

from config import gallery
from tests.pages.drawing import draw, page


def filled(mark):
    """The four dots in order, as leader, mentor, sponsor, everyone, each where filled."""
    dots = [dot for dot in mark.one("svg").children if "ring" not in dot.classes]
    return ["on" in dot.classes for dot in dots]


class TestReaders:
    def test_a_leader_stands_first_on_a_leaders_page(self):
        mark = draw("readers", voice="leader", reads={"leader"}, sentence="Only you.")
        first, second = mark.one("svg").children[:2]
        assert first.classes == ["l", "on"]
        assert second.classes == ["m"]

    def test_a_mentor_stands_first_on_a_mentors_page(self):
        mark = draw("readers", voice="mentor", reads={"mentor", "sponsor"}, sentence="You and Ingrid.")
        assert mark.one("svg").children[0].classes == ["m", "on"]
        assert filled(mark) == [True, False, True, False]

    @pytest.mark.parametrize(
        ("reads", "dots"),
        [
            (set(), [False, False, False, False]),
            ({"leader", "mentor"}, [True, True, False, False]),
            ({"leader", "mentor", "sponsor", "everyone"}, [True, True, True, True]),
        ],
    )
    def test_fills_who_can_read(self, reads, dots):
        assert filled(draw("readers", voice="leader", reads=reads, sentence="x")) == dots

    def test_says_it_in_words_and_hides_the_drawing(self):
        mark = draw("readers", voice="leader", reads={"leader"}, sentence="Only you.", id="note_readers")
        assert mark.one("p", id="note_readers").text == "Only you."
        assert mark.one("svg").attrs["aria-hidden"] == "true"

    def test_a_ring_means_the_circle(self):
        assert draw("readers", voice="mentor", reads={"mentor"}, sentence="x", ring=True).all("circle", class_="ring")
        assert not draw("readers", voice="mentor", reads={"mentor"}, sentence="x").all("circle", class_="ring")


class TestVoice:
    @pytest.mark.parametrize(
        ("role", "shape"),
        [("mentor", "mentor"), ("leader", "leader"), ("none", "none"), ("sponsor", "plain"), ("", "plain")],
    )
    def test_only_a_pair_has_a_voice(self, role, shape):
        voice = draw("voice", role=role, initials="ZA").one("span")
        assert f"voice--{shape}" in voice.classes
        assert voice.text == "ZA"

    def test_a_pair_mark_is_said_aloud_only_with_a_label(self):
        assert draw("pair_mark").one("svg").attrs["aria-hidden"] == "true"
        labelled = draw("pair_mark", size="big", mentor="ZA", leader="HV", number=26, word="Nov", label="You meet")
        assert labelled.one("svg").attrs["aria-label"] == "You meet"
        assert labelled.text == "ZA HV 26 Nov"


class TestGate:
    def test_names_what_is_missing_where_and_who(self):
        missing = [Row(text="The charter waits", who="Karin can sign it.", url="/charter/", label="Open it")]
        gate = draw("gate", missing=missing, ready=["Lab rules written"])
        assert gate.one("h3").text == "One thing before you go on"
        assert gate.one("a", href="/charter/").text == "Open it"
        assert "Karin can sign it." in gate.text
        assert "gate--open" not in gate.one("section").classes

    def test_counts(self):
        gate = draw("gate", missing=[Row(text="a"), Row(text="b")])
        assert gate.one("h3").text == "2 things before you go on"
        assert not gate.all("a")

    def test_an_open_gate_offers_the_step(self):
        gate = draw("gate", missing=[], action="/open/", label="Open enrolling", csrf_token="abc")
        assert gate.one("form", action="/open/").one("button").text == "Open enrolling"
        assert gate.one("input", name="csrfmiddlewaretoken").attrs["value"] == "abc"
        assert "gate--open" in gate.one("section").classes

    def test_a_closed_gate_offers_no_step(self):
        assert not draw("gate", missing=[Row(text="a")], action="/open/", label="Open").all("form")


class TestTable:
    def cells(self, *cells):
        return draw("table", caption="Due", columns=[Row(label="With")], rows=[cells])

    def test_names_rows_and_columns(self):
        table = self.cells("Zeynep", "Review")
        assert table.one("caption").text == "Due"
        assert table.one("th", scope="row").text == "Zeynep"
        assert table.one("td").text == "Review"

    def test_a_zero_is_shown(self):
        number = self.cells("Zeynep", Row(text=0, number=True)).one("td")
        assert number.text == "0"
        assert number.classes == ["n"]

    def test_links_and_badges(self):
        table = self.cells(Row(text="Zeynep", url="/z/"), Row(text="Late", kind="late"))
        assert table.one("a", href="/z/").text == "Zeynep"
        assert table.one("span", class_="badge--late").text == "Late"


class TestProgress:
    def test_a_running_job_asks_again(self):
        job = draw("progress", id="7", label="Import", state="running", done=3, total=10, poll_url="/jobs/7/")
        box = job.one("div")
        assert (box.attrs["data-hx-get"], box.attrs["data-hx-trigger"]) == ("/jobs/7/", "every 2s")
        assert (job.one("progress").attrs["value"], job.one("progress").attrs["max"]) == ("3", "10")
        assert "3 of 10" in job.text

    def test_a_waiting_job_has_no_measure(self):
        bar = draw("progress", id="7", label="Import", state="waiting", poll_url="/jobs/7/").one("progress")
        assert "value" not in bar.attrs

    @pytest.mark.parametrize("state", ["done", "failed"])
    def test_a_finished_job_stops_asking(self, state):
        job = draw("progress", id="7", label="Import", state=state, poll_url="/jobs/7/", result="See", result_url="/r/")
        box = job.one("div")
        assert box.attrs["id"] == "job-7"
        assert "data-hx-get" not in box.attrs
        assert "data-poll" not in box.attrs
        assert job.one("a", href="/r/").text == "See"


class TestIndicator:
    def test_shows_value_and_target(self):
        figure = draw("indicator", name="Use", value="72%", target="Target 70%", reached=True, comparison="more")
        assert "72%" in figure.text
        assert figure.one("svg", class_="tick").all("path")

    def test_a_hidden_figure_shows_its_reason_and_nothing_else(self):
        figure = draw("indicator", name="Promotion", value="36%", change="+2", hidden="Too few people.")
        assert "Not shown" in figure.text
        assert "Too few people." in figure.text
        assert "36%" not in figure.text
        assert "+2" not in figure.text


class TestSmallOnes:
    def test_stepper_marks_now(self):
        steps = draw("stepper", steps=[Row(label="Draft", state="done"), Row(label="Pairing", state="now")])
        assert steps.one(aria_current="step").one("b").text == "Pairing"
        assert "done" in steps.all("li")[0].text

    def test_tabs_count_to_zero_and_leave_the_uncounted(self):
        tabs = draw("tabs", label="Pair", tabs=[Row(label="A", url="/a", count=0), Row(label="B", url="/b")])
        assert [tab.text for tab in tabs.all("a")] == ["A 0", "B"]

    def test_pager_is_silent_on_a_single_page(self):
        assert draw("pager", text="3").text == ""
        assert draw("pager", next_url="?after=7").one("a").attrs["rel"] == "next"

    def test_an_alarming_toast_interrupts(self):
        assert draw("toast", text="No connection", kind="error").one("div").attrs["role"] == "alert"
        assert draw("toast", text="Moved").one("div").attrs["role"] == "status"

    def test_what_a_toast_tells_is_undone_by_a_post(self):
        message = Row(level_tag="success", extra_tags="/undo")
        form = draw("toasts", messages=[message], csrf_token="secret").one("form")
        assert (form.attrs["method"], form.attrs["action"], form.one("button").text) == ("post", "/undo", "Undo")
        assert form.one("input", name="csrfmiddlewaretoken").attrs["value"] == "secret"
        assert not draw("toasts", messages=[Row(level_tag="success", extra_tags="")], csrf_token="secret").all("form")

    def test_toasts_are_empty_without_messages(self):
        assert draw("toasts").one("div", id="toasts").text == ""
        said = draw("toasts", messages=[Row(level_tag="error")], oob=True)
        assert said.one("div", id="toasts").attrs["data-hx-swap-oob"] == "true"

    def test_a_document_offers_the_readers_own_line(self):
        document = draw(
            "document",
            title="Charter",
            clauses=["One", "Two"],
            signatures=[Row(name="Ingrid", signed=True), Row(name="Karin", signed=False)],
            sign_action="/sign/",
            sign="Sign",
        )
        assert [line.classes for line in document.one("ul", class_="signed").all("li")] == [[], ["is-open"]]
        assert document.one("form", action="/sign/").one("button").text == "Sign"

    def test_what_cannot_be_undone_is_not_the_main_button(self):
        confirm = draw("confirm", title="Leave?", action="/leave/", label="Leave", alert=True, back_url="/")
        assert "btn--alert" in confirm.one("button").classes
        assert not confirm.all(class_="btn--main")

    def test_act_carries_its_one_time_token(self):
        form = draw("act", action="/x/", label="Go", csrf_token="c", token="t").one("form")
        assert {field.attrs["name"]: field.attrs["value"] for field in form.all("input")} == {
            "csrfmiddlewaretoken": "c",
            "token": "t",
        }

    def test_strip_draws_one_mark_a_pair_and_says_it(self):
        strip = draw("strip", states=["met", "next", "off"], sentence="Three pairs.")
        assert len(strip.all("svg")) == 3
        assert len(strip.all("path", class_="b")) == 1
        assert strip.one("p").text == "Three pairs."

    def test_next_step_links_or_posts(self):
        assert draw("sheet_next", headline="Call", main="Book", main_url="/b/").one("a", href="/b/")
        posting = draw("sheet_next", headline="Call", main="Book", main_action="/b/", csrf_token="c")
        assert posting.one("form", action="/b/").attrs["method"] == "post"

    def test_words_are_escaped(self):
        assert "<b>" not in draw("empty", headline="<script>x</script>", text="y").one("p", class_="empty__head").text
        assert not draw("empty", headline="<script>x</script>", text="y").all("script")


class TestGallery:
    @pytest.fixture
    def drawn(self):
        return page("components_gallery.html", **gallery.context())

    def test_every_heading_has_something_below_it(self, drawn):
        sections = drawn.all("section", class_="section")
        assert len(sections) == 13
        assert all(len(section.children) > 1 for section in sections)

    def test_ids_are_unique(self, drawn):
        ids = [element.attrs["id"] for element in drawn.all() if "id" in element.attrs]
        assert sorted(ids) == sorted(set(ids))

    def test_every_reference_has_its_target(self, drawn):
        ids = {element.attrs["id"] for element in drawn.all() if "id" in element.attrs}
        for name in ("aria-describedby", "aria-labelledby", "for"):
            named = {ref for element in drawn.all() for ref in (element.attrs.get(name) or "").split()}
            assert named <= ids, name

    def test_nothing_is_inline(self, drawn):
        assert not drawn.all("style")
        for element in drawn.all():
            assert not [name for name in element.attrs if name == "style" or name.startswith("on")]
        assert all("src" in script.attrs for script in drawn.all("script"))


class TestRows:
    def test_a_plain_row_says_what_it_is_and_leads_on(self):
        row = draw(
            "plain_row", what="Baseline", badge="open", badge_kind="now", text="Soon.", action="Go", action_url="#q"
        )
        assert row.one("div", class_="what").text == "Baseline Open Soon."
        assert row.one("a", href="#q").classes == ["btn", "btn--line"]

    def test_what_a_plain_rows_action_is_about_is_read_out_only(self):
        link = draw("plain_row", what="x", action="Log it", action_url="#q", about="Friday", main=True).one("a")
        assert link.text == "Log it : Friday"
        assert link.one("span", class_="sr")
        assert "btn--main" in link.classes

    def test_a_plain_row_without_an_address_has_no_action(self):
        assert draw("plain_row", what="Follow-up", text="Opens by itself.").all("a") == []

    def test_a_couple_is_the_leader_and_then_the_mentor(self):
        giulia, daria = Row(initials="GM", name="Giulia Marchetti"), Row(initials="DN", name="Daria Nowak")
        couple = draw("couple", leader=giulia, mentor=daria)
        assert [name.text for name in couple.all("b")] == ["Giulia Marchetti", "Daria Nowak"]
        assert [bool(couple.all(class_=f"voice--{role}")) for role in ("leader", "mentor")] == [True, True]

    def test_a_todo_row_is_a_link_as_a_whole(self):
        link = draw("todo_row", title="Your profile", text="English", url="#p").one("li").one("a", href="#p")
        assert link.one("b").text == "Your profile"
        assert link.one("small").text == "English"

    def test_a_badge_begins_with_a_capital(self):
        assert draw("badge", kind="done", text="settled").one("span").text == "Settled"


def test_the_gallery_stands_in_a_demonstration_only(client, db, settings):
    assert client.get("/demo/components").status_code == 404
    settings.DEMO = True
    shown = client.get("/demo/components")
    assert shown.status_code == 200
    assert "Two voices, one ink." in shown.text
