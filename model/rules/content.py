"""What is said: the content of a verb group, before it or after it, and where a content ends."""

from typing import NamedTuple

from ..records import Span
from .noun import can_begin_phrase
from .subject import inverted_subject, subject_start
from .unit import Unit
from .verb import Group

MAX_REACH = 16  # tokens between a verb group and the *que* or quotation that opens its content
MAX_ADDRESSEE = 9  # tokens of an addressee before *de* or *to* with an infinitive
LONG_QUOTATION_CHARS = 60  # a quotation that is the content by itself, without what leads to it

THAT = frozenset({"que", "qu'", "that"})
_WHETHER = frozenset("si s' comment pourquoi combien if whether how why what when where who".split())
_CONTRAST = frozenset({"tandis", "while", "alors", "though", "although"})
_BUT = frozenset({"but", "mais"})
_AND_BUT = frozenset({"et", "and", "mais", "but"})
_AFTER_QUOTATION = frozenset("dans sur devant lors à in on at during when alors while who qui".split())
_COMPLEMENT_OPENERS = frozenset({"ce", "cette", "this", "last", "le", "la", "l'"})
_PLACES = frozenset({"in", "on", "at", "during", "to"})
_CLAUSE_OPENERS = frozenset("there if when while as despite because".split())
_NAMING = frozenset({"call", "label", "brand", "dub", "deem"})
_ADDRESSED = frozenset({"tell", "remind", "assure", "inform", "warn", "notify", "advise"})
_NO_INFINITIVE = frozenset("pour hier premier dernier leur notre votre autre quatre entre contre".split())


class Start(NamedTuple):
    """Where a content begins, and the name of the rule that says so."""

    at: int
    rule: str


# before the cue
# ---------------------------------------------------------------------------------------------------------


def content_before(unit: Unit, group: Group) -> Span | None:
    """The content that ends where a cue after it begins (*« … », a déclaré X*, *…, X said*), or None."""
    first = group.left
    if group.form == "gerund" and group.start == group.head:
        return None
    if not unit.french and inverted_subject(unit, group) is None:
        start = subject_start(unit, group)
        first = start if start is not None else group.left
    end = _end_before(unit, first, group)
    if end is None:
        return None
    start = _begin_before(unit, end)
    if start >= end or (end - start < 3 and not any(t.kind == "quote" for t in unit.tokens[start:end])):
        return None
    if (
        group.clitic is None
        and unit.french
        and unit[first - 1].kind != "quote"
        and _is_subject_with_aside(unit, start, end)
    ):
        return None
    last = unit[end - 1]
    if (
        last.kind == "quote"
        and last.end - last.start > LONG_QUOTATION_CHARS
        and end - start > 1
        and unit[end - 2].text in ",:"
    ):
        start = end - 1
    return unit.span(start, end)


def _end_before(unit: Unit, first: int, group: Group) -> int | None:
    """Where a content before token `first` ends: at a quotation, a comma, a question mark or a dash;
    anywhere before *dit-il*."""
    if first < 1:
        return None
    before = unit[first - 1]
    if before.kind == "quote":
        return first
    if first > 1 and before.text in (",", "?", "!", "…", "...", "—", "–", "-"):
        return first if before.text in "?!…" else first - 1
    return first if group.clitic is not None and first > 2 else None


def _begin_before(unit: Unit, end: int) -> int:
    """Where a content that ends at `end` begins: after a semicolon or colon, without dashes and a connective
    in commas."""
    start = 0
    for j in range(end - 1, 0, -1):
        if unit[j].text == ";" or (unit[j].text == ":" and unit[j + 1].kind != "quote"):
            start = j + 1
            break
    while start < end and unit[start].kind == "mark" and unit[start].text in ",-–—:":
        start += 1
    connective = start
    while connective < end and unit[connective].norm in unit.grammar["connective"]:
        connective += 1
    if start < connective < end and (unit[connective].text == "," or unit[connective].kind == "quote"):
        start = connective + (unit[connective].text == ",")
    return start


def _is_subject_with_aside(unit: Unit, start: int, end: int) -> bool:
    """True where tokens `start` to `end` are a subject with an aside in commas, or no clause at all."""
    phrase = unit.noun_phrase(start, end, apposition=False)
    if phrase > start and (phrase == end or unit[phrase].text == ","):
        return not any(t.kind == "quote" for t in unit.tokens[start:end])
    return False


def says_after(unit: Unit, group: Group, before: Span, inverted: bool) -> bool:
    """True where the content of a verb stands after it although a clause ends before it (*In a letter, she
    said that …*)."""
    if inverted or group.clitic is not None or unit.document.text[before.end - 1] in '»”"“’':
        return False
    found = content_start(unit, group)
    return found is not None and (
        found.rule in ("that", "colon", "whether", "bare")
        or (found.at == group.end and (unit.end - found.at >= 3 or unit[found.at].kind == "quote"))
    )


def content_resumed(unit: Unit, after: int) -> Span | None:
    """Content that goes on after an inserted cue and its source: *« A », dit X, « B »*."""
    for j in range(after, min(unit.end, after + MAX_REACH)):
        if j and unit.is_statement(j) and unit[j - 1].text in (",", ".", ":"):
            return unit.span(j, unit.quotations_end(j))
        if j in unit.starts:
            return None
    return None


# after the cue
# ----------------------------------------------------------------------------------------------------------


def content_start(unit: Unit, group: Group) -> Start | None:
    """Where the content after a verb group begins, by the frames of its cue; None where no frame fits."""
    frames = group.cue.frames
    j = group.end
    while j < unit.end and unit.is_adverbial(j) and unit[j].norm not in frames:
        j += 1
    if j >= unit.end:
        return None
    token = unit[j]
    if "that" in frames and token.norm in THAT:
        return Start(j, "that")
    if "whether" in frames and (
        token.norm in _WHETHER or (token.norm == "ce" and unit.norm(j + 1) in ("que", "qu'", "qui"))
    ):
        return Start(j, "whether")
    if token.norm == ":" and j + 1 < unit.end:
        return Start(j + 1, "colon")
    if token.kind == "quote" and frames & {"quote", "object", "that"}:
        return Start(j, "quote")
    if _base_preposition(token.norm) in frames or token.norm in frames:
        return _after_preposition(unit, j, frames)
    if "inf" in frames and is_infinitive(unit, j):
        return Start(j, "infinitive")
    if (
        "to" in frames
        and not unit.french
        and (opened := _infinitive_after_addressee(unit, j, j, ("to",))) is not None
    ):
        return Start(opened, "infinitive")
    if "as" in frames and group.cue.reflexive and token.kind in ("word", "quote"):
        return Start(j, "predicate")
    if "as" in frames and can_begin_phrase(token, unit.grammar):
        if group.cue.lemma in _NAMING or any(
            t.norm in unit.grammar["as_word"] for t in unit.tokens[j : j + MAX_REACH]
        ):
            return Start(j, "as")
    if (reached := _reach(unit, j, frames, addressee="addressee" in frames)) is not None:
        return Start(reached, "quote" if unit[reached].kind == "quote" else "that")
    if "bare" in frames and (bare := _bare_clause(unit, j, group)) is not None:
        return bare
    if "object" in frames and group.clitic is None and _can_be_object(unit, j):
        return Start(j, "object")
    return None


def _base_preposition(norm: str) -> str:
    """A contracted or elided preposition as the lexicon writes it."""
    return {"d'": "de", "du": "de", "des": "de", "au": "à", "aux": "à"}.get(norm, norm)


def _after_preposition(unit: Unit, j: int, frames: frozenset[str]) -> Start:
    """The content that a preposition opens, or that follows it and the addressee it stands for (*à l'armée*
    **d'intervenir**)."""
    to = _base_preposition(unit[j].norm) == "à"
    if ("that" in frames or to) and (reached := _reach(unit, j, frames, addressee=True)) is not None:
        return Start(reached, "that")
    if (
        to
        and frames & {"de", "inf"}
        and (opened := _infinitive_after_addressee(unit, j, j + 1, ("de", "d'"))) is not None
    ):
        return Start(opened, "preposition")
    if to and "object" in frames and not is_infinitive(unit, j + 1):
        end = unit.noun_phrase(j + 1, apposition=False)
        if j + 1 < end < unit.end and (
            unit[end].kind == "quote" or unit[end].norm in unit.grammar["article"]
        ):
            return Start(end, "object")
    return Start(j, "preposition")


def _infinitive_after_addressee(unit: Unit, j: int, first: int, openers: tuple[str, ...]) -> int | None:
    """A preposition with an infinitive, at `first` or after a short addressee (*urged members* **to
    support**), or None."""
    for k in range(first, min(j + MAX_ADDRESSEE, unit.end - 1)):
        if unit[k].norm in openers and (is_infinitive(unit, k + 1) or (k == j and not unit.french)):
            return k
        if unit[k].kind == "mark" or unit[k].norm in unit.grammar.verb_forms:
            return None
    return None


def _reach(unit: Unit, j: int, frames: frozenset[str], *, addressee: bool) -> int | None:
    """A *que*, a quotation or a colon reached over complements (*à l'AFP*, *dans un communiqué*, *,
    mardi,*), or None."""
    grammar = unit.grammar
    first = unit[j]
    complement = (
        first.norm in grammar["preposition"]
        or first.norm in grammar["object_pronoun"]
        or first.norm in _COMPLEMENT_OPENERS
    )
    if not (addressee or complement or first.text in ",(" or unit.is_adverbial(j)):
        return None
    for k in range(j, min(j + MAX_REACH, unit.end)):
        token = unit[k]
        if "that" in frames and token.norm in THAT and k > j:
            return k
        if "quote" in frames and unit.is_statement(k) and unit[k - 1].text in (",", ":"):
            return k
        if "quote" in frames and token.text == ":" and k + 1 < unit.end:
            return k + 1
        clause = (
            token.norm in grammar.verb_forms
            or token.norm in grammar["relative"]
            or token.norm in grammar["subject_pronoun"]
        )
        if k > j and (k in unit.starts or clause):
            return None
    return None


def _bare_clause(unit: Unit, j: int, group: Group) -> Start | None:
    """An English clause without *that*, over an addressee and short complements of place (*told reporters in
    Rome* **he would**)."""
    if "addressee" in group.cue.frames and group.cue.lemma in _ADDRESSED:
        end = (
            j + 1 if unit[j].norm in unit.grammar["object_pronoun"] else unit.noun_phrase(j, apposition=False)
        )
        end = unit.skip_adverbials(end)
        if j < end < unit.end - 1 and unit[end].text == "," and unit[end + 1].kind == "quote":
            return Start(end + 1, "quote")
        j = end
    while j < unit.end and unit[j].norm in _PLACES:
        end = unit.noun_phrase(j + 1, apposition=False)
        if end <= j + 1:
            break
        j = unit.skip_adverbials(end)
    if j >= unit.end:
        return None
    token, grammar = unit[j], unit.grammar
    opens = (
        token.norm in grammar["subject_pronoun"]
        or token.norm in _CLAUSE_OPENERS
        or can_begin_phrase(token, grammar)
    )
    plural = token.kind == "word" and token.norm.endswith("s") and token.norm not in grammar["preposition"]
    return Start(j, "bare") if opens or plural else None


def _can_be_object(unit: Unit, j: int) -> bool:
    """True where a noun phrase begins that can be the object: in French no bare name, which would be an
    inverted subject."""
    token, grammar = unit[j], unit.grammar
    if unit.french:
        return can_begin_phrase(token, grammar) and not (
            token.is_capitalised and token.kind == "word" and token.norm not in grammar["article"]
        )
    closed = grammar["preposition"] | grammar["conjunction"] | grammar["subordinator"]
    return can_begin_phrase(token, grammar) or (token.kind == "word" and token.norm not in closed)


def is_infinitive(unit: Unit, j: int) -> bool:
    """True where an infinitive stands at `j`, with its negation and pronouns; in English, where any word
    does."""
    if not unit.french:
        return j < unit.end and unit[j].kind == "word"
    grammar = unit.grammar
    for k in range(j, min(j + 4, unit.end)):
        norm = unit[k].norm
        if (
            norm in grammar["negation"]
            or norm in grammar["negator"]
            or norm in grammar["object_pronoun"]
            or (k > j and grammar.is_adverb(norm))
        ):
            continue
        ending = len(norm) > 3 and norm.endswith(("er", "ir", "re", "oir")) and norm not in _NO_INFINITIVE
        return ending and not unit[k].is_capitalised
    return False


# where a content ends
# ---------------------------------------------------------------------------------------------------


def content_end(unit: Unit, start: int, *, subordinate: bool = False) -> int:
    """End of the content that begins at `start`: the unit's end, or before another cue at the same level.

    `subordinate` is for cues that open a sentence without a subject (*En affirmant que A, B*): there the
    main clause ends it.
    """
    quoted = unit[start].kind == "quote"
    for j in range(start + 1, unit.end):
        token = unit[j]
        if token.text == ";" or (token.text == ":" and j + 1 < unit.end and unit.is_statement(j + 1)):
            return j
        after_quotation = quoted and j == start + 1
        if subordinate and token.text == "," and _begins_clause(unit, j + 1):
            return j
        if token.text in (",", "—", "–"):
            if (
                j + 1 >= unit.end
                or _breaks_off(unit, j + 1)
                or (after_quotation and token.text == "," and unit[j + 1].kind != "quote")
            ):
                return j
        elif after_quotation and (token.norm in _AFTER_QUOTATION or _breaks_off(unit, j)):
            return j
        elif token.norm in _AND_BUT and (_begins_cue(unit, j + 1) or _pronoun_cue(unit, j + 1)):
            return j
        elif j in unit.strong_prepositions:
            return j
    return unit.end


def _breaks_off(unit: Unit, k: int) -> bool:
    """True where, after a comma, token `k` begins something outside the content."""
    norm = unit[k].norm
    if _begins_cue(unit, k) or norm in _CONTRAST:
        return True
    if norm in unit.grammar["conjunction"] and _begins_cue(unit, k + 1):
        return True
    return norm in _BUT and _begins_cue(unit, k + 1, loose=True)


def _begins_cue(unit: Unit, k: int, *, loose: bool = False) -> bool:
    """True where token `k` begins a further cue: a gerund, an inverted verb, *selon*, a verb without
    subject; if `loose`, one with it."""
    if k >= unit.end:
        return False
    if k in unit.strong_prepositions or any(place[0] == k and "aside" in place[3] for place in unit.fixed):
        return True
    group = unit.starts.get(k)
    if group is None and (unit[k].norm in ("en", "tout") or unit.grammar.is_adverb(unit[k].norm)):
        group = unit.starts.get(k + 1) or (unit.starts.get(k + 2) if unit[k].norm == "tout" else None)
    if group is not None:
        return group.form in ("gerund", "finite") and group.voice != "bare"
    if not loose and unit.french:
        return False
    end = unit.noun_phrase(k)
    follows = unit.starts.get(end) if end > k else None
    return follows is not None and follows.form == "finite" and (loose or end >= unit.end - 6)


def _begins_clause(unit: Unit, k: int) -> bool:
    """True where a subject with its verb begins at token `k`."""
    end = unit.noun_phrase(k)
    after = unit.norm(end)
    grammar = unit.grammar
    if any(j in unit.starts for j in range(k + 1, end)):
        return True
    return end > k and (
        after in grammar.verb_forms
        or end in unit.starts
        or after in grammar["negation"]
        or after in grammar["reflexive"]
    )


def _pronoun_cue(unit: Unit, k: int) -> bool:
    """True where a pronoun and a finite cue begin at `k`: *et il ajoute*."""
    follows = unit.starts.get(k + 1)
    return (
        unit.norm(k) in unit.grammar["subject_pronoun"] and follows is not None and follows.form == "finite"
    )
