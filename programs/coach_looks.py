"""What the coach's rules look for: patterns of English, each giving the span where a weakness stands."""

import re
from collections.abc import Callable

Span = tuple[int, int]
Look = Callable[[str], Span | None]

FEWEST_WORDS, MOST_WORDS = 7, 60


def words(text: str) -> list[str]:
    """The words of a text: a hyphen or an apostrophe does not part them."""
    return re.findall(r"\w+(?:[-'’]\w+)*", text)


def whole(text: str) -> Span:
    """The span from the first to the last character that is not blank."""
    return len(text) - len(text.lstrip()), len(text.rstrip())


def finds(*patterns: str) -> Look:
    """A look that gives the first place where one of the patterns stands, whatever its case."""
    pattern = re.compile("|".join(f"(?:{each})" for each in patterns), re.IGNORECASE)

    def look(text: str) -> Span | None:
        match = pattern.search(text)
        return match.span() if match else None

    return look


def lacks(*patterns: str) -> Look:
    """A look that gives the whole text when none of the patterns stands in it."""
    found = finds(*patterns)
    return lambda text: None if found(text) else whole(text)


TOOL_WORDS = (
    r"(?:new |modern |these |the latest )*"
    r"(?:(?:digital |ai )?tools?|gen(?:erative)?[- ]?ai|ai|a\.i\.|artificial intelligence|tech|technology|technologies|"
    r"digital\w*|computers?|social media|data|chat\s?gpt|copilot|gemini|claude|"
    r"chatbots?|llms?|apps?|software|excel|automation|prompts?|prompting)"
)
TOOL_NAMES = r"(?:chat\s?gpt|copilot|gemini|claude|power\s?bi|excel|tableau|sap|chatbots?|ai|llms?|macros?|prompts?|pivots?|dashboards?)"
ASKING = r"\b(?:what|how|why|which|where|when|who|whom|whose|whether)\b"
BACK = r"\b(?:they|them|their|it|its|that|those|this|these|he|she|his|her)\b"  # to what was asked before
REQUEST = (
    r"(?:can|could|would|will) (?:you|somebody|someone|anybody|anyone) (?:please )?(?:show|tell|explain|help|teach)\b"
)
AUXILIARY = r"(?:do|does|did|is|are|was|were|can|could|should|would|will|has|have|may|might|must|am)"

WORKERS = (
    r"(?!(?:numbers|papers|computers|others|matters|orders|answers|factors|sensors|errors|offers|letters|"
    r"chapters|barriers|"
    r"powers|servers|browsers|processors|registers|colors|doors|floors|quarters|centers|headers|folders|parameters|"
    r"committees|degrees|fees|guarantees|assistants|newsletters|indicators|minors|vectors|drivers of)\b)"
    r"\w{2,}(?:ers|ors|ists|ants|ees|ians|icians)\b"
)
PEOPLE = (
    rf"\b{WORKERS}",
    r"\b(?:people|persons?|teams?|staff|colleagues|apprentices|graduates|leads|clerks|agents|nurses|citizens|interns|"
    r"representatives|reps|crew|crews|foremen|families|talents|doctors|police|pilots|cooks|guards|lawyers|"
    r"mechanics|aides|members|associates|pupils|newcomers|"
    r"sales|legal|finance|marketing|hr|purchasing|logistics|compliance|back office|front desk|reception|(?:first|second|front) line|"
    r"kitchen|households|patients|guests|students|women|men|parents|"
    r"executives|board|department|heads? of|candidates|"
    r"(?:a|an|each|every|the|our|my|one) (?:\w+\s)?(?:customer|client|analyst|manager|supplier|buyer|planner|engineer|"
    r"employee|user|colleague|supervisor|operator|driver|controller|developer|director|officer|nurse|doctor|worker|"
    r"leader|trainee|patient|passenger|guest|student|teacher|adviser|advisor|technician|citizen|newcomer))\b",
)
AGE_GROUPS = (
    r"\bgen(?:eration)?[- ]?(?:[xyz]|alpha)(?:'?s|ers?)?\b",
    r"\b(?:millennial|zoomer|boomer|baby boomer|digital native|twenty-?something|teenager)s?\b",
    r"\b(?:young|younger|older|elderly|old)\s+(?!offenders)(?:people|persons?|folks?|generations?|colleagues?|employees?|"
    r"staff|talents?|"
    r"workers?|customers?|clients?|consumers?|users?|adults|men|women|hires|ones|audiences?|buyers?|minds|"
    r"nurses|crews?|"
    rf"{WORKERS})\b",
    r"\bkids\b|\b(?:under|over|below|above) (?:twenty|thirty|forty|fifty|sixty)\b",
    r"\bthe (?!(?:power|energy|heat|report|lead|text|code|image|document|revenue|income)\b)\w+ generation\b",
    r"\bthe (?:young|youth|kids|youngsters|next generation)\b(?!-)",
    r"\byoungsters\b|\btoday's youth\b|\b(?:under|over)[- ](?:25|30|35|40|50|60)s?\b(?!\s*(?:%|per|minutes|hours|"
    r"days|euro))",
)
GENERATION = finds(*AGE_GROUPS)
BARE_IMPROVEMENT = finds(
    rf"\b(?:better|good|great|fluent|smarter|proficient|comfortable|confident|fit|fitter|savvy|savvier|stronger|"
    rf"up to (?:speed|date))\s+"
    rf"(?:at|with|in|on|about)\s+{TOOL_WORDS}\b",
    rf"\b(?:improve|increase|raise|build|grow|boost)\s+(?:(?:my|our|their)\s+)?{TOOL_WORDS}\s+"
    r"(?:skills?|literacy|knowledge|fluency|maturity|competenc\w+|understanding)\b",
    rf"\b(?:learn|know|understand|hear|find out)\s+(?:more\s+|everything\s+|"
    rf"a bit\s+)?about\s+{TOOL_WORDS}(?=\s*(?:[.?!]|$))",
    rf"\b(?:keep up with|catch up (?:on|with)|get into|get a grip on|stay on top of)\s+{TOOL_WORDS}\b",
    rf"\bunderstand\s+{TOOL_WORDS}(?:\s+better)?(?=\s*(?:[.?!]|$))",
    r"\b(?:upskill|reskill)\b|\b(?:stay|remain|keep) (?:relevant|competitive|employable)\b",
    rf"\b(?:understand|know|grasp|handle)(?:ing)?\s+{TOOL_WORDS}\s+better\b",
    r"\b(?:be|being|become|becoming|get)\s+(?:more\s+)?(?:digital|modern|innovative|agile|flexible|creative|efficient|tech-savvy|ai-ready|data-driven|"
    r"customer-centric|future-proof)\b",
)
OPERATING_A_TOOL = finds(
    r"\b(?:how (?:to|do i|do we|can i|can we|should i|should we|could i|could we|would i)|(?:learn|know|"
    r"understand)(?: how)? to)\s+"
    r"(?:\w+ly\s+|best\s+|better\s+)?"
    r"(?:use|operate|work with|set up|install|configure|navigate|master|prompt|write (?:good |better |"
    r"a )?prompts?|log in)\b",
    rf"\b(?:what|which)\s+(?:is|are)?\s*(?:the\s+)?(?:best|right|good)\s+(?:ai\s+)?{TOOL_WORDS}\b",
    rf"\bhow (?:to|does one|do (?:i|we|you)|can (?:i|we)|could (?:i|we))\s+(?:\w+\s+)?(?:get|make|build|create|set up|"
    rf"automate|train|write|program|draft|connect)\b[^.?!]{{0,40}}?\b{TOOL_NAMES}\b",
    r"\b(?:show|teach) (?:me|us) how to\b",
    r"\b(?:does one|do i|do we|can i|can we|how to) (?:set up|build|create|train|write|program) (?:an?|the|my|our) (?:\w+ )?"
    r"(?:agent|bot|chatbot|assistant|macro|dashboard|script|automation|prompt)\b",
    rf"\b(?:be able|learn|know how) to (?:use|write|build|create|program|set up|operate)\b[^.?!]{{0,30}}?\b{TOOL_NAMES}\b",
    r"\b(?:top|best|most (?:important|useful)|essential|right)\s+(?:\w+\s+)?(?:prompts|shortcuts|tricks|"
    r"features|settings)\b",
    r"\bwhich (?:button|feature|setting|menu|version|licen[cs]e)s?\b",
)
PROCESS = (
    r"\b(?:report|pack|approval|forecast|budget|schedule|month[- ]end|quarter[- ]end|close|review|onboarding|claim|"
    r"handover|hand-over|meeting|decision|invoice|order|quote|offer|bid|tender|contract|call|ticket|release|"
    r"deployment|campaign|"
    r"launch|inspection|safety check|audit|shift|rota|delivery|survey|interview|workflow|process|procedure|"
    r"checklist|shop floor|"
    r"production line|store|branch|project|counter|warehouse|depot|ward|hospital|plant|factory|help ?desk|"
    r"(?:call|contact|dispatch|service|control) center|"
    r"hotline|account|loan|permit|form|"
    r"parcel|refund|complaint|discount|appointment|inbox|timetable|case file|template|payment|minutes of|"
    r"briefing|memo|presentation|spreadsheet|promotion|appraisal)(?:e?s)?\b",
    r"\b(?:report|hir|recruit|onboard|pric|plann|schedul|forecast|budget|purchas|procur|underwrit|sell|invoic|"
    r"test|train|bill|"
    r"maintain|staff|rout|audit|draft|nego\w*t|board|apprais|ship|deliver|repair)ing\b|\bmaintenance\b|\bprocurement\b",
)
OBSERVABLE = (
    r"\d",
    r"\bhow (?:long|often|many|much|far|soon|quickly|fast|late|early)\b",
    r"\b(?:minutes?|hours?|(?<!these )days?|weeks?|months?|time|times|share|number|count|rate|cost|costs|"
    r"errors?|mistakes|"
    r"delays?|backlog|"
    r"faster|slower|fewer|less|more often|sooner|earlier|later|late|half|twice|percent|per cent)\b",
    r"\b(?:differently|instead|first|before|after|no longer|any more|anymore|by hand|steps?)\b",
    r"\b(?:decid|chang|stop|start|ask|skip|choos|choose|leav|cancel|buy|switch|check|avoid|return|complain|refus|"
    r"speak|say|sa(?:id|ys)|"
    r"tell|report|drop|wait|hand|drafts?|redo|rework|hid|hide|escalat|repeat|repl(?:y|ie)|sign|shar|cop(?:y|ie)|"
    r"work(?:s|ed)? around)\w*\b",
)


VIEWS = (
    r"\b(?:attitudes?|opinions?|feel|feels|feeling|feelings|moods?|morale|sentiment|perceptions?|perceives?|image|"
    r"happy|happiness|satisfied|satisfaction|proud|pride|engaged|engagement|trust|loyal|loyalty)\b",
    r"\b(?:thinks?|views?|believes?|likes?|hopes?|cares?|expectations?) (?:of|about|on|in|for)\b",
    r"\b(?:sees?|identify|identifies) (?:us|the brand|our brand|the company|the strategy|themselves|with)\b",
    r"\b(?:future|role|impact|influence|importance|meaning|essence|potential|spirit|state) of\b|\blooks? like\b",
    r"\b(?:mean|means|matter|matters|stand|stands) (?:to|for) (?:us|them|our|the|me)\b",
)

SHOWS_NOTHING = lacks(*OBSERVABLE)
# How much somebody likes something is no measure.
HOW_MUCH_THEY_LIKE = finds(
    r"\bhow (?:much|far) (?:do|does|did|are|is)\b[^.?!]*\b(?:identify|feel|trust|like|believe|care|value|appreciate|enjoy)\b"
)
ASKS_FOR_VIEWS = finds(*VIEWS)
ASKS_FIRST = finds(
    rf"(?:^|[,:;.!–]\s)\s*(?:(?:in|at|by|from|under|for|on|to|with|of|about|and|so)\s+)?{ASKING}", rf"^\s*{AUXILIARY}\b"
)
ASKS_BY_A_VERB = finds(
    rf"\b(?:know|understand|learn|find out|see|tell|show|wonder|ask|explore|discover|explain|describe|figure out|hear|"
    rf"question is)\b.*{ASKING}"
)
SAYS_NO_REASON = lacks(
    r"\b(?:because|since|given that|due to|the reason|my reason|as a result of|on account of)\b",
    r",\s+as (?!well|soon|long|far|much|if|for|of|to|an?\b)\w+",
)
ONLY_A_FEELING = finds(
    r"\bbecause (?:(?:of|that is|that's|it is|it's|this is)\s+)?(?:(?:simply|just|only|my|our|a|the)\s+)*"
    r"(?:gut|feeling|intuition|instinct|common sense|obvious|clear|everyone knows|everybody knows|how it is|"
    r"i (?:just |simply )?(?:think|feel|believe|know)|we all know)\b"
)
VAGUE_PROOF = finds(r"\bknow:?[^.?!]*\b(?:feels?|felt|sense|somehow|gut|mood|atmosphere)\b[^.?!]*")
NAMES_NOBODY = lacks(*PEOPLE, *PROCESS, *AGE_GROUPS)
SAYS_NO_PROOF = lacks(
    r"\b(?:we|i|you|they|one)(?:'ll| will| would| can| could| shall)?\s+(?:know|see|notice|measure|tell|"
    r"recogni[sz]e|count)\b",
    r"\b(?:measured|shown|proven|tested|seen|visible|wrong|right|true|false|confirmed|refuted)\s+(?:by|if|when|"
    r"in|once)\b",
    r"\bif (?:that|this|it)(?: is|'s) (?:so|true|right|the case|wrong)\b|\b(?:i|we)(?:'d| would)? expect\b|"
    r"\b(?:i|we) (?:am|are|was|were) wrong\b|\bchange my mind\b|\b(?:drop|give up|abandon) (?:this|the|my) (?:belief|idea|view)\b",
    r"\b(?:would|will|should) (?:show|prove|tell|confirm|mean)\b|\b(?:evidence|sign|proof) (?:is|would|will|of|"
    r"that|for)\b",
)


def no_reason(text: str) -> Span | None:
    """Nothing that says why, or a reason that is no more than a feeling."""
    return SAYS_NO_REASON(text) or ONLY_A_FEELING(text)


def no_proof(text: str) -> Span | None:
    """Nothing that says how one will know, or only that one will feel it."""
    vague = VAGUE_PROOF(text)
    return SAYS_NO_PROOF(text) or (vague if vague and SHOWS_NOTHING(text[slice(*vague)]) else None)


def nothing_observable(text: str) -> Span | None:
    """What asks for views alone: the words that ask for them, where nothing else in the text can be seen or counted."""
    return HOW_MUCH_THEY_LIKE(text) or (ASKS_FOR_VIEWS(text) if SHOWS_NOTHING(text) else None)


def a_topic(text: str) -> Span | None:
    """A text without a question word in front or a verb that asks: it names a field, and asks nothing about it."""
    asks = ASKS_FIRST(text) or ASKS_BY_A_VERB(text) or re.search(r"\b(?:whether|if)\b", text, re.IGNORECASE)
    return None if asks or ("?" in text and len(words(text)) >= FEWEST_WORDS) else whole(text)


def yes_or_no(text: str) -> Span | None:
    """The first question, when a verb leads it or it asks whether something is so, and no question word does."""
    asked = re.match(r"[^?]*\??", text)
    if asked is None or re.match(rf"\s*(?:{ASKING}|{REQUEST})", text, re.IGNORECASE):
        return None
    wonders = r"\b(?:know|wonder|see|ask|find out|learn|test|understand|question is)\s+(?:whether|if)\b"
    leads = rf"(?:^|(?<=[.!:,;]\s))\s*{AUXILIARY}\s+(?!not\b)\w+[^?.!]*\?"
    found = re.search(wonders, asked.group(), re.IGNORECASE) or re.search(leads, asked.group(), re.IGNORECASE)
    return found.span() if found else None


def several_questions(text: str) -> Span | None:
    """The second question: a second question mark, or a second question word with a verb and a matter of its own.

    What is asked of the same thing (“… and how long does it wait?”) still is one question.
    """
    second = re.search(r"\?\s*((?=[^?]*?\w)[^?]*\?)", text)
    if second:
        return second.span(1)
    joined = re.finditer(
        rf"\b(?:and|or|also)\s+(?:also\s+)?({ASKING}\s+(?:\w+\s+)?{AUXILIARY}\b)([^?.]*)", text, re.IGNORECASE
    )
    return next((it.span(1) for it in joined if not re.search(BACK, it.group(), re.IGNORECASE)), None)


def too_short(text: str) -> Span | None:
    """Fewer words than anyone needs to say who, what and how."""
    return whole(text) if len(words(text)) < FEWEST_WORDS else None


def too_long(text: str) -> Span | None:
    """The words that go past MOST_WORDS."""
    found = list(re.finditer(r"\w+(?:[-'’]\w+)*", text))
    return (found[MOST_WORDS].start(), whole(text)[1]) if len(found) > MOST_WORDS else None
