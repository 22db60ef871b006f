"""What the demonstration's people write. Invented; `report` is the leader's own recurring report."""

import random

from .people import SEED

REPORTS = """
    monthly liquidity pack|credit risk pack|branch sales pack|cost centre report|payments incident report
    large exposure report|funding outlook|customer complaint report|headcount report|capital plan update
    arrears report|cash forecast|advice quality report|provisions pack|card fraud report
    collateral report|rate sensitivity report|branch visit report|budget variance pack|settlement report
    covenant report|deposit flow report|mortgage pipeline report|group results pack|outage report
    early warning report|hedging report|opening hours report|tax pack|reconciliation report|scorecard review
    intraday liquidity note
""".replace("\n", "|").split("|")
REPORTS = [name.strip() for name in REPORTS if name.strip()]

# (kind, text, because, known by, perspective, topics, whose sight, decision)
ON_REPORTS = [
    (
        "question",
        "Which steps of the {report} could analysts hand to an assistant, and which must a person still check by hand?",
        "",
        "",
        "technology",
        {"reports": 3, "checking": 2},
        "Data / Analytics",
        "Whether we take the second review out of the {report} from next quarter on.",
    ),
    (
        "hypothesis",
        "If analysts brief an assistant with last month’s comments, the first draft of the {report} is ready a day earlier",
        "most of the text repeats what changed and why, and the reasons stand in notes we already have",
        "the log shows the hour of the first draft for three months before and three months after",
        "technology",
        {"prompts": 3, "reports": 1},
        "",
        "Where the team spends the day that it wins.",
    ),
    (
        "question",
        "Where in the {report} do figures get copied from one screen to another, and what would it take to stop that?",
        "",
        "",
        "technology",
        {"automation": 3, "tools": 1},
        "Operations / Automation",
        "Which of the manual steps we pay to automate first.",
    ),
    (
        "question",
        "What do the people who read the {report} do with it in the first hour, and which pages do they never open?",
        "",
        "",
        "technology",
        {"reports": 2, "customers": 1, "tools": 1},
        "Retail / Service",
        "How many pages the {report} has next year.",
    ),
    (
        "hypothesis",
        "Analysts find errors in the {report} sooner when the assistant lists what it was unsure about",
        "they now read everything with the same care, so the risky lines get as little time as the safe ones",
        "corrections sent out after delivery go down while the checking time does not go up",
        "technology",
        {"checking": 3, "tools": 1},
        "",
        "Whether the list of doubts becomes part of every {report}.",
    ),
    (
        "question",
        "How do analysts decide today whether an answer of an assistant is good enough to go into the {report}?",
        "",
        "",
        "technology",
        {"checking": 2, "trust": 2},
        "Digital / Product",
        "Which checks we ask for, and which we drop.",
    ),
]
ON_PATIENTS = [
    (
        "question",
        "What do relatives ask at night that nobody on the ward may answer, and what would they need to hear?",
        "",
        "",
        "market",
        {"product": 3, "brand": 1},
        "Care / Wards",
        "Who may say what after eight in the evening.",
    ),
    (
        "question",
        "Which near misses do people on the wards talk about with each other and never write down?",
        "",
        "",
        "culture",
        {"safety": 3},
        "Care / Wards",
        "How a near miss is reported from next year on.",
    ),
    (
        "hypothesis",
        "Patients who wait longest for their images have been told the least about why",
        "the desk has no screen that shows where a request stands",
        "two weeks of questions at the desk, counted by what was asked",
        "market",
        {"product": 2, "channels": 2},
        "Administration / Admissions",
        "Whether the desk gets that screen.",
    ),
    (
        "question",
        "Where do people who leave us for another clinic say that they were not asked about their next step?",
        "",
        "",
        "culture",
        {"careers": 3, "purpose": 1},
        "",
        "When we talk with nurses about their next post.",
    ),
]
QUESTIONS = {"ai_fluency": ON_REPORTS, "culture_market": ON_PATIENTS}
VAGUE = {  # sharpened by the sponsor, as a first wording often is
    "ai_fluency": "How do we get better at AI for the {report}?",
    "culture_market": "How do we become more open with patients?",
}

FIRST_HAND = [
    "I build the tables behind three of the packs every month, and answer the questions that come back.",
    "Two years at the service desk: I know which reports branches print and which they never open.",
    "I wrote the checks that stop a payment file, and I see what slips through.",
    "I use an assistant daily for first drafts and keep a list of where it was wrong.",
    "I am a customer of two other banks, and compare their apps with ours every week.",
]
OFF_LIMITS = ["", "", "My own team’s ratings, please.", "", "Nothing about the open reorganization."]
LANGUAGES = {
    "Europe/Amsterdam": "Dutch",
    "Europe/Rome": "Italian",
    "Europe/Warsaw": "Polish",
    "Europe/Lisbon": "Portuguese",
    "Europe/Berlin": "German",
}

COUNTRIES = {
    "Europe/Amsterdam": "Netherlands",
    "Europe/Rome": "Italy",
    "Europe/Warsaw": "Poland",
    "Europe/Lisbon": "Portugal",
    "Europe/Berlin": "Germany",
}

NOTES = [
    "Went through last month’s {report} line by line. Half of the comments could come from a brief of ten lines.",
    "Wrote the first brief for the {report} together. It needs the cut-off date and the three usual exceptions.",
    "The assistant got one total wrong and sounded sure of it. We now ask it to show the sum it made.",
    "Mapped who touches the {report}: nine hands, four of them only copy. Two steps can go at once.",
    "Compared the draft with the version that was sent. The words were fine, the reasons were missing.",
    "Tried the new brief on live data. Draft in forty minutes instead of three hours; checking took as long as before.",
    "Talked about who signs when nobody has typed the text. Checking needs a name, drafting does not.",
]
DECISIONS = [
    "The first draft of the {report} comes from the brief from now on; one person checks every figure.",
    "We drop the second review of the text and keep the one of the figures.",
    "No customer names go into the assistant, not even shortened.",
    "",
    "",
]
HOMEWORK = [
    "Ask two readers of the {report} which page they open first",
    "Write down for one week where figures are copied by hand",
    "Try the brief on last month’s {report} and note every correction",
    "Bring three answers that were wrong, and how you noticed",
    "Time the {report} from cut-off to delivery",
]
PRIVATE = "Say less next time, ask one question more."
INSIGHT = [
    "That the delay in the {report} is not the writing: it is waiting for two figures that nobody owns.",
    "How much of our checking is habit. {mentor} showed me which checks have never found anything.",
    "That a good brief for an assistant is what I should have given my team all along.",
    "I had never seen the {report} made. It is a different job from the one I sign off.",
]
CHANGED = [
    "I took the second review out of the {report} as a trial for two months.",
    "We moved the cut-off by half a day, so that the draft can be checked in daylight.",
    "Nothing yet. I want to see one more month of figures.",
    "I asked the owners of the two late figures to deliver by noon, and told them why.",
]
BECAME = {  # what leaders say of their question: how likely, and what they found
    "kept": (
        0.6,
        ["", "It holds. We have only seen one close so far.", "Half an answer: the other half is in the data."],
    ),
    "refined": (
        0.15,
        [
            "It is about two figures of the {report}, not about all of it.",
            "The waiting is the matter, not the writing.",
        ],
    ),
    "answered": (
        0.2,
        [
            "The tables, not the text: that is where the {report} loses its day.",
            "Yes, once somebody owns the two late figures.",
        ],
    ),
    "refuted": (0.05, ["The {report} would be late with any tool: the figures come late."]),
}
VIEW = [
    "I see how many people a decision passes before it reaches us, and why it takes a month.",
    "That our leaders know less about how the packs are made than I thought, and ask when they may.",
    "More open than I expected. I would still not say everything in a larger room.",
]
HEARD = [
    "Yes. {leader} came back with what I had said two weeks earlier and had tried it.",
    "Mostly. When time is short we fall back into explaining, and I let it happen.",
    "Yes: the cut-off was moved after I had shown where the hours go.",
]


def chance(*key):
    """A generator of its own for each occasion: what one person does never depends on the order of the others."""
    return random.Random(f"{SEED}:{':'.join(map(str, key))}")  # noqa: S311 - a story, not a secret


def question(template, n):
    """The wording of the n-th leader's question, as `Enrolment.ask` takes it."""
    report, texts = report_of(n), QUESTIONS[template]
    kind, text, because, known_by, perspective, topics, sight_of, decision = texts[n % len(texts)]
    return {
        "kind": kind,
        "text": text.format(report=report),
        "because": because,
        "known_by": known_by,
        "perspective": perspective,
        "topics": topics,
        "owns": n % 3,
        "sight_of": sight_of,
        "decision": decision.format(report=report),
    }


def vague(template, n):
    return VAGUE[template].format(report=report_of(n))


def report_of(n):
    return REPORTS[n % len(REPORTS)]


def process_of(n):
    """(the one process of the n-th pair, its figure on the day of the first session)."""
    return report_of(n).capitalize(), f"{26 + n * 7 % 19} hours from cut-off to delivery"


def log_of(n, number, said):
    """(notes, decision, homework) of the n-th pair's session of that number; `said` is their generator."""
    report = report_of(n)
    notes = NOTES[(n + number) % len(NOTES)].format(report=report)
    tasks = said.sample(HOMEWORK, 1 + (said.random() < 0.25))
    return notes, said.choice(DECISIONS).format(report=report), [task.format(report=report) for task in tasks]


def became_of(n, said):
    """(verdict, what was found) of the n-th leader's question at a review."""
    [verdict] = said.choices(list(BECAME), [odds for odds, _ in BECAME.values()])
    return verdict, said.choice(BECAME[verdict][1]).format(report=report_of(n))


def review_of(n, is_leader, said, **names):
    """The answers to a review, by question."""
    pages = {"insight": INSIGHT, "changed": CHANGED} if is_leader else {"view": VIEW, "heard": HEARD}
    return {key: said.choice(texts).format(report=report_of(n), **names) for key, texts in pages.items()}
