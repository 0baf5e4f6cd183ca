"""The rules: from what stands in a unit to attribution relations. Each relation keeps the name of its
rule."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..records import CueClass, Span
from .content import (
    THAT,
    content_before,
    content_end,
    content_resumed,
    content_start,
    is_infinitive,
    says_after,
)
from .noun import can_begin_phrase
from .noun import is_plain as _is_plain
from .subject import inverted_subject, main_subject, subject_after, subject_span, subject_start
from .unit import Place, Unit
from .verb import Group

MAX_AGENT = 12  # tokens between a passive and its agent
MAX_SOURCE_WORDS = 8  # words of a source without article (*de source proche du dossier*)
MAX_INSERTED_CONTENT = (
    4  # tokens of content before an inserted *selon X*, after which the rest is content too
)
_PASSIVE_OPENERS = frozenset("de d' que qu' comme to that of as à".split())
_OF = frozenset({"de", "d'", "du", "des", "of"})
_POSSESSIVES = frozenset("his her their my our its son sa leur leurs ses notre mon ma".split())
_DASHES = frozenset("—–-")


@dataclass(slots=True)
class Relation:
    """A relation while it is being built; spans are characters. `at` is the index of its cue in the unit.

    `open_source` is true where the source is that of the clause it hangs on and not found yet.
    """

    rule: str
    at: int
    cue: Span
    cue_class: CueClass
    content: list[Span]
    source: Span | None = None
    verbal: bool = False
    open_source: bool = False


def read_relations(unit: Unit) -> list[Relation]:
    """All relations of a unit: verbs, prepositions, fixed forms, nouns; a bare colon or dash where there is
    nothing else."""
    found = [r for group in unit.groups if (r := _read_group(unit, group))]
    found += [r for place in unit.prepositions if (r := _read_preposition(unit, place))]
    found = _add_fixed(found, [r for place in unit.fixed if (r := _read_fixed(unit, place))])
    taken = {i for group in unit.groups for i in range(group.start, group.end)} if found else set()
    nouns = (i for i, token in enumerate(unit.tokens) if token.norm in unit.cues.nouns and i not in taken)
    found += [r for i in nouns if (r := _read_noun(unit, i))]
    if not found and (alone := _read_colon(unit) or _read_closing_signature(unit)):
        found = [alone]
    _share_sources(unit, found)
    found += list(_read_colons_after(unit, found))
    return [r for r in found if not (r.open_source and r.source is None)]


def _add_fixed(verbs: list[Relation], fixed: list[Relation]) -> list[Relation]:
    """Both without overlap: a fixed form counts before the verb in it, but not before a passive (*it* **is
    feared** *that*)."""
    kept = [f for f in fixed if not any(v.rule == "passive" and _overlap(v.cue, f.cue) for v in verbs)]
    return [v for v in verbs if not any(_overlap(v.cue, f.cue) for f in kept)] + kept


def _overlap(a: Span, b: Span) -> bool:
    return a.start < b.end and b.start < a.end


# verbs -----------------------------------------------------------------------------------------------


def _read_group(unit: Unit, group: Group) -> Relation | None:
    """The relation of a verb group, in the first of its readings that has one (*ask whether*, *ask X to*)."""
    return next((r for g in (group, *unit.alternatives[group.head]) if (r := _read_verb(unit, g))), None)


def _read_verb(unit: Unit, group: Group) -> Relation | None:
    """A verb with its content before it (*…, a dit X*) or after it (*X a dit que …*)."""
    if group.voice in ("passive", "bare") and not group.cue.reflexive and group.cue.form != "adjective":
        return _read_passive(unit, group)
    if (inserted := _read_inserted(unit, group)) is not None:
        return inserted
    before = content_before(unit, group)
    if before and group.cue.frames & {"quote", "that", "bare"}:
        right = inverted_subject(unit, group)
        source = unit.span(*right) if right else subject_span(unit, group)
        if source is not None and not says_after(unit, group, before, right is not None):
            resumed = content_resumed(unit, right[1] if right else group.end)
            return _verbal(unit, "after", group, [before, resumed] if resumed else [before], source)
    start = content_start(unit, group)
    if start is None:
        return None
    source = subject_span(unit, group)
    if source is None and group.start == 0 and group.form == "finite" and not unit.french:
        return None  # *Asked about the delay, she …*
    opening = source is None and group.start < 3
    end = content_end(unit, start.at, subordinate=opening or unit[group.start].norm.endswith(("ant", "ing")))
    if end <= start.at:
        return None
    if opening and unit.norm(end) == ",":
        source = main_subject(unit, unit.end, after=end + 1)
    return _verbal(unit, start.rule, group, [unit.span(start.at, end)], source)


def _read_inserted(unit: Unit, group: Group) -> Relation | None:
    """A cue with its source in commas after the first words of its content: *Le pont, a indiqué la
    préfecture, restera fermé*."""
    if not group.cue.frames & {"quote", "that", "bare"} or group.form != "finite":
        return None
    if unit.french:
        first, right = group.left, subject_after(unit, group)
        source_end = right[1] if right else group.end
        source = (
            unit.span(*right) if right else subject_span(unit, group) if group.clitic is not None else None
        )
    else:
        start = subject_start(unit, group)
        first, source_end, source = (
            (start, group.end, subject_span(unit, group)) if start is not None else (0, 0, None)
        )
    if (
        source is None
        or first < 2
        or unit[first - 1].text != ","
        or unit.norm(source_end) != ","
        or source_end + 1 >= unit.end
    ):
        return None
    if unit.noun_phrase(0, first - 1, apposition=False) != first - 1 or unit[source_end + 1].kind == "quote":
        return None
    if not _begins_predicate(unit, source_end + 1):
        return None
    content = [unit.span(0, first - 1), unit.span(source_end + 1, content_end(unit, source_end + 1))]
    return _verbal(unit, "inserted", group, content, source)


def _begins_predicate(unit: Unit, index: int) -> bool:
    """True where a verb stands at `index`, with its negation."""
    norm = unit.norm(index)
    grammar = unit.grammar
    return norm in grammar.verb_forms or norm in grammar["negation"] or norm in grammar["semi_auxiliary"]


def _verbal(unit: Unit, rule: str, group: Group, content: list[Span], source: Span | None) -> Relation:
    """The relation of a verb; *dit-on* has no source."""
    impersonal = source is not None and unit.document.text[source.start : source.end].lower() == "on"
    cue = unit.span(group.start, group.end)
    return Relation(
        rule,
        group.start,
        cue,
        group.cue.cue_class,
        content,
        source=_origin(unit, group.end) if impersonal else source,
        verbal=True,
        open_source=source is None and not impersonal,
    )


def _read_passive(unit: Unit, group: Group) -> Relation | None:
    """A passive with a complement: *est accusé de …*, sourceless unless an agent follows (*par les
    enquêteurs*)."""
    j = group.end
    while j < unit.end and unit.grammar.is_adverb(unit[j].norm):
        j += 1
    agent = _agent(unit, group)
    if agent is not None and unit.norm(j) in ("par", "by"):
        while j < unit.end and unit[j].start < agent.end:
            j += 1
    elif unit.norm(j) in ("au", "aux") or (unit.norm(j) == "à" and not is_infinitive(unit, j + 1)):
        j = max(
            unit.noun_phrase(j + 1, apposition=False), _complement_end(unit, j)
        )  # *est reproché au trésorier* **de**
    if "passive" not in group.cue.frames or j >= unit.end:
        return None
    if not (unit[j].norm in _PASSIVE_OPENERS or (unit[j].kind == "quote" and "as" in group.cue.frames)):
        return None
    end = content_end(unit, j)
    if agent is not None and agent.start > unit[j].start:
        end = next(k for k in range(j, unit.end) if unit[k].start >= agent.start) - 1
    return Relation(
        "passive",
        group.start,
        unit.span(group.start, group.end),
        group.cue.cue_class,
        [unit.span(j, end)],
        agent,
    )


def _agent(unit: Unit, group: Group) -> Span | None:
    """The agent of a passive: *par X*, *by X*."""
    for k in range(group.end, min(group.end + MAX_AGENT, unit.end)):
        if unit[k].kind == "mark":
            return None
        if unit[k].norm in ("par", "by"):
            opener = (
                j
                for j in range(k + 2, unit.end)
                if unit[j].norm in ("de", "d'", "of") and is_infinitive(unit, j + 1)
            )
            end = unit.noun_phrase(k + 1, next(opener, None))
            return unit.span(k + 1, end) if end > k + 1 else None
    return None


def _share_sources(unit: Unit, found: Sequence[Relation]) -> None:
    """Gives gerunds, infinitives and coordinated verbs the subject of the clause they hang on."""
    known = [r for r in found if r.source is not None and r.verbal]
    for relation in found:
        if not relation.open_source:
            continue
        left = [r for r in known if r.at < relation.at]
        right = [r for r in known if r.at > relation.at]
        if left:
            relation.source = left[-1].source
        elif right and relation.at < 3:
            relation.source = right[0].source
        else:
            relation.source = main_subject(unit, relation.at)


# prepositions ----------------------------------------------------------------------------------------


def _read_preposition(unit: Unit, place: Place) -> Relation | None:
    """*selon X, …*, *…, selon X*, *A, selon X, B*; *pour X, …* only at the head of a sentence and for a
    person or body."""
    start, end, cue_class, flags = place
    if "source" in flags:  # *de source policière*: the source is part of the form
        end -= 1
    source_end = _source_end(unit, end, "weak" in flags)
    if source_end <= end:
        return None
    if "weak" in flags:
        if (
            start > 1
            or not _is_speaker(unit, end, source_end)
            or unit.norm(source_end) != ","
            or source_end >= unit.end
        ):
            return None
    if any(t.norm in unit.grammar["no_speaker"] for t in unit.tokens[end : min(end + 3, source_end)]):
        return None

    def relation(rule: str, content: list[Span]) -> Relation | None:
        source = unit.span(end, source_end)
        return Relation(rule, start, unit.span(start, end), cue_class, content, source) if content else None

    if start <= 1 or (start < 4 and unit.norm(start - 1) in unit.grammar["connective"]):
        begin = source_end + (unit.norm(source_end) == ",")
        return relation(
            "prep_front", [unit.span(begin, content_end(unit, begin))] if begin < unit.end else []
        )
    comma = unit[start - 1].text == ","
    stop = start - 1 if comma else start
    first = _clause_begin(unit, stop)
    if not comma and len(unit.prepositions) > 1:
        number = next(
            (k for k in range(start - 1, max(first - 1, start - 7), -1) if unit[k].kind == "number"), None
        )
        if number is not None:  # 1 200 selon la police, 3 500 selon les organisateurs
            return relation("prep_number", [unit.span(number, start)])
    content = [unit.span(first, stop)] if stop > first else []
    if (
        content
        and stop - first <= MAX_INSERTED_CONTENT
        and unit.norm(source_end) == ","
        and source_end + 1 < unit.end
    ):
        content.append(unit.span(source_end + 1, content_end(unit, source_end + 1)))
    return relation("prep_back", content)


def _source_end(unit: Unit, begin: int, weak: bool) -> int:
    """End of the source after a preposition: a noun phrase, a pronoun, or nouns without article (*source
    policière*)."""
    end = unit.noun_phrase(begin)
    if end >= unit.end and begin < 5:
        end = unit.noun_phrase(begin, apposition=False)  # *Selon X, …*: what follows is the content
    if end > begin or begin >= unit.end:
        return end
    grammar, token = unit.grammar, unit[begin]
    if token.norm in grammar["object_pronoun"]:
        return begin + 1
    closed = grammar["preposition"] | grammar["subordinator"] | grammar["relative"]
    if weak or token.kind != "word" or token.norm in closed:
        return begin
    return _bare_nouns_end(unit, begin + 1, begin + MAX_SOURCE_WORDS)


def _bare_nouns_end(unit: Unit, index: int, limit: int) -> int:
    """End of a run of words without a verb."""
    while (
        index < min(unit.end, limit)
        and unit[index].kind == "word"
        and unit[index].norm not in unit.grammar.verb_forms
    ):
        index += 1
    return index


def _is_speaker(unit: Unit, start: int, end: int) -> bool:
    """True where the phrase names a person or body, or is a pronoun: *pour le ministre*, not *pour
    l'instant*."""
    phrase = unit.tokens[start:end]
    first = phrase[0]
    if first.norm in unit.grammar["object_pronoun"] or first.norm in unit.grammar["subject_pronoun"]:
        return len(phrase) == 1
    if first.norm not in unit.grammar["article"] and not first.is_capitalised:
        return False
    mentions = ((phrase[s], m) for s, _, found in unit.speakers.who.find(phrase) for m in found)
    known = any(m.kind != "adjective" and m.fits(token) for token, m in mentions)
    return known or sum(t.is_capitalised for t in phrase) > 1


def _clause_begin(unit: Unit, end: int) -> int:
    """Where the clause before a final *selon X* begins."""
    ends = {place[1] for place in unit.prepositions}
    first = next((j + 1 for j in range(end - 1, 0, -1) if unit[j].text in ";:" or j in ends), 0)
    while first < end and (
        unit[first].text == ","
        or (unit[first].norm in unit.grammar["connective"] and unit.norm(first + 1) == ",")
    ):
        first += 1
    return first


# fixed forms and nouns -------------------------------------------------------------------------------


def _read_fixed(unit: Unit, place: Place) -> Relation | None:
    """Sourceless fixed forms: *dit-on*, *il paraît que*, *reportedly*; *a-t-on appris de source policière*
    has a source."""
    start, end, cue_class, flags = place
    that = unit[end - 1].norm in THAT and end - start > 1
    subject = end - start > 1 and unit[start].norm in ("on", "l'on", "il", "it")
    cue = unit.span(start + subject, max(start + subject + 1, end - that))
    if ("that" in flags and end < unit.end) or (
        "colon" in flags and unit.norm(end) == ":" and end + 1 < unit.end
    ):
        begin = end - 1 if that else end + ("that" not in flags)
        return Relation("fixed", start, cue, cue_class, [unit.span(begin, content_end(unit, begin))])
    if not flags & {"aside", "adverb"}:
        return None
    source = _origin(unit, end) if "aside" in flags else None
    content: list[Span] = []
    first = _clause_begin(unit, start)
    stop = start - 1 if start and unit[start - 1].text == "," else start
    if stop > first:
        content.append(unit.span(first, stop))
    begin = end + (unit.norm(end) == ",")
    goes_on = "adverb" in flags or (begin > end and _begins_predicate(unit, begin))
    if begin < unit.end and goes_on and source is None:
        content.append(unit.span(begin, content_end(unit, begin)))
    return Relation("fixed", start, cue, cue_class, content, source) if content else None


def _origin(unit: Unit, index: int) -> Span | None:
    """The source of an impersonal form: *auprès de la police*, *de source proche du dossier*."""
    index = unit.skip_adverbials(index)
    if unit.norm(index) not in ("de", "d'", "du", "auprès", "dans", "sur", "from"):
        return None
    begin = (
        index + 2
        if unit.norm(index) == "auprès" and unit.norm(index + 1) in ("de", "d'", "du", "des")
        else index + 1
    )
    end = max(unit.noun_phrase(begin), _complement_end(unit, begin - 1))
    if end <= begin and unit.norm(begin) in ("source", "sources", "même"):
        end = _bare_nouns_end(unit, begin + 1, unit.end)
    return unit.span(begin, end) if begin < end <= unit.end else None


def _read_noun(unit: Unit, i: int) -> Relation | None:
    """Nominal cues: *les accusations de X selon lesquelles …*, *X's claim that …*, *L'infox : …*."""
    cue = unit.cues.nouns[unit[i].norm]
    after, source = i + 1, _possessor(unit, i)
    if unit.norm(after) in _OF and source is None:
        end = max(unit.noun_phrase(after + 1, apposition=False), _complement_end(unit, after))
        if end > after + 1:
            source, after = unit.span(after + 1, end), end
    if after >= unit.end:
        return None
    norm = unit[after].norm
    that = "that" in cue.frames and norm in THAT
    which = "selon" in cue.frames and norm == "selon" and unit.norm(after + 1) in unit.grammar["relative"]
    if that or which:
        rule, begin = "noun", after
    elif "quote" in cue.frames and norm == ":" and i < 3 and after + 1 < unit.end:
        rule, begin = "noun_colon", after + 1
    elif (
        source is not None
        and norm.replace("d'", "de") in cue.frames
        and norm in ("à", "de", "d'", "to", "for", "about")
        and is_infinitive(unit, after + 1)
    ):
        rule, begin = "noun_to", after
    else:
        return None
    content = [unit.span(begin, content_end(unit, begin + 1 if which and begin + 1 < unit.end else begin))]
    return Relation(rule, i, unit.span(i, i + 1), cue.cue_class, content, source)


def _complement_end(unit: Unit, index: int) -> int:
    """End of a noun with its adjectives after a contracted preposition at `index` (*du maire*); `index`
    where there is none."""
    if unit.norm(index) not in unit.grammar["contracted"]:
        return index
    end = index + 1
    while end < unit.end and unit[end].kind == "word" and _is_plain(unit[end], unit.grammar):
        end += 1
    return end if end > index + 1 else index


def _possessor(unit: Unit, i: int) -> Span | None:
    """Whose the noun is: *X's claim*, *leur promesse*."""
    if unit.norm(i - 1) in _POSSESSIVES:
        return unit.span(i - 1, i)
    if i > 1 and unit.norm(i - 1) in ("'s", "'"):
        for start in range(max(0, i - 7), i - 1):
            if (
                can_begin_phrase(unit[start], unit.grammar)
                and unit.noun_phrase(start, i - 1, apposition=False) == i - 1
            ):
                return unit.span(start, i - 1)
    return None


# marks -----------------------------------------------------------------------------------------------


def _read_colon(unit: Unit) -> Relation | None:
    """*X : « … »* without a verb of speech: the colon is the cue."""
    for j in range(1, unit.end - 1):
        if unit[j].text == ":" and unit.is_statement(j + 1):
            source = unit.span(0, j) if unit.noun_phrase(0, j) == j else main_subject(unit, j)
            if source is None:
                return None
            return Relation(
                "colon_cue",
                j,
                unit.span(j, j + 1),
                "neutral",
                [unit.span(j + 1, unit.quotations_end(j + 1))],
                source,
            )
    return None


def _read_colons_after(unit: Unit, found: Sequence[Relation]) -> Iterator[Relation]:
    """*n'exclut pas … : « … »*: the quotation is a relation of its own, with the colon as cue and the same
    source."""
    for j in range(1, unit.end - 1):
        if unit[j].text == ":" and unit.is_statement(j + 1):
            quotation = unit.span(j + 1, unit.quotations_end(j + 1))
            before = [r for r in found if r.source and r.content[-1].end <= unit[j].start]
            if before and not any(
                quotation.start < c.end and c.start < quotation.end for r in found for c in r.content
            ):
                yield Relation(
                    "colon_after", j, unit.span(j, j + 1), "neutral", [quotation], before[-1].source
                )


def read_signature(unit: Unit, quotation: Span | None) -> Relation | None:
    """*— X* after a quotation that stood alone: the dash is the cue."""
    if quotation is None or len(unit.tokens) < 2 or unit[0].text not in _DASHES:
        return None
    end = unit.noun_phrase(1)
    if end < 2 or end < unit.end - 1:
        return None
    return Relation("signature", 0, unit.span(0, 1), "neutral", [quotation], unit.span(1, end))


def _read_closing_signature(unit: Unit) -> Relation | None:
    """*« … » — X* in one unit."""
    if len(unit.tokens) < 3 or unit[0].kind != "quote" or unit[1].text not in _DASHES:
        return None
    end = unit.noun_phrase(2)
    if end < 3 or end < unit.end - 1:
        return None
    return Relation("signature", 1, unit.span(1, 2), "neutral", [unit.span(0, 1)], unit.span(2, end))
