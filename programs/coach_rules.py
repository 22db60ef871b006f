"""The coach's rules: what each looks for and says, and examples that it catches and passes (the tests run them)."""

from dataclasses import dataclass, field
from typing import Literal

from organizations.wording import gettext_noop
from programs import coach_looks as looks

Kind = Literal["question", "hypothesis"]
Severity = Literal["mend", "consider"]

BOTH: frozenset[Kind] = frozenset({"question", "hypothesis"})
QUESTION: frozenset[Kind] = frozenset({"question"})
HYPOTHESIS: frozenset[Kind] = frozenset({"hypothesis"})


@dataclass(frozen=True)
class Rule:
    """`look` gives the span that is weak, or None. A rule that `needs_body` keeps quiet about texts of a few words.

    It also keeps quiet when a rule named in `after` has spoken: once that is mended, this one looks again.
    """

    name: str
    severity: Severity
    kinds: frozenset[Kind]
    look: looks.Look
    says: str
    because: str
    scaffold: str
    catches: tuple[str, ...]
    passes: tuple[str, ...]
    topic_scaffold: str = ""
    values: dict[str, str | int] = field(default_factory=dict)
    needs_body: bool = False
    after: tuple[str, ...] = ()


RULES: tuple[Rule, ...] = (
    Rule(
        name="generation",
        severity="mend",
        kinds=BOTH,
        look=looks.GENERATION,
        says=gettext_noop("This names an age group."),
        because=gettext_noop(
            "People of one age differ from each other more than from everyone else, so an answer about an age group "
            "tells you little about anyone you work with."
        ),
        scaffold=gettext_noop(
            "Name people by what they do: “analysts in their first two years”, “customers who only use the app”."
        ),
        catches=(
            "What does Gen Z expect from us as an employer?",
            "Why do millennials leave after two years?",
            "How do young people in our branches see the brand?",
            "I believe younger employees skip the handbook because it is long; we will know from the log.",
            "What do under-30s want from their first manager?",
            "Why do people of my age print the timetable?",
        ),
        passes=(
            "Why do analysts leave in their first two years?",
            "How much time does report generation take the controlling team each month?",
            "Which steps of lead generation do our sellers still do by hand?",
        ),
    ),
    Rule(
        name="bare_improvement",
        severity="mend",
        kinds=BOTH,
        look=looks.bare_improvement,
        says=gettext_noop("This wishes for improvement, but doesn't say at what."),
        because=gettext_noop(
            "Nobody can tell when “better at technology” has happened, so it can't be explored or finished."
        ),
        scaffold=gettext_noop(
            "Pick one piece of work that should go differently, and ask what would have to change in it."
        ),
        topic_scaffold=gettext_noop(
            "Pick one piece of work where %(topic)s matters, and ask what would have to change in it."
        ),
        catches=(
            "I want to get better at AI",
            "How can our managers become more comfortable with technology?",
            "Improve my digital skills so that I keep up with the team",
            "I would like to learn more about generative AI.",
            "How can our division become a champion of new technology?",
        ),
        passes=(
            "Which parts of the monthly pack could analysts draft with an assistant, and who checks them?",
            "Why do our planners trust the forecast more in spring than in autumn?",
            "How do our sellers learn about data that customers refuse to share?",
            "What do our customers lose when the app is down?",
        ),
    ),
    Rule(
        name="topic_only",
        severity="mend",
        kinds=QUESTION,
        look=looks.a_topic,
        says=gettext_noop("This is a topic, not yet a question."),
        because=gettext_noop(
            "A topic has no end. A question tells both of you what to look at, and when you have an answer."
        ),
        scaffold=gettext_noop("Begin with what, how, which or why: “How do … decide whether …?”"),
        topic_scaffold=gettext_noop(
            "Begin with what, how, which or why: “What do people here do about %(topic)s when …?”"
        ),
        catches=(
            "Psychological safety in our project teams",
            "The culture of the claims department and its future",
            "Culture?",
        ),
        passes=(
            "What keeps people in the claims department from naming a risk early?",
            "I want to understand how new hires decide whom to ask for help",
            "Do our controllers check figures that an assistant has drafted?",
        ),
        after=("bare_improvement", "operating_a_tool"),
    ),
    Rule(
        name="operating_a_tool",
        severity="mend",
        kinds=BOTH,
        look=looks.OPERATING_A_TOOL,
        says=gettext_noop("This asks how to operate a tool."),
        because=gettext_noop(
            "A course or IT can show that in an hour. What your lab partner can show you is what people do differently "
            "because of the tool."
        ),
        scaffold=gettext_noop(
            "Ask about the work: “Since the team drafts with …, which step has changed, and who checks it?”"
        ),
        catches=(
            "How do I use ChatGPT for my weekly report to the board?",
            "I want to learn how to write better prompts for my team meetings",
            "What is the best AI tool for our controllers to draft reports?",
            "Which chatbot should we buy for the back office?",
        ),
        passes=(
            "Which checks do analysts drop when they use an assistant for the first draft?",
            "How do our engineers decide what to hand to the assistant and what to write themselves?",
        ),
    ),
    Rule(
        name="nobody_named",
        severity="mend",
        kinds=BOTH,
        look=looks.names_nobody,
        says=gettext_noop("This names neither people nor a piece of work."),
        because=gettext_noop(
            "Without either there is nobody to ask and nothing to watch, and the hour turns into general talk."
        ),
        scaffold=gettext_noop(
            "Say who or which process: “… in the month-end close”, “… when planners hand over a shift”."
        ),
        topic_scaffold=gettext_noop("Say whose work you mean: “Where does %(topic)s show when … hand over to …?”"),
        catches=(
            "How is artificial intelligence going to change everything for us?",
            "What does innovation really mean in our time?",
        ),
        passes=(
            "How is artificial intelligence changing the month-end close?",
            "What does innovation mean to the nurses on the night shift?",
            "Why do suppliers call us instead of answering in the portal?",
        ),
        needs_body=True,
        after=("bare_improvement", "operating_a_tool"),
    ),
    Rule(
        name="nothing_observable",
        severity="consider",
        kinds=QUESTION,
        look=looks.nothing_observable,
        says=gettext_noop("There is nothing here yet that one could see or count."),
        because=gettext_noop("What you can both see can be checked. Views alone stay views."),
        scaffold=gettext_noop("Add what would look different: a step, a choice, minutes, errors, who speaks first."),
        catches=(
            "What is the attitude of our customers towards the brand today?",
            "How do our engineers feel about the strategy of the company?",
            "How motivated are the crews after the merger?",
        ),
        passes=(
            "What do customers do in the first minute after opening our app?",
            "How often do our engineers ask for the reason behind a priority?",
        ),
        needs_body=True,
        after=("bare_improvement", "topic_only", "operating_a_tool"),
    ),
    Rule(
        name="yes_or_no",
        severity="consider",
        kinds=QUESTION,
        look=looks.yes_or_no,
        says=gettext_noop("This can be answered with yes or no."),
        because=gettext_noop("A yes ends the conversation before you have learned how things really go."),
        scaffold=gettext_noop("Turn it around: “In which cases …?”, “What happens when …?”, “How do people decide …?”"),
        catches=(
            "Do our analysts trust the figures that an assistant drafts?",
            "I want to find out whether our customers read the monthly letter",
            "Is the approval process slower than it was before the reorganization?",
        ),
        passes=(
            "In which cases do our analysts trust the figures that an assistant drafts?",
            "What do customers do with the monthly letter after they open it?",
        ),
    ),
    Rule(
        name="several_questions",
        severity="consider",
        kinds=QUESTION,
        look=looks.several_questions,
        says=gettext_noop("There is more than one question in here."),
        because=gettext_noop("Ninety days answer one question well, and three badly."),
        scaffold=gettext_noop(
            "Keep the one whose answer would change a decision. The others can wait for a later session."
        ),
        catches=(
            "Why do customers leave after the trial? And how do they see our prices?",
            "What slows down the approval of offers and how should we train the new managers?",
        ),
        passes=(
            "Which steps of the safety check do crews skip, and why?",
            "How do planners decide what to hand over and what to keep?",
        ),
        after=("operating_a_tool",),
    ),
    Rule(
        name="no_reason",
        severity="mend",
        kinds=HYPOTHESIS,
        look=looks.no_reason,
        says=gettext_noop("The reason is missing: what makes you believe it?"),
        because=gettext_noop(
            "The reason is what your lab partner can test with you. A belief without one can only be shared or not."
        ),
        scaffold=gettext_noop("Go on with “because …”, and name what you have seen or heard."),
        catches=("I believe our analysts redo the drafts by hand. We will know if the second version differs.",),
        passes=(
            "I believe our analysts redo the drafts because they can't see the sources. We will know from ten packs.",
        ),
        needs_body=True,
    ),
    Rule(
        name="no_proof",
        severity="mend",
        kinds=HYPOTHESIS,
        look=looks.no_proof,
        says=gettext_noop("It doesn't say yet how you will know."),
        because=gettext_noop("Decide it now, and the result counts, also when it goes against you."),
        scaffold=gettext_noop("Add: “We will know when …”, with something that one can see or count."),
        catches=("I believe our analysts redo the drafts by hand because they can't see where the figures come from.",),
        passes=(
            "I believe our analysts redo the drafts because they can't see the sources. We'll know once shown.",
            "Crews skip the check because the form is long; I am wrong if a shorter form changes nothing.",
        ),
        needs_body=True,
    ),
    Rule(
        name="too_short",
        severity="consider",
        kinds=BOTH,
        look=looks.too_short,
        says=gettext_noop("A few more words would help."),
        because=gettext_noop(
            "Who, which piece of work, and what one would see: that seldom fits into fewer than %(fewest)d words."
        ),
        scaffold=gettext_noop("Try: “How do … decide … when …?”"),
        catches=("Why do people leave?", "AI in reporting"),
        passes=("Why do analysts leave in their first two years here?",),
        values={"fewest": looks.FEWEST_WORDS},
    ),
    Rule(
        name="too_long",
        severity="consider",
        kinds=BOTH,
        look=looks.too_long,
        says=gettext_noop("This is long: over %(most)d words."),
        because=gettext_noop(
            "You will come back to it every two weeks. A question that you can say in one breath stays with you."
        ),
        scaffold=gettext_noop(
            "Keep who, which piece of work, and what one would see. The background can go into the first session."
        ),
        catches=("How do our planners decide " + "which of the many open orders of the week to move " * 7 + "?",),
        passes=("How do our planners decide which of the open orders to move when a machine stops?",),
        values={"most": looks.MOST_WORDS},
    ),
)
