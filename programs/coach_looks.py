"""What the coach's rules look for: patterns of English, each giving the span where a weakness stands."""

import re
from collections.abc import Callable

from programs.coach_nouns import particular

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
BACK = r"\b(?:they|them|their|it|its|that|those|this|these|ones|he|she|his|her)\b"  # to what was asked before
ONLY_WHAT_NEXT = (
    r"\W*(?:(?:have|has|need|needs|to|be|being|we|i|one|you|then|now|about|instead)\s+)*"
    r"(?:happen|change|do|done|follow|help|next)\W*"
)
REQUEST = (
    r"(?:can|could|would|will) (?:you|somebody|someone|anybody|anyone) (?:please )?"
    r"(?:show|tell|explain|help|teach|walk|talk|guide|give|describe)\b"
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
    r"executives|board|department|heads? of|candidates|analysts?|economists|"
    r"(?:a|an|each|every|the|our|my|one) (?:\w+\s)?(?:customer|client|analyst|manager|supplier|buyer|planner|engineer|"
    r"employee|user|colleague|supervisor|operator|driver|controller|developer|director|officer|nurse|doctor|worker|"
    r"leader|trainee|patient|passenger|guest|student|teacher|adviser|advisor|technician|citizen|newcomer))\b",
)
PERSONS = (
    r"(?:people|persons?|folks?|generations?|colleagues?|employees?|staff|talents?|adults?|men|women|hires|ones|"
    r"audiences?|minds?|nurses?|crews?|members?|pilots?|agents?|guests?|patients?|students?|clients?|team(?:s|mates?)?|"
    rf"apprentices?|graduates?|analysts?|citizens?|households|parents|professionals?|{WORKERS})"
)
DECADES = r"(?:twenties|thirties|forties|fifties|sixties|seventies|teens)"
AGE_GROUPS = (
    r"\bgen(?:eration)?[- ]?(?:[xyz]|alpha)(?:'?s|ers?)?\b",
    r"\b(?:mill?enn?ial|zoomer|boomer|baby boomer|digital native|twenty-?something|teenager)s?\b",
    rf"\b(?:young|younger|youngest|older|oldest|elderly)\s+(?!offenders)(?:\w+\s)?{PERSONS}\b",
    rf"\bold\s+(?:people|folks?|colleagues|employees|staff|workers|customers|clients|men|women|{WORKERS})\b",
    r"\bkids\b|\b(?:under|over|below|above) (?:twenty|thirty|forty|fifty|sixty)\b",
    rf"\b(?:in|over|under|past)[- ](?:their |our |his |her |my )?(?:early |mid |late )?{DECADES}\b",
    r"\b(?:of|at) (?:my|our|your|their|his|her) (?:own )?age\b|\bage (?:group|bracket|range)s?\b",
    r"\bage differences?\b|\b\d\d-year-olds?\b|\baged (?:\d|twenty|thirty|forty|fifty|sixty)",
    r"\bthe (?!(?:power|energy|heat|report|lead|text|code|image|document|revenue|income)\b)\w+ generation\b",
    r"\bthe (?:young|youth|kids|youngsters|next generation)\b(?!-|\s+\w+s\b)",
    r"\byoungsters\b|\btoday's youth\b|\b(?:under|over)[- ](?:25|30|35|40|50|60)s?\b(?!\s*(?:%|per|minutes|hours|"
    r"days|euro))",
)
GENERATION = finds(*AGE_GROUPS)
VIRTUES = (
    r"(?:digital|modern|innovative|agile|flexible|creative|efficient|customer-centric|"
    r"\w+-(?:savvy|ready|driven|proof|minded|literate|enabled|friendly|oriented))"
)
MORE_VIRTUES = (
    rf"(?:{VIRTUES}|open|dynamic|inclusive|resilient|strategic)"  # these only with “more”: a counter is open too
)
ABILITIES = r"(?:skills?|competenc\w+|capabilit\w+|abilit\w+|knowledge|know-how|literacy|fluency|mindset)"
NAMED_IMPROVEMENT = finds(
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
    rf"\b(?:be|being|become|becoming|get)\s+(?:{VIRTUES}|more\s+(?:\w+\s+and\s+(?:more\s+)?)?{MORE_VIRTUES})\b",
    # The state of one's own head, not of any work.
    rf"\b(?:my|our)\s+(?:own\s+)?(?:\w+\s+)?(?:knowledge|understanding|command|grasp|fear|use|mastery)\s+(?:of|with|in)\s+{TOOL_WORDS}\b",
    rf"\b(?:what|which|how much|how many)\s+(?:more\s+)?{TOOL_WORDS}\s+{ABILITIES}\b[^.?!]*?\b(?:i|we|should|need|needs|must)\b",
)
# Somebody wishes something for themselves, a field is what it is about, and nothing in particular besides their own place.
WISH = finds(
    r"\b(?:i|we)(?:'d|\s+would)?\s+(?:\w+\s+)?(?:want|like|wish|hope|need|aim|plan|have to|must|should)\b",
    r"\b(?:can|could|should|must|shall)\s+(?:i|we|my|our|the)\b|\b(?:how|what) (?:do|will|would) (?:i|we)\b|\btakes? (?:for )?(?:me|us)\b",
    r"^\W*(?!during|nothing|everything|something|anything|morning|evening)\w+ing\b",
)
FIELD = (
    r"(?:(?:all )?(?:things )?digital\w*|ai(?:-\w+)?|artificial intelligence|machine learning|tech|technolog(?:y|ies)|innovation|"
    r"automation|social media|generative ai)"
)
IN_A_FIELD = finds(
    rf"\b{FIELD}(?=\s*(?:[.,;:?!]|$)|\s+(?:and|or|as|in|at|than|leaders?|champions?|experts?|company|organization)\b)"
)
OWN_PLACE = (  # “our faculty”, “as head of claims”, and the “forefront” or “leader” in “… of a field”
    rf"\b(?:can|could|should|must|shall|want|like|get|getting|make|making|help|helping|bring|bringing|as)\s+(?:my|our|the|an?)?\s*\w+"
    rf"(?:\s+(?:of|group|team|department|division|unit|board)\b(?:\s+\w+)?)?|\b(?:an?|the)\s+[\w-]+(?=\s+(?:of|in|for)\s+(?:\w+\s+)?{FIELD}\b)"
)
TOOL_PARTS = (
    r"(?:an?|the|my|our|its|which) (?:\w+ )?(?:assistant|chatbot|bot|function|feature|setting|menu|button|shortcut|formula|macro|"
    r"script|plug-?in|account|prompt|dashboard)"
)
OPERATE = (
    r"(?:us(?:e|ing)|find(?:ing)?|typ(?:e|ing)|enter(?:ing)?|click(?:ing)?|set(?:ting)? up|install(?:ing)?|configur(?:e|ing)|"
    r"connect(?:ing)?|build(?:ing)?|creat(?:e|ing)|writ(?:e|ing)|program(?:ming)?|train(?:ing)?|prompt(?:ing)?|automat(?:e|ing)|"
    r"run(?:ning)?|switch(?:ing)?|download(?:ing)?|past(?:e|ing)|press(?:ing)?)"
)
OPERATING_A_TOOL = finds(
    # Whoever asks is the one to handle it.
    r"\b(?:(?:should|do|can|could|must|shall|would) (?:i|we|one)|how to|(?:walk|talk|take|guide) (?:me|us) through|"
    rf"(?:show|teach|help|tell) (?:me|us)(?: how to| with| where to)?)\s+(?:\w+ly\s+)?{OPERATE}\b"
    rf"(?:(?!\b(?:when|if|because|that|who|while|why)\b)[^.?!]){{0,40}}?\b(?:{TOOL_NAMES}|{TOOL_PARTS})\b",
    r"\b(?:how (?:to|do i|do we|can i|can we|should i|should we|could i|could we|would i)|(?:learn|know|"
    r"understand)(?: how)? to)\s+"
    r"(?:\w+ly\s+|best\s+|better\s+)?"
    r"(?:use|operate|work with|set up|install|configure|navigate|master|prompt|write (?:good |better |"
    r"a )?prompts?|log in)\b",
    rf"\b(?:what|which)\s+(?:is|are|would be|makes?)?\s*(?:the\s+|an?\s+)?(?:best|right|good|perfect|ideal|useful)\s+(?:ai\s+)?{TOOL_WORDS}\b",
    # The choice of a tool, and its handling by the one who asks.
    rf"\b(?:what|which)\s+(?:\w+\s+)?(?:{TOOL_NAMES}|(?:\w+ )?tools?|apps?|software|programs?)\s+(?:do|should|can|could|shall|must)\s+"
    r"(?:i|we|one)\s+(?:have to\s+|need to\s+)?(?:buy|use|get|take|try|choose|pick|introduce|learn|license|start with)\b",
    r"\bwhat\s+(?:should|must|can|do (?:i|we) (?:have|need) to)\s+(?:(?:i|we|one)\s+)?"
    rf"(?:tell|ask|say to)\s+(?:an?\s+|the\s+|my\s+|our\s+)?{TOOL_NAMES}\b",
    rf"\b(?:learn|master|study)(?:ing)?\s+(?:{TOOL_NAMES}|python|sql|vba|javascript)"
    r"(?=\s*(?:[.?!,]|$|so\b|to\b|in order\b|myself\b|properly\b|well\b))",
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
    r"\b(?:differently|instead|(?<!-)first|before|after|no longer|any more|anymore|by hand|steps?)\b",
    r"\b(?:decid|chang|stop|start|ask|skip|choos|choose|leav|cancel|buy|switch|check|avoid|return|complain|refus|"
    r"speak|say|sa(?:id|ys)|"
    r"tell|report|drop|wait|hand|drafts?|redo|rework|hid|hide|escalat|repeat|repl(?:y|ie)|sign|shar|cop(?:y|ie)|"
    r"work(?:s|ed)? around)\w*\b",
)


VIEWS = (
    r"\b(?:attitudes?|opinions?|feel|feels|feeling|feelings|moods?|morale|sentiment|perceptions?|perceives?|image|"
    r"happy|happiness|satisfied|satisfaction|proud|pride|engaged|engagement|trust|loyal|loyalty)\b",
    r"\bmakes? of (?:our|my|the|it|this|that|us)\b|\bwhat (?:role|part) (?:does|do|did)\b",
    r"\b(?:thinks?|views?|believes?|likes?|hopes?|cares?|expectations?) (?:of|about|on|in|for)\b",
    r"\b(?:sees?|identify|identifies) (?:us|the brand|our brand|the company|the strategy|themselves|with)\b",
    r"\b(?:future|role|impact|influence|importance|meaning|essence|potential|spirit|state) of\b|\blooks? like\b",
    r"\b(?:mean|means|matter|matters|stand|stands) (?:to|for) (?:us|them|our|the|me)\b",
)

SHOWS_NOTHING = lacks(*OBSERVABLE)
# How much somebody likes something is no measure.
HOW_MUCH_THEY_LIKE = finds(
    r"\bhow (?:much|far|strongly|deeply|firmly) (?:do|does|did|are|is)\b[^.?!]*\b(?:identify|feel|trust|like|believe|care|value|"
    r"appreciate|enjoy|belong)\b",
    # A state of mind that people are in, or what an idea means: both ask for more words.
    r"\bhow (?:un)?(?:happy|satisfied|content|proud|loyal|optimistic|confident|comfortable|safe|motivated|engaged|committed|"
    r"attached|enthusiastic|inspired|valued|respected|heard|open|worried|tired)\s+(?:do|does|is|are|was|were|have|has)\b",
    r"\bwhat (?:does|do)\s+(?:\w+\s+){1,3}?(?:really\s+|actually\s+|truly\s+)?mean\b(?!\s+(?:in practice|by))",
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
    r"\b(?:owing to|in view of|for (?:fear|lack|want) of|so as not to|(?:that|which) is why|caused by|stems? from)\b",
    # Somebody or nobody doing something, after “as”: a clause of its own that gives the reason.
    r"\bas (?:nobody|no one|nothing|none|everybody|everyone|somebody|there (?:is|are|was|were)|it (?:is|takes|has|was)|"
    r"they (?:have|lack|need|can|do)|we (?:have|lack|need|can|do))\b",
)
ONLY_A_FEELING = finds(
    r"\bbecause (?:(?:of|that is|that's|it is|it's|this is)\s+)?(?:(?:simply|just|only|my|our|a|the)\s+)*"
    r"(?:gut|feeling|intuition|instinct|common sense|obvious|clear|everyone knows|everybody knows|how it is|"
    r"how i see|the way i see|i (?:just |simply )?(?:think|feel|believe|know|see it)|we all know)\b"
)
VAGUE_PROOF = finds(
    r"\bknow:?[^.?!]*\b(?:feels?|felt|sense|somehow|gut|mood|atmosphere|agrees?|convinced|satisfied|happy|happier)\b[^.?!]*"
)
NAMES_NO_USUAL_ONE = lacks(*PEOPLE, *PROCESS, *AGE_GROUPS)
NAMES_NO_WORK = lacks(*PROCESS)
SAYS_NO_PROOF = lacks(
    r"\b(?:we|i|you|they|one)(?:'ll| will| would| can| could| shall)?\s+(?:know|see|notice|measure|tell|"
    r"recogni[sz]e|count)\b",
    r"\b(?:measured|shown|proven|tested|seen|visible|wrong|right|true|false|confirmed|refuted)\s+(?:by|if|when|"
    r"in|once)\b",
    r"\bif (?:that|this|it)(?: is|'s) (?:so|true|right|the case|wrong)\b|\b(?:i|we)(?:'d| would)? expect\b|"
    r"\b(?:i|we) (?:am|are|was|were) wrong\b|\bchange my mind\b|\b(?:drop|give up|abandon) (?:this|the|my) (?:belief|idea|view)\b",
    # After the belief, a sentence of its own that says what a trial or a comparison should bring.
    r"[.;:]\s[^.;]*\b(?:tried|tested|trial|pilot|compar\w+)\b[^.;]*\b(?:should|would|will|ought to)\s+\w+",
    r"[.;:]\s[^.;]*\b(?:should|would|will|ought to)\s+\w+"
    r"[^.;]*\b(?:more|fewer|less|least|half|twice|doubl\w*|third|same|never|hardly|rarely|\d+|percent)\b",
    r"\b(?:would|will|should) (?:show|prove|tell|confirm|mean)\b|\b(?:evidence|sign|proof) (?:is|would|will|of|"
    r"that|for)\b",
)


def names_nobody(text: str) -> Span | None:
    """Neither people nor work as one finds them anywhere, nor anything else in particular."""
    return None if particular(text) else NAMES_NO_USUAL_ONE(text)


def bare_improvement(text: str) -> Span | None:
    """A wish to be better at a field: said so, or wished for oneself, with nothing in particular to do it at."""
    named = NAMED_IMPROVEMENT(text)
    if named or not WISH(text):
        return named
    rest = re.sub(OWN_PLACE, " ", text, flags=re.IGNORECASE)
    return IN_A_FIELD(text) if NAMES_NO_WORK(rest) and SHOWS_NOTHING(text) and not particular(rest) else None


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
    wonders = r"\b(?:know|wonder|see|ask|find out|learn|test|understand|question is|tell|say|hear|check|sure)(?:\s+(?:me|us))?\s+(?:whether|if)\b"
    wonders = rf"{wonders}|^(?:(?!{ASKING}).)*?\bwhether\b"  # “whether” asks, where nothing before it does
    leads = rf"(?:^|(?<=[.!:,;]\s))\s*{AUXILIARY}\s+(?!not\b|{ASKING})\w+[^?.!]*\?"
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
    return next((it.span(1) for it in joined if _has_its_own_matter(it)), None)


def _has_its_own_matter(second: re.Match[str]) -> bool:
    """Neither refers to what was asked before, nor asks only what is to happen about it."""
    return not (
        re.search(BACK, second.group(), re.IGNORECASE) or re.fullmatch(ONLY_WHAT_NEXT, second[2], re.IGNORECASE)
    )


def too_short(text: str) -> Span | None:
    """Fewer words than anyone needs to say who, what and how."""
    return whole(text) if len(words(text)) < FEWEST_WORDS else None


def too_long(text: str) -> Span | None:
    """The words that go past MOST_WORDS."""
    found = list(re.finditer(r"\w+(?:[-'’]\w+)*", text))
    return (found[MOST_WORDS].start(), whole(text)[1]) if len(found) > MOST_WORDS else None
