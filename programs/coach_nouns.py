"""Whether a text is about something in particular. Pure, and the other way round from a list of all that could be named.

Of the nouns of a text, those that any talk about change is made of (“the future of work”) are known. A noun that is none of
them is something one could go and look at: a parcel, a night shift, a soup.
"""

import re

Span = tuple[int, int]

_JOINS = """
    i me my mine myself we us our ours ourselves you your he him his she her it its they them their one ones who whom whose which
    what when where why how that this these those there here and or but nor so if as than then not no nobody nothing none
    everybody everyone everything somebody someone something anybody anyone anything else do does did is are was were be been
    being am has have had can could should would will shall may might must of in on at by to from for with without within about
    into onto over under between behind beside among through during before after since until against around across toward
    towards because while whether very too also just only even ever never always often again still yet now up down out off all
    outside inside elsewhere home abroad both each every any some such much many more most few less least own same other another
"""
_PLAIN = """
    new old big small great good better best bad worse worst real true whole full entire next last past present right wrong
    modern digital artificial human global general long short fast quick slow high low different special main major
    important strong weak open free certain possible necessary simple complex complicated constant permanent coming latest
    current recent today's tomorrow's inner corporate social economic personal professional quantum generative virtual smart
    innovative agile sustainable first second third two three four five six seven eight nine ten hundred thousand
"""
_BIG = """
    ability advantage age agility ai algorithm approach art aspect attitude automation aspiration balance basis beginning behavior
    belief benefit brain brand business capability career cause challenge chance change character civilization climate
    collaboration commitment communication community company competence competition competitiveness computer computing concept
    condition confidence consequence cooperation core corporation country courage creativity crisis culture cybersecurity data
    day decade degree demand development difference digitalization digitization dimension direction disruption diversity dream
    dynamic economy ecosystem edge education effect efficiency effort emotion empathy end energy engagement enterprise environment
    equity era essence ethics evolution example excellence expectation experience expertise factor fairness fear feeling field
    firm focus force forefront form freedom fun future game generation globe goal group growth habit happiness heart history home
    hope human humanity hype idea ideal identity image impact importance improvement inclusion industry influence information
    innovation inspiration integrity intelligence intention internet issue joy key kind knowledge landscape leadership learning
    level life limit loyalty machine management market matter meaning means method mind mindset mission mood moment morale
    motivation motive movement nature need network number objective openness opinion opportunity organization other outlook part
    passion path people perception performance person perspective philosophy place plan platform point politics potential power
    pressure principle problem productivity profit progress promise psychology purpose quality question reality reason relation
    relationship relevance reputation resilience resistance respect responsibility revolution risk robot robotics role root rule
    satisfaction science secret sector self sense server side skill society software solution sort soul speed spirit stability
    stage standard start state step story strategy strength stress structure style success sustainability synergy system talent
    team teamwork tech technology thing thinking thought threat time today tolerance tomorrow tool top topic transformation
    transition transparency trend trust truth type uncertainty understanding universe value variety vision way weakness wealth
    welfare wellbeing wisdom wish wonder word work workplace world year
"""
_OPENS = r"(?:an?|the|my|our|their|your|his|her|its|each|every|another|this|these|those|some|many|few|two|three|four|five|six|\d+|which)"
_PLACES = r"(?:in|on|at|of|from|with|for|by|between|beside|behind|among|through|during|under|inside|near|via|after|before|into)"

joins, plain, big = ({*words.split()} for words in (_JOINS, _PLAIN, _BIG))

_PHRASE = re.compile(
    rf"\b(?P<opens>{_OPENS}|{_PLACES}|do|does|did)\s+(?P<rest>[\w'’-]+(?:\s+[\w'’-]+){{0,3}})", re.IGNORECASE
)
_SUBJECT = re.compile(r"(?:^|[.:;]\s)\s*(?P<rest>[\w'’-]{3,}s)\b")


def particular(text: str) -> Span | None:
    """The first noun that is none of the big words, where a noun stands: after “the”, “which”, “in”, or leading a sentence."""
    for at in range(len(text)):
        found = _PHRASE.match(text, at) if at == 0 or not text[at - 1].isalnum() else None
        if found and (span := _noun(found)):
            return span
    led = next((it for it in _SUBJECT.finditer(text) if _kind(it["rest"]) == "named"), None)
    return led.span("rest") if led else None


def _noun(found: re.Match[str]) -> Span | None:
    """Past plain adjectives, to the noun; a big word in front of another noun (“an AI draft”) only describes it."""
    only_plural = found["opens"].lower() in ("do", "does", "did")
    for word in re.finditer(r"[\w'’-]+", found["rest"]):
        kind = _kind(word[0])
        if kind == "named" and not (only_plural and not word[0].endswith("s")):
            return found.start("rest") + word.start(), found.start("rest") + word.end()
        if kind != "plain":
            return None
    return None


def _kind(word: str) -> str:
    """“join”, “plain”, “big”, or “named”."""
    word = word.lower().replace("’", "'").removesuffix("'s").partition("-")[0]
    forms = {word, word.removesuffix("s"), word.removesuffix("es"), f"{word.removesuffix('ies')}y"}
    kinds = {"join": joins, "plain": plain, "big": big}
    return next(
        (name for name, known in kinds.items() if forms & known),
        "join" if len(word) < 3 or word.endswith("ing") else "named",
    )
