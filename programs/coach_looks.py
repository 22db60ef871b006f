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
ASKING = r"\b(?:what|how|why|which|where|when|who|whom|whose|whether)\b"
AUXILIARY = r"(?:do|does|did|is|are|was|were|can|could|should|would|will|has|have|may|might|must|am)"

GENERATION = finds(
    r"\bgen(?:eration)?[- ]?(?:[xyz]|alpha)(?:'?s|ers?)?\b",
    r"\b(?:millennial|zoomer|boomer|baby boomer|digital native|twenty-?something|teenager)s?\b",
    r"\b(?:young|younger|older|elderly|old)\s+(?:people|persons?|folks?|generations?|colleagues?|employees?|"
    r"staff|talents?|"
    r"workers?|customers?|clients?|consumers?|users?|adults|men|women|hires|ones|audiences?|buyers?|minds)\b",
    r"\bthe (?:young|youth|kids|youngsters|next generation)\b(?!-)",
    r"\byoungsters\b|\btoday's youth\b|\b(?:under|over)[- ](?:25|30|35|40|50|60)s?\b(?!\s*(?:%|per|minutes|hours|"
    r"days|euro))",
)
BARE_IMPROVEMENT = finds(
    rf"\b(?:better|good|great|fluent|smarter|proficient|comfortable|confident|up to (?:speed|date))\s+"
    rf"(?:at|with|in|on|about)\s+{TOOL_WORDS}\b",
    rf"\b(?:improve|increase|raise|build|grow|boost)\s+(?:(?:my|our|their)\s+)?{TOOL_WORDS}\s+"
    r"(?:skills?|literacy|knowledge|fluency|maturity|competenc\w+|understanding)\b",
    rf"\b(?:learn|know|understand|hear|find out)\s+(?:more\s+|everything\s+|"
    rf"a bit\s+)?about\s+{TOOL_WORDS}(?=\s*(?:[.?!]|$))",
    rf"\bunderstand\s+{TOOL_WORDS}(?:\s+better)?(?=\s*(?:[.?!]|$))",
    r"\b(?:be|become|get)\s+(?:more\s+)?(?:digital|modern|innovative|tech-savvy|ai-ready)\b",
)
OPERATING_A_TOOL = finds(
    r"\b(?:how (?:to|do i|do we|can i|can we|should i|should we|could i|could we|would i)|(?:learn|know|"
    r"understand)(?: how)? to)\s+"
    r"(?:\w+ly\s+|best\s+|better\s+)?"
    r"(?:use|operate|work with|set up|install|configure|navigate|master|prompt|write (?:good |better |"
    r"a )?prompts?|log in)\b",
    rf"\b(?:what|which)\s+(?:is|are)?\s*(?:the\s+)?(?:best|right|good)\s+(?:ai\s+)?{TOOL_WORDS}\b",
    r"\bwhich (?:button|feature|setting|menu|version|licen[cs]e)s?\b",
)
PEOPLE = (
    r"\b(?!(?:numbers|papers|computers|others|matters|orders|answers|factors|sensors|errors|offers|letters|"
    r"chapters|barriers|"
    r"powers|servers|browsers|processors|registers|colors|doors|floors|quarters|centers|headers|folders|parameters|"
    r"committees|degrees|fees|guarantees|assistants|newsletters|indicators|minors|vectors|drivers of)\b)"
    r"\w{2,}(?:ers|ors|ists|ants|ees|ians|icians)\b",
    r"\b(?:people|persons?|teams?|staff|colleagues|apprentices|graduates|leads|clerks|agents|nurses|"
    r"representatives|reps|crew|crews|"
    r"executives|board|department|households|patients|guests|students|women|men|parents|families|heads of|candidates|"
    r"(?:a|an|each|every|the|our|my|one) (?:\w+\s)?(?:customer|client|analyst|manager|supplier|buyer|planner|"
    r"engineer|employee|user|"
    r"colleague|supervisor|operator|driver|controller|developer))\b",
)
PROCESS = (
    r"\b(?:report|pack|approval|forecast|budget|schedule|month[- ]end|quarter[- ]end|close|review|onboarding|"
    r"complaint|claim|"
    r"handover|hand-over|meeting|decision|invoice|order|quote|offer|bid|tender|contract|call|ticket|release|"
    r"deployment|campaign|"
    r"launch|inspection|safety check|audit|shift|rota|delivery|survey|interview|workflow|process|procedure|"
    r"checklist|shop floor|"
    r"production line|store|branch|project|minutes of|briefing|memo|presentation|spreadsheet|promotion|appraisal)s?\b",
    r"\b(?:report|hir|recruit|onboard|pric|plann|schedul|forecast|budget|purchas|procur|underwrit|sell|invoic|"
    r"test|train|bill|"
    r"maintain|staff|rout|audit|draft|nego\w*t|board|apprais|ship|deliver|repair)ing\b|\bmaintenance\b|\bprocurement\b",
)
OBSERVABLE = (
    r"\d",
    r"\bhow (?:long|often|many|much|far|soon|quickly|fast|late|early)\b",
    r"\b(?:minutes?|hours?|days?|weeks?|months?|time|times|share|number|count|rate|cost|costs|errors?|mistakes|"
    r"delays?|backlog|"
    r"faster|slower|fewer|less|more often|sooner|earlier|later|late|half|twice|percent|per cent)\b",
    r"\b(?:differently|instead|first|before|after|no longer|any more|anymore|by hand|steps?)\b",
    r"\b(?:decid|chang|stop|start|ask|skip|choos|choose|leav|cancel|buy|switch|check|avoid|return|complain|refus|"
    r"speak|say|sa(?:id|ys)|"
    r"tell|report|drop|wait|hand|drafts?|redo|rework|hid|hide|escalat|repeat|repl(?:y|ie)|sign|shar|cop(?:y|ie)|"
    r"work(?:s|ed)? around)\w*\b",
)


NAMES_NOBODY = lacks(*PEOPLE, *PROCESS)
NOTHING_OBSERVABLE = lacks(*OBSERVABLE)
NO_REASON = lacks(r"\b(?:because|since|given that|due to|the reason|my reason|as a result of|on account of)\b")
NO_PROOF = lacks(
    r"\b(?:we|i|you|they|one)(?:'ll| will| would| can| could| shall)?\s+(?:know|see|notice|measure|tell|"
    r"recogni[sz]e|count)\b",
    r"\b(?:measured|shown|proven|tested|seen|visible|wrong|right|true|false|confirmed|refuted)\s+(?:by|if|when|"
    r"in|once)\b",
    r"\b(?:would|will|should) (?:show|prove|tell|confirm|mean)\b|\b(?:evidence|sign|proof) (?:is|would|will|of|"
    r"that|for)\b",
)


def a_topic(text: str) -> Span | None:
    """A text without a question word or a leading verb: it names a field, and asks nothing about it."""
    asks = re.search(rf"{ASKING}|^\s*{AUXILIARY}\b|\b(?:whether|if)\b", text, re.IGNORECASE)
    return None if asks or ("?" in text and len(words(text)) >= FEWEST_WORDS) else whole(text)


def yes_or_no(text: str) -> Span | None:
    """The first question, when a verb leads it or it asks whether something is so, and no question word does."""
    asked = re.match(r"[^?]*\??", text)
    if asked is None or re.match(rf"\s*{ASKING}", text, re.IGNORECASE):
        return None
    wonders = r"\b(?:know|wonder|see|ask|find out|learn|test|understand|question is)\s+(?:whether|if)\b"
    leads = rf"(?:^|(?<=[.!:,;]\s))\s*{AUXILIARY}\s+(?!not\b)\w+[^?.!]*\?"
    found = re.search(wonders, asked.group(), re.IGNORECASE) or re.search(leads, asked.group(), re.IGNORECASE)
    return found.span() if found else None


def several_questions(text: str) -> Span | None:
    """The second question of a text: a second question mark, or a second question word with its own verb."""
    second = re.search(r"\?\s*((?=[^?]*?\w)[^?]*\?)", text)
    joined = re.search(rf"\b(?:and|or|also)\s+(?:also\s+)?({ASKING}\s+(?:\w+\s+)?{AUXILIARY}\b)", text, re.IGNORECASE)
    return second.span(1) if second else joined.span(1) if joined else None


def too_short(text: str) -> Span | None:
    """Fewer words than anyone needs to say who, what and how."""
    return whole(text) if len(words(text)) < FEWEST_WORDS else None


def too_long(text: str) -> Span | None:
    """The words that go past MOST_WORDS."""
    found = list(re.finditer(r"\w+(?:[-'’]\w+)*", text))
    return (found[MOST_WORDS].start(), whole(text)[1]) if len(found) > MOST_WORDS else None
