"""English inflection from lemmas: forms of a verb, plural of a noun, by rules and tables of irregular ones.

Both spellings come out where American and British usage differ (*criticize, criticise*; *labeled, labelled*),
so that a lexicon holds the American lemma only. Source: school grammar, compiled for this project.
"""

import re
from typing import Literal

Tense = Literal["infinitive", "present", "past", "present_participle", "past_participle"]

_VOWELS = "aeiou"

# infinitive past[/past] participle[/participle]; two words where past and participle are the same
_IRREGULAR_TABLE = """
arise arose arisen; awake awoke awoken; be was/were been; bear bore borne/born; beat beat beaten
become became become; begin began begun; bend bent; bet bet/betted; bid bid; bind bound; bite bit bitten
bleed bled; blow blew blown; break broke broken; breed bred; bring brought; build built; burn burned/burnt
burst burst; buy bought; cast cast; catch caught; choose chose chosen; cling clung; come came come
cost cost; creep crept; cut cut; deal dealt; dig dug; do did done; draw drew drawn; dream dreamed/dreamt
drink drank drunk; drive drove driven; eat ate eaten; fall fell fallen; feed fed; feel felt; fight fought
find found; flee fled; fling flung; fly flew flown; forbid forbade/forbad forbidden
forecast forecast/forecasted; freeze froze frozen; get got got/gotten; give gave given; go went gone
grind ground; grow grew grown; hang hung; have had; hear heard; hide hid hidden; hit hit; hold held
hurt hurt; keep kept; know knew known; lay laid; lead led; leap leaped/leapt; learn learned/learnt
leave left; lend lent; let let; light lit/lighted; lose lost; make made; mean meant; meet met; pay paid
plead pleaded/pled; prove proved proved/proven; put put; quit quit; read read; ride rode ridden
ring rang rung; rise rose risen; run ran run; say said; see saw seen; seek sought; sell sold; send sent
set set; shake shook shaken; shed shed; shoot shot; show showed shown/showed; shrink shrank shrunk
shut shut; sing sang sung; sink sank sunk; sit sat; sleep slept; slide slid; sling slung; speak spoke spoken
speed sped; spell spelled/spelt; spend spent; spin spun; spit spat; split split; spread spread
spring sprang sprung; stand stood; steal stole stolen; stick stuck; sting stung; stride strode stridden
strike struck struck/stricken; string strung; strive strove striven; swear swore sworn; sweep swept
swim swam swum; swing swung; take took taken; teach taught; tear tore torn; tell told; think thought
throw threw thrown; thrust thrust; tread trod trodden; wake woke woken; wear wore worn; weep wept; win won
wind wound; write wrote written
"""
_IRREGULAR: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    words[0]: (tuple(words[1].split("/")), tuple(words[-1].split("/")))
    for words in (entry.split() for entry in re.split(r"[;\n]", _IRREGULAR_TABLE))
    if words
}
_PRESENT = {"be": ("am", "are", "is"), "have": ("have", "has")}
_IRREGULAR_PREFIX = re.compile(r"(?:back|broad|fore|for|inter|mis|out|over|re|under|un|up|with)(?=[a-z]{2})")
# Looks like a prefix and an irregular verb, but isn't.
_REGULAR = frozenset({"relay"})
# Stressed on the last syllable (or written as if), so that its consonant doubles (*admitted*, but *edited*).
_STRESSED_TABLE = """
abet abhor acquit admit allot begin commit compel concur confer control corral deadpan defer demur deter
dispel emit equip excel expel extol forbid forget impel incur infer input occur omit patrol permit
prefer propel rebel rebut recur refer regret remit repel submit transfer transmit upset
"""
_STRESSED = frozenset(_STRESSED_TABLE.split())
_SIZE_VERBS = frozenset({"seize", "size", "prize", "capsize", "downsize", "resize"})


def conjugate(infinitive: str) -> dict[Tense, tuple[str, ...]]:
    """Forms of a verb by tense, in lower case, the American spelling first; *present*: base and third person.

    In a lemma of several words the first one inflects (*point out* → *pointed out*).
    """
    head, space, rest = infinitive.lower().partition(" ")
    forms: dict[Tense, tuple[str, ...]] = {
        "infinitive": (), "present": (), "past": (), "present_participle": (), "past_participle": ()
    }  # fmt: skip
    for lemma in _spellings(head):
        irregular = _irregular(lemma)
        regular = tuple(stem + ("d" if stem.endswith("e") else "ed") for stem in _past_stems(lemma))
        past, participle = irregular or (regular, regular)
        forms["infinitive"] += (lemma,)
        forms["present"] += _PRESENT.get(lemma) or (lemma, _third_person(lemma))
        forms["past"] += past
        forms["present_participle"] += tuple(stem + "ing" for stem in _ing_stems(lemma))
        forms["past_participle"] += participle
    return {tense: tuple(form + space + rest for form in found) for tense, found in forms.items()}


def plural(noun: str) -> str:
    """Plural of a noun (*spokesmen*, *secretaries*); the head takes it in *heads of state*."""
    phrase = re.match(r"(.+?)(?=(?: | ?-)(?:of|in|at|for|to|on|de|by)\b)(.+)", noun)
    if phrase:
        return plural(phrase[1]) + phrase[2]
    for ending, replacement in _PLURAL_ENDINGS:
        if ending.search(noun):
            return ending.sub(replacement, noun)
    return noun + "s"


_PLURAL_ENDINGS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), replacement)
    for pattern, replacement in (
        (r"\b(people|police|staff|clergy|series|news|personnel|media|data)$", r"\1"),
        (r"\b(german|human|roman|shaman|talisman|ottoman|norman)$", r"\1s"),
        (r"man$", "men"),
        (r"person$", "people"),
        (r"child$", "children"),
        (r"(?<=alumn)us$", "i"),
        (r"sis$", "ses"),
        (r"(?<=criteri|henomen)on$", "a"),
        (r"\b(wi|midwi|housewi|li|kni)fe$", r"\1ves"),
        (r"\b(thie|hal|sel|wol|shel|lea)f$", r"\1ves"),
        (r"(hero|veto|echo|[sxz]|[cs]h)$", r"\1es"),
        (r"(?<=[^aeiou])y$", "ies"),
    )
)


def _spellings(lemma: str) -> tuple[str, ...]:
    if re.search(r"(?:.{2}ize|lyze)$", lemma) and lemma not in _SIZE_VERBS:
        return (lemma, lemma[:-2] + "se")
    return (lemma,)


def _irregular(lemma: str) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    if lemma in _IRREGULAR:
        return _IRREGULAR[lemma]
    prefix = _IRREGULAR_PREFIX.match(lemma)
    if lemma in _REGULAR or not prefix or lemma[prefix.end() :] not in _IRREGULAR:
        return None
    past, participle = _IRREGULAR[lemma[prefix.end() :]]
    return tuple(prefix[0] + form for form in past), tuple(prefix[0] + form for form in participle)


def _third_person(lemma: str) -> str:
    if re.search(r"[^aeiou]y$", lemma):
        return lemma[:-1] + "ies"
    if lemma.endswith("iz"):
        return lemma + "zes"
    return lemma + ("es" if re.search(r"(?:[sxzo]|[cs]h)$", lemma) else "s")


def _past_stems(lemma: str) -> tuple[str, ...]:
    if re.search(r"[^aeiou]y$", lemma):
        return (lemma[:-1] + "i",)
    return _doubled(lemma)


def _ing_stems(lemma: str) -> tuple[str, ...]:
    if lemma.endswith("ie"):
        return (lemma[:-2] + "y",)
    if re.search(r"[^eoy]e$", lemma) and lemma != "be":
        return (lemma[:-1],)
    return _doubled(lemma)


def _doubled(lemma: str) -> tuple[str, ...]:
    """Stems before a vowel: the last consonant doubled or not, both where usage differs (*label*)."""
    sound = lemma.rpartition("-")[2].replace("qu", "qw")
    if lemma.endswith("ic"):
        return (lemma + "k",)
    if not re.search(rf"(?:^|[^{_VOWELS}])[{_VOWELS}][^{_VOWELS}wxy]$", sound):
        return (lemma,)
    syllables = len(re.findall(rf"[{_VOWELS}y]+", sound))
    if syllables == 1 or sound in _STRESSED or _irregular(sound):
        return (lemma + lemma[-1],)
    return (lemma, lemma + "l") if lemma.endswith("l") else (lemma,)
