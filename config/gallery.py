"""What the component gallery shows: every component, in every state, with invented people."""

from types import SimpleNamespace as Row

from django import forms

from config.forms import DateInput, DateTimeInput, Readers, Scale, TimeInput
from metrics.trend import trend
from programs.differences import differences
from sessions.agenda_bar import Segment, agenda_bar

HOUR = (
    Segment("Connect", 10, "both"),
    Segment("Zeynep’s lab", 30, "mentor"),
    Segment("Your reflection", 15, "leader"),
    Segment("Next steps", 5, "both"),
)

READERS = (
    Readers("leader", "Only you.", frozenset({"leader"})),
    Readers("leader", "You and Zeynep.", frozenset({"leader", "mentor"})),
    Readers("leader", "You and Ingrid. Not Zeynep.", frozenset({"leader", "sponsor"})),
    Readers("leader", "You, Zeynep and Ingrid.", frozenset({"leader", "mentor", "sponsor"})),
    Readers("leader", "Everyone at the bank.", frozenset({"leader", "mentor", "sponsor", "everyone"})),
    Readers("mentor", "You and Henrik.", frozenset({"leader", "mentor"})),
    Readers("mentor", "You and the mentors of your circle.", frozenset({"mentor"}), ring=True),
    Readers("sponsor", "Daria and you. Not Giulia.", frozenset({"mentor", "sponsor"})),
)


class GalleryForm(forms.Form):
    """One field of each kind."""

    learned = forms.CharField(
        label="What did you learn that you did not expect?",
        help_text="One or two sentences are enough.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    question = forms.CharField(
        label="Your research question", help_text="Whose work, which step, and what would you see change?"
    )
    perspective = forms.ChoiceField(choices=[("technology", "Technology and digital fluency"), ("market", "Market")])
    start = forms.DateField(widget=DateInput)
    at = forms.TimeField(label="Time", widget=TimeInput)
    closes = forms.DateTimeField(widget=DateTimeInput, required=False)
    held = forms.ChoiceField(
        label="Did the session take place?",
        choices=[("yes", "Yes, we met"), ("no", "No, it was called off")],
        widget=forms.RadioSelect,
    )
    heard = forms.ChoiceField(
        label="Could you say what you meant to say?",
        choices=[(str(n), str(n)) for n in range(1, 6)],
        widget=Scale(low="hardly", high="fully", voice="mentor"),
    )
    topics = forms.MultipleChoiceField(
        choices=[("prompts", "Prompts"), ("automation", "Automation")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    roster = forms.FileField(label="Roster", help_text="CSV or Excel, up to 50 MB.", required=False)
    remind = forms.BooleanField(label="Remind me the day before", help_text="By e-mail, with the prep card.")
    version = forms.IntegerField(widget=forms.HiddenInput, initial=1)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["learned"].readers = READERS[0]
        self.fields["question"].readers = READERS[3]


def context() -> dict:
    """The gallery's context."""
    return _words() | _people() | _figures() | _forms()


def _words() -> dict:
    return {
        "gate_missing": [
            Row(
                text="The role charter waits for the works council",
                note="Version 2, sent on 17 November.",
                who="Only Karin Holm can sign it.",
                url="#charter",
                label="Open it",
            ),
            Row(text="One pair has not accepted yet", who="Claire and Jonas can do this."),
        ],
        "gate_ready": ["Lab rules written", "Nine indicators defined", "A contact is named", "Two tools approved"],
        "steps": [
            Row(label="Draft", note="2 August", state="done"),
            Row(label="Designing", note="9 August", state="done"),
            Row(label="Enrolling", note="1 September", state="done"),
            Row(label="Pairing", note="now", state="now"),
            Row(label="Running", note="gate closed", state="shut"),
            Row(label="Closing"),
            Row(label="Completed"),
        ],
        "clauses": ["Titles stay at the door.", "Curiosity over judgment.", "What is shared in the lab stays there."],
        "signatures": [
            Row(name="Ingrid Sørensen", note="sponsor, 17 November", signed=True),
            Row(name="Karin Holm", note="works council, not yet", signed=False),
        ],
        "pieces": differences("How do young people see our pack?", "How do branch advisers read our pack?"),
        "consequences": ["Zeynep hears only that the pair has ended.", "What each of you has made stays with you."],
        "tabs": [
            Row(label="Sessions", url="#tabs", current=True, count=5),
            Row(label="Homework", url="#tabs", count=0),
            Row(label="Lab report", url="#tabs"),
        ],
    }


def _people() -> dict:
    mentor, leader = Row(role="mentor", initials="ZA"), Row(role="leader", initials="HV")
    return {
        "readers": READERS,
        "one": [mentor],
        "pair": [leader, mentor],
        "columns": [Row(label="With"), Row(label="Kind"), Row(label="State"), Row(label="Sessions held", number=True)],
        "rows": [
            [
                Row(text="Zeynep Arslan", url="#t"),
                "Review",
                Row(text="Due Friday", kind="now"),
                Row(text=4, number=True),
            ],
            ["Daria Nowak", "Monthly", Row(text="Late by 3 days", kind="late"), Row(text=0, number=True)],
        ],
        "states": ["met"] * 20 + ["next"] * 4 + ["off"],
    }


def _figures() -> dict:
    labels = ["Q4", "Q1", "Q2", "Q3"]
    return {
        "hour": agenda_bar(HOUR),
        "hour_live": agenda_bar(HOUR, elapsed=23),
        "trend": trend(labels, [32, 48, 60, 72], comparison=[36, 38, 39, 41], target=70, write="{:.0f}%".format),
        "trend_gap": trend(labels, [2.4, None, 2.2, 2.1], target=1.5, changed_before=[2]),
    }


def _forms() -> dict:
    wrong = GalleryForm({"learned": "Half of our corrections are about tone.", "question": "Gen Z", "version": 1})
    wrong.add_error("question", "“Learn about Gen Z” names a topic. Add whose behavior you want to understand.")
    return {"form": GalleryForm(auto_id="blank_%s"), "form_wrong": wrong}
