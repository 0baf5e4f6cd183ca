"""Attribution by rules: who said what, by which cue – direct, indirect and mixed.

Table-driven over the cue lexicons, without a parser; French and English share every line. It is the floor that a learned extractor must beat
and the fallback where no bundle is at hand. Relations after Pareti (2016), PARC 3.0, and Newell et al. (2018), PolNeAR.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..data.cues import Cues, load_cues
from ..data.lexicon import Grammar, PhraseTable, load_grammar
from ..data.speakers import load_speakers
from ..data.tokens import Token
from .phrase import (
    Group,
    can_begin_phrase,
    find_units,
    is_adverb,
    read_noun_phrase,
    read_verb_group,
)
from .records import Attribution, Span
from .text import Document

MAX_REACH = 16  # tokens between a verb group and the *que* that opens its content
MIN_QUOTE_CHARS = 12  # a shorter quotation without a cue is a mention, not a statement

# Precision (content overlap at .3, sources agreeing) of each rule on the annotated articles: what `confidence` says. Measured by
# `python -m selon.eval.rules`; a relation of a rule that is not listed has 0.5.
CONFIDENCE: dict[str, float] = {}


@dataclass(slots=True)
class _Relation:
    """A relation while it is being built: token ranges of one unit, half-open."""

    unit: Sequence[Token]
    rule: str
    cue: tuple[int, int] | None
    cue_class: str
    content: list[Span]
    source: Span | None
    group: Group | None = None
    needs_source: bool = False


def find_attributions(document: Document) -> list[Attribution]:
    """The attribution relations of an article, in the order of their cues. Source type, naming and name are left to `sources.py`."""
    grammar, cues = load_grammar(document.lang), load_cues(document.lang)
    relations: list[_Relation] = []
    previous: _Relation | None = None
    previous_end = -1
    for unit in find_units(document):
        found = list(_read_unit(unit, document, grammar, cues))
        if not found and previous and unit[0].start >= previous_end:
            floating = _floating_quotation(unit, document)
            if floating and document.text.count("\n\n", previous_end, floating.start) <= 1:
                previous.content.append(floating)
                previous_end = floating.end
                continue
        _widen_inserted(found, document)
        relations.extend(found)
        spoken = [r for r in found if r.source and (r.unit is unit)]
        if spoken and unit[-1].end > previous_end:
            previous, previous_end = max(spoken, key=lambda r: r.content[-1].end), unit[-1].end
        elif unit[-1].end > previous_end:
            previous = None
    return sorted((_finish(r, document) for r in relations), key=lambda a: (a.cue or a.content[0], a.content[0]))


def _read_unit(unit: Sequence[Token], document: Document, grammar: Grammar, cues: Cues) -> Iterator[_Relation]:
    """All relations of one unit: verbs first, then prepositions, fixed forms, nouns and bare colons."""
    reader = _UnitReader(unit, document, grammar, cues)
    yield from reader.read()


class _UnitReader:
    """The rules over one unit. Indices are tokens of the unit; spans are characters."""

    def __init__(self, unit: Sequence[Token], document: Document, grammar: Grammar, cues: Cues) -> None:
        self.unit, self.text, self.grammar, self.cues = unit, document.text, grammar, cues
        self.french = document.lang == "fr"
        self.hidden = load_speakers(document.lang).hidden
        self.end = len(unit)
        while self.end and unit[self.end - 1].kind == "mark" and unit[self.end - 1].text[0] in ".!?…;,":
            self.end -= 1
        self.groups = self._find_groups()
        self.starts = {g.start: g for g in self.groups} | {g.left: g for g in self.groups}
        self.prepositions = self._find_fixed(cues.prepositions)
        self.fixed = self._find_fixed(cues.impersonal)

    # what stands where ------------------------------------------------------------------------------------------------

    def _find_groups(self) -> list[Group]:
        groups: list[Group] = []
        taken = -1
        for i, token in enumerate(self.unit):
            if i < taken or token.kind != "word" or token.norm not in self.cues.verbs or (token.is_capitalised and i):
                continue
            readings = [read_verb_group(self.unit, i, cue, self.grammar) for cue in self.cues.verbs[token.norm]]
            fitting = [g for g in readings if g and (not groups or g.start >= groups[-1].end)]
            group = min(fitting, key=lambda g: (g.voice == "bare", g.head - g.start == 0 and g.cue.form != "participle"), default=None)
            if group:
                groups.append(group)
                taken = group.end
        return groups

    def _find_fixed(self, table: PhraseTable[tuple[str, frozenset[str]]]) -> list[tuple[int, int, str, frozenset[str]]]:
        """Places of prepositions and fixed forms: (start, end, class, flags)."""
        return [(start, end, cue_class, flags) for start, end, (cue_class, flags) in table.find(self.unit)]

    def span(self, start: int, end: int) -> Span:
        """Characters of tokens `start` to `end` (half-open)."""
        return Span(self.unit[start].start, self.unit[end - 1].end)

    # the rules --------------------------------------------------------------------------------------------------------

    def read(self) -> Iterator[_Relation]:
        """The relations of the unit."""
        found: list[_Relation] = []
        for group in self.groups:
            relation = self._read_group(group)
            if relation:
                found.append(relation)
        for place in self.prepositions:
            relation = self._read_preposition(*place)
            if relation:
                found.append(relation)
        for place in self.fixed:
            relation = self._read_fixed(*place)
            if relation:
                found.append(relation)
        for i, token in enumerate(self.unit):
            relation = self._read_noun(i) if token.norm in self.cues.nouns else None
            if relation and not any(r.cue and r.cue[0] <= i < r.cue[1] for r in found):
                found.append(relation)
        if not found:
            relation = self._read_colon() or self._read_signature()
            if relation:
                found.append(relation)
        self._inherit_sources(found)
        found.extend(self._read_colons_after(found))
        yield from (r for r in found if not (r.needs_source and r.source is None))

    def _read_group(self, group: Group) -> _Relation | None:
        frames = group.cue.frames
        after = group.end
        if group.voice in ("passive", "bare") and not group.cue.reflexive:
            return self._read_passive(group)
        subject_right: tuple[int, int] | None = None
        spoken_before = self._content_before(group)
        if spoken_before:
            if group.clitic is not None:
                subject_right = None
            else:
                subject_right = self._subject_after(group)
            subject = self._subject_span(group) if subject_right is None else self.span(*subject_right)
            if subject is not None or group.form == "finite":
                if subject is not None and frames & {"quote", "that", "bare"} and not self._says_after(group, spoken_before, subject_right):
                    content = [spoken_before]
                    more = self._content_resumed(subject_right[1] if subject_right else group.end, spoken_before)
                    if more:
                        content.append(more)
                    return self._relation("after", group, content, subject)
        content_start, rule = self._content_start(group, after)
        if content_start is None:
            return None
        content_end = self._clause_end(content_start, group)
        if content_end <= content_start:
            return None
        content = [self.span(content_start, content_end)]
        subject = self._subject_span(group)
        return self._relation(rule, group, content, subject)

    def _says_after(self, group: Group, before: Span, subject_right: tuple[int, int] | None) -> bool:
        """True where the content of a verb stands after it although a clause ends before it (*In a letter, she said that …*)."""
        if subject_right or group.clitic is not None or self.text[before.end - 1] in "»”\"“’":
            return False
        start, rule = self._content_start(group, group.end)
        return start is not None and (rule in ("that", "colon", "whether") or (start == group.end and self.end - start >= 3) or rule == "bare")

    def _relation(self, rule: str, group: Group, content: list[Span], source: Span | None) -> _Relation:
        needs = source is None
        if source is not None and self.text[source.start : source.end].lower() == "on" and group.clitic is not None:
            source, needs = None, False
        return _Relation(self.unit, rule, (group.start, group.end), group.cue.cue_class, content, source, group, needs)

    def _content_before(self, group: Group) -> Span | None:
        """The content that ends where a cue after it begins (*« … », a déclaré X*, *…, X said*), or None."""
        first = group.left
        if group.form == "gerund" and group.start == group.head:
            return None
        if not self.french and group.clitic is None:
            first = self._subject_start(group) if self._subject_start(group) is not None else group.left
        if first is None or first < 1:
            return None
        before = self.unit[first - 1]
        if before.kind == "quote":
            end = first
        elif before.kind == "mark" and before.text in (",", "?", "!", "…", "...", "—", "–", "-") and first > 1:
            end = first - 1 if before.text not in "?!…" else first
        elif group.clitic is not None and first > 2:
            end = first
        else:
            return None
        start = 0
        for j in range(end - 1, 0, -1):
            if self.unit[j].text == ";" or (self.unit[j].text == ":" and self.unit[j + 1].kind != "quote"):
                start = j + 1
                break
        while start < end and self.unit[start].kind == "mark" and self.unit[start].text in ",-–—:":
            start += 1
        connective = start
        while connective < end and self.unit[connective].norm in self.grammar["connective"]:
            connective += 1
        if connective < end and (self.unit[connective].text == "," or self.unit[connective].kind == "quote") and connective > start:
            start = connective + (self.unit[connective].text == ",")
        if start >= end or (end - start < 3 and not any(t.kind == "quote" for t in self.unit[start:end])):
            return None
        if group.clitic is None and self.french and before.kind != "quote" and self._is_subject_with_aside(start, end):
            return None
        quotes = [k for k in range(start, end) if self.unit[k].kind == "quote"]
        if quotes and quotes[-1] == end - 1 and len(self.unit[quotes[-1]].text) and self.unit[end - 1].end - self.unit[end - 1].start > 60:
            if self._is_lead_in(start, end - 1):
                start = end - 1
        return self.span(start, end)

    def _is_subject_with_aside(self, start: int, end: int) -> bool:
        """True where tokens `start` to `end` are a subject with an aside in commas, or no clause at all."""
        phrase = read_noun_phrase(self.unit, start, self.grammar, end, apposition=False)
        if phrase > start and (phrase == end or self.unit[phrase].text == ","):
            return not any(t.kind == "quote" for t in self.unit[start:end])
        return False

    def _is_lead_in(self, start: int, end: int) -> bool:
        """True where what stands before a quotation is no part of it: a clause that ends with a comma or colon."""
        return end > start and self.unit[end - 1].text in ",:"

    def _content_resumed(self, after: int, before: Span) -> Span | None:
        """Content that goes on after an inserted cue and its source: *« A », dit X, « B »*."""
        j = after
        while j < self.end and j < after + MAX_REACH:
            token = self.unit[j]
            if token.kind == "quote" and token.end - token.start >= MIN_QUOTE_CHARS and self.unit[j - 1].text in (",", ".", ":"):
                return self.span(j, self._quote_clause_end(j))
            if j in self.starts:
                return None
            j += 1
        return None

    def _is_statement(self, j: int) -> bool:
        """True where token `j` is a quotation too long to be a mention."""
        return self.unit[j].kind == "quote" and self.unit[j].end - self.unit[j].start >= MIN_QUOTE_CHARS

    def _quote_clause_end(self, j: int) -> int:
        k = j + 1
        while k < self.end and self.unit[k].kind == "quote":
            k += 1
        return k

    def _content_start(self, group: Group, after: int) -> tuple[int | None, str]:
        """Where the content to the right begins, and the rule that says so."""
        frames, grammar, unit = group.cue.frames, self.grammar, self.unit
        j = after
        while j < self.end and (is_adverb(unit[j], grammar) or unit[j].norm in grammar["time_noun"]) and unit[j].norm not in frames:
            j += 1
        if j >= self.end:
            return None, ""
        token = unit[j]
        norm = token.norm
        if "that" in frames and norm in ("que", "qu'", "that"):
            return j, "that"
        if "whether" in frames and (norm in ("si", "s'", "comment", "pourquoi", "combien", "if", "whether", "how", "why", "what", "when", "where", "who", "ce") and (norm != "ce" or (j + 1 < self.end and unit[j + 1].norm in ("que", "qu'", "qui")))):
            return j, "whether"
        if norm in (":",) and j + 1 < self.end:
            return j + 1, "colon"
        if token.kind == "quote" and ("quote" in frames or "object" in frames or "that" in frames):
            return j, "quote"
        lemma = norm.rstrip("'")
        if norm in frames or (norm == "d'" and "de" in frames) or (norm in ("au", "aux") and "à" in frames) or (norm in ("du", "des") and "de" in frames):
            que = self._reach(j, frames, addressee=True) if "that" in frames or norm in ("à", "au", "aux") else None
            if que is not None:
                return que, "that"
            if norm in ("à", "au", "aux") and ("de" in frames or "inf" in frames):
                opened = self._find_after_addressee(j, ("de", "d'"))
                if opened is not None:
                    return opened, "preposition"
            if norm in ("à", "au", "aux") and "object" in frames and not self._is_infinitive(j + 1):
                end = read_noun_phrase(unit, j + 1, grammar, self.end, apposition=False)
                if end > j + 1 and end < self.end and (unit[end].kind == "quote" or unit[end].norm in grammar["article"]):
                    return end, "object"
            return j, "preposition"
        if "inf" in frames and self._is_infinitive(j):
            return j, "infinitive"
        if "to" in frames and not self.french:
            opened = self._find_after_addressee(j, ("to",), first=True)
            if opened is not None:
                return opened, "infinitive"
        if "as" in frames and group.cue.reflexive and (token.kind == "word" or token.kind == "quote"):
            return j, "predicate"
        if "as" in frames and can_begin_phrase(token, grammar) and any(t.norm in grammar["as_word"] for t in unit[j : j + MAX_REACH]):
            return j, "as"
        reached = self._reach(j, frames, addressee="addressee" in frames)
        if reached is not None:
            return reached, "that" if unit[reached].kind != "quote" else "quote"
        if "bare" in frames and not self.french:
            bare = j
            if "addressee" in frames and group.cue.lemma in ("tell", "remind", "assure", "inform", "warn", "notify", "advise"):
                end = read_noun_phrase(unit, j, grammar, self.end, apposition=False) if unit[j].norm not in grammar["object_pronoun"] else j + 1
                while end < self.end and (is_adverb(unit[end], grammar) or unit[end].norm in grammar["time_noun"]):
                    end += 1
                if end > j and end < self.end and unit[end].text == "," and end + 1 < self.end and unit[end + 1].kind == "quote":
                    return end + 1, "quote"
                bare = end
            while bare < self.end and unit[bare].norm in ("in", "on", "at", "during", "to") :
                end = read_noun_phrase(unit, bare + 1, grammar, self.end, apposition=False)
                if end <= bare + 1:
                    break
                bare = end
                while bare < self.end and (is_adverb(unit[bare], grammar) or unit[bare].norm in grammar["time_noun"]):
                    bare += 1
            if bare < self.end and (can_begin_phrase(unit[bare], grammar) or unit[bare].norm in grammar["subject_pronoun"] or unit[bare].norm in ("there", "if", "when", "while", "as", "despite", "because") or (unit[bare].kind == "word" and unit[bare].norm.endswith("s") and unit[bare].norm not in grammar["preposition"])):
                return bare, "bare"
        if "object" in frames and group.clitic is None and (can_begin_phrase(token, grammar) or (not self.french and token.kind == "word" and norm not in grammar["preposition"] | grammar["conjunction"] | grammar["subordinator"])):
            if self.french and token.is_capitalised and token.kind == "word":
                return None, ""
            return j, "object"
        del lemma
        return None, ""

    def _reach(self, j: int, frames: frozenset[str], *, addressee: bool) -> int | None:
        """A *que*, a quotation or a colon reached over complements (*à l'AFP*, *dans un communiqué*, *, mardi,*), or None."""
        unit, grammar = self.unit, self.grammar
        first = unit[j]
        if not (addressee or first.norm in grammar["preposition"] or first.norm in grammar["time_noun"] or first.text in ",(" or is_adverb(first, grammar) or first.norm in grammar["object_pronoun"] or first.norm in ("ce", "cette", "this", "last", "le", "la", "l'")):
            return None
        for k in range(j, min(j + MAX_REACH, self.end)):
            token = unit[k]
            if "that" in frames and token.norm in ("que", "qu'", "that") and k > j:
                return k
            if token.kind == "quote" and "quote" in frames and unit[k - 1].text in (",", ":") and token.end - token.start >= MIN_QUOTE_CHARS:
                return k
            if token.text == ":" and "quote" in frames and k + 1 < self.end:
                return k + 1
            if k > j and (k in self.starts or token.norm in grammar.verb_forms or token.norm in grammar["relative"] or token.norm in grammar["subject_pronoun"]):
                return None
        return None

    def _find_after_addressee(self, j: int, openers: tuple[str, ...], *, first: bool = False) -> int | None:
        """A preposition that opens the content after a short addressee (*a demandé à l'armée* **d'intervenir**)."""
        start = j + 1
        if first:
            if self.unit[j].norm in openers:
                return j
            start = j
        for k in range(start, min(j + 9, self.end - 1)):
            if self.unit[k].norm in openers and self._is_infinitive(k + 1):
                return k
            if self.unit[k].kind == "mark" or self.unit[k].norm in self.grammar.verb_forms:
                return None
        return None

    def _is_infinitive(self, j: int) -> bool:
        """True where an infinitive (with its negation and pronouns) stands at `j`."""
        if not self.french:
            return j < self.end and self.unit[j].kind == "word"
        for k in range(j, min(j + 4, self.end)):
            norm = self.unit[k].norm
            if norm in self.grammar["negation"] or norm in self.grammar["negator"] or norm in self.grammar["object_pronoun"] or (k > j and is_adverb(self.unit[k], self.grammar)):
                continue
            return len(norm) > 3 and norm.endswith(("er", "ir", "re", "oir")) and not self.unit[k].is_capitalised and norm not in ("pour", "hier", "premier", "dernier", "leur", "notre", "votre", "autre", "quatre", "entre", "contre")
        return False

    def _clause_end(self, start: int, group: Group | None) -> int:
        """End of the content that begins at `start`: the unit's end, or before another cue at the same level."""
        unit, grammar = self.unit, self.grammar
        quoted_first = unit[start].kind == "quote"
        for j in range(start + 1, self.end):
            token = unit[j]
            if token.text == ";" or (token.text == ":" and j + 1 < self.end and self._is_statement(j + 1)):
                return j
            if token.text in (",", "—", "–") or (quoted_first and j == start + 1):
                k = j + 1 if token.text in (",", "—", "–") else j
                if k >= self.end:
                    return j
                if self._cue_boundary(k) or (unit[k].norm in grammar["conjunction"] and self._cue_boundary(k + 1)):
                    return j
                if quoted_first and j == start + 1 and unit[k].kind != "quote" and token.text == ",":
                    return j
                if quoted_first and j == start + 1 and token.norm in ("dans", "sur", "devant", "lors", "à", "in", "on", "at", "during", "when", "alors", "while", "who", "qui"):
                    return j
                if unit[k].norm in ("tandis", "while", "alors", "though", "although") or (unit[k].norm == "but" or unit[k].norm == "mais"):
                    if unit[k].norm not in ("but", "mais") or self._cue_boundary(k + 1, loose=True):
                        return j
            elif token.norm in ("et", "and", "mais", "but") and j + 1 < self.end and self._cue_boundary(j + 1):
                return j
            elif any(p[0] == j for p in self.prepositions if "weak" not in p[3]):
                return j
        return self.end

    def _cue_boundary(self, k: int, *, loose: bool = False) -> bool:
        """True where token `k` begins a further cue of the outer level: a gerund, an inverted verb, *selon*, a verb without subject."""
        if any(p[0] == k and "weak" not in p[3] for p in self.prepositions) or any(f[0] == k and "aside" in f[3] for f in self.fixed):
            return True
        unit = self.unit
        g = self.starts.get(k)
        if g is None and k < self.end and (unit[k].norm in ("en", "tout") or is_adverb(unit[k], self.grammar)):
            g = self.starts.get(k + 1) or (self.starts.get(k + 2) if unit[k].norm == "tout" else None)
            if g is not None and g.form not in ("gerund", "finite"):
                g = None
        if g is not None:
            return g.form in ("gerund", "finite") and g.voice != "bare"
        if loose or not self.french:
            end = read_noun_phrase(unit, k, self.grammar, self.end)
            return end > k and end in self.starts and self.starts[end].form == "finite" and (loose or end >= self.end - 6)
        return False

    # sources ----------------------------------------------------------------------------------------------------------

    def _subject_span(self, group: Group) -> Span | None:
        if group.clitic is not None:
            token = self.unit[group.clitic]
            pronoun = token.norm.rsplit("-", 1)[-1]
            return Span(token.end - len(pronoun), token.end)
        if group.form in ("gerund", "infinitive") and group.start == group.head:
            return None
        start = self._subject_start(group)
        if start is None:
            return None
        if self.unit[start].norm == "qui" or self.unit[start].norm == "who":
            return self._antecedent(start)
        formula = self._anonymity_before(group.left)
        if formula is not None and start < formula:
            return self.span(start, group.left - (self.unit[group.left - 1].text == ","))
        end = read_noun_phrase(self.unit, start, self.grammar, group.left)
        return self.span(start, end) if end > start else None

    def _subject_start(self, group: Group) -> int | None:
        """Start of the noun phrase that ends where the group begins; the longest one that does."""
        unit, grammar = self.unit, self.grammar
        stop = group.left
        while stop > 0 and is_adverb(unit[stop - 1], grammar) and unit[stop - 1].norm not in grammar["subject_pronoun"]:
            stop -= 1
        if stop > 0 and (unit[stop - 1].norm in grammar["subject_pronoun"] or unit[stop - 1].norm in ("qui", "who")):
            return stop - 1
        formula = self._anonymity_before(stop)
        stop = self._skip_aside(stop) if formula is None else formula - (unit[formula - 1].text == ",")
        best: int | None = None
        low = max(0, stop - 30)
        for s in range(stop - 1, low - 1, -1):
            token = unit[s]
            if token.text in ";:" or token.norm in ("que", "qu'", "that") or s in self.starts or (token.norm in grammar.verb_forms and not token.is_capitalised):
                break
            if not can_begin_phrase(token, grammar) or token.norm in grammar["subordinator"]:
                continue
            if s and unit[s - 1].norm in grammar["preposition"]:
                continue
            if s and unit[s - 1].kind == "word" and (unit[s - 1].is_capitalised and token.is_capitalised):
                continue
            end = read_noun_phrase(unit, s, grammar, stop, apposition=token.norm != "des")
            if end == stop or (end == stop - 1 and unit[end].text == ","):
                best = s
        return best

    def _anonymity_before(self, stop: int) -> int | None:
        """Start of a formula of anonymity that ends at `stop` (*un responsable* **ayant requis l'anonymat** *a dit*), or None."""
        end = stop - 1 if stop and self.unit[stop - 1].text == "," else stop
        window = max(0, end - 14)
        found = [s + window for s, e, (kind, _) in self.hidden.find(self.unit[window:end]) if kind == "anonymous" and e + window == end]
        return found[0] if found and found[0] > 0 else None

    def _skip_aside(self, stop: int) -> int:
        """Passes over *, lui,*, *, de son côté,*, a relative clause in commas, to the left of a verb group."""
        unit, grammar = self.unit, self.grammar
        if stop > 2 and unit[stop - 1].text == ",":
            for k in range(stop - 2, max(0, stop - 22), -1):
                if unit[k].text == ",":
                    first = unit[k + 1]
                    if first.norm in grammar["relative"] or first.norm in grammar["preposition"] or first.norm in ("lui", "elle", "eux", "quant", "though", "however") or is_adverb(first, grammar):
                        return k
                    break
        return stop

    def _antecedent(self, relative: int) -> Span | None:
        """The noun phrase that a relative pronoun takes up, without a contracted article."""
        unit, grammar = self.unit, self.grammar
        stop = relative - 1 if relative and unit[relative - 1].text == "," else relative
        for s in range(stop - 1, max(-1, stop - 14), -1):
            if unit[s].kind == "mark" and unit[s].text not in "()":
                break
            if can_begin_phrase(unit[s], grammar) and not (s and unit[s - 1].norm in grammar["inner"] and unit[s].norm not in grammar["article"]):
                if read_noun_phrase(unit, s, grammar, stop) == stop:
                    if unit[s].norm in grammar["contracted"] and s + 1 < stop:
                        s += 1
                    return self.span(s, stop)
        return None

    def _subject_after(self, group: Group) -> tuple[int, int] | None:
        """The inverted subject: a noun phrase right of the group, over adverbs and short complements."""
        unit, grammar = self.unit, self.grammar
        j = group.end
        limit = min(self.end, group.end + 14)
        while j < limit:
            token = unit[j]
            if token.norm in ("quant", "pour", "de") and j + 2 < limit and unit[j + 1].norm in ("à", "sa", "son", "leur"):
                j += 3
            elif is_adverb(token, grammar) or token.norm in grammar["time_noun"] or token.norm in ("ce", "cette") and j + 1 < limit and unit[j + 1].norm in grammar["time_noun"]:
                j += 1
            elif token.norm in ("à", "au", "aux", "dans", "sur", "devant", "lors", "en", "dès", "via", "auprès", "par", "depuis", "face", "to", "in", "on", "at", "during", "via") and j + 1 < limit:
                end = read_noun_phrase(unit, j + 1, grammar, self.end, apposition=False)
                if end <= j + 1:
                    j += 1
                else:
                    j = end
            elif token.text == "," and j > group.end:
                j += 1
            else:
                break
        if j >= self.end or unit[j].norm in grammar["subject_pronoun"] and self.french:
            return None
        if unit[j].norm in grammar["subject_pronoun"] and not self.french:
            return (j, j + 1)
        end = read_noun_phrase(unit, j, grammar, self.end)
        return (j, end) if end > j else None

    def _inherit_sources(self, found: list[_Relation]) -> None:
        """Gives gerunds, infinitives and coordinated verbs the subject of the clause they hang on."""
        with_source = [r for r in found if r.source is not None and r.group is not None]
        for relation in found:
            if not relation.needs_source or relation.group is None:
                continue
            place = relation.group.start
            left = [r for r in with_source if r.group and r.group.start < place]
            right = [r for r in with_source if r.group and r.group.start > place]
            if left:
                relation.source = left[-1].source
            elif right and relation.group.start < 3:
                relation.source = right[0].source
            else:
                relation.source = self._main_subject(place)

    def _main_subject(self, before: int) -> Span | None:
        """The noun phrase that opens the unit or follows its first comma, where a verb stands after it."""
        unit, grammar = self.unit, self.grammar
        for s in range(min(before, 40)):
            if unit[s].norm in grammar["subordinator"]:
                continue
            if s and unit[s - 1].text != "," and unit[s - 1].norm not in grammar["conjunction"] and s > 1:
                continue
            if unit[s].norm in grammar["subject_pronoun"]:
                return self.span(s, s + 1)
            end = read_noun_phrase(unit, s, grammar, before)
            if end > s and end < len(unit) and (unit[end].norm in grammar.verb_forms or end in self.starts or unit[end].norm in grammar["negation"] or unit[end].norm in grammar["reflexive"]):
                return self.span(s, end)
        return None

    # other cues -------------------------------------------------------------------------------------------------------

    def _read_passive(self, group: Group) -> _Relation | None:
        """Passives: *est accusé de …* without a source; *jugé … par les enquêteurs* with one."""
        unit, grammar, frames = self.unit, self.grammar, group.cue.frames
        agent: Span | None = None
        for k in range(group.end, min(group.end + 12, self.end)):
            if unit[k].norm in ("par", "by"):
                end = read_noun_phrase(unit, k + 1, grammar, self.end)
                if end > k + 1:
                    agent = self.span(k + 1, end)
                break
            if unit[k].kind == "mark":
                break
        j = group.end
        while j < self.end and is_adverb(unit[j], grammar):
            j += 1
        if "passive" in frames and j < self.end and (unit[j].norm in ("de", "d'", "que", "qu'", "comme", "to", "that", "of", "as", "à") or (unit[j].kind == "quote" and "as" in frames)):
            return _Relation(self.unit, "passive", (group.start, group.end), group.cue.cue_class, [self.span(j, self._clause_end(j, group))], agent, group)
        return None

    def _read_preposition(self, start: int, end: int, cue_class: str, flags: frozenset[str]) -> _Relation | None:
        """*selon X, …*, *…, selon X*, *A, selon X, B*; *pour X, …* only at the head of a sentence and for a person or body."""
        unit, grammar = self.unit, self.grammar
        source_end = read_noun_phrase(unit, end, grammar, self.end)
        if source_end <= end and end < self.end and unit[end].norm in grammar["object_pronoun"] | frozenset(("lui", "eux", "elle")):
            source_end = end + 1
        if source_end <= end and end < self.end and unit[end].kind == "word" and unit[end].norm not in grammar["preposition"] | grammar["subordinator"] | grammar["relative"] and "weak" not in flags:
            source_end = end + 1
            while source_end < self.end and unit[source_end].kind == "word" and unit[source_end].norm not in grammar.verb_forms and source_end - end < 8:
                source_end += 1
        if source_end <= end:
            return None
        source = self.span(end, source_end)
        cue = (start, end)
        if "weak" in flags:
            head = unit[end]
            person = head.is_capitalised or head.norm in ("lui", "elle", "eux", "elles") or head.norm in ("le", "la", "l'", "les")
            if start > 1 or not person or source_end >= self.end or unit[source_end].text != ",":
                return None
        if start <= 1 or (start and unit[start - 1].norm in grammar["connective"] and start < 4):
            begin = source_end
            if begin < self.end and unit[begin].text == ",":
                begin += 1
            if begin >= self.end:
                return None
            return _Relation(unit, "prep_front", cue, cue_class, [self.span(begin, self._clause_end(begin, None))], source)
        before = start - 1
        if unit[before].text == ",":
            first = self._content_begin(before)
            content = [self.span(first, before)] if before > first else []
        else:
            first = self._content_begin(start)
            if sum(p[0] > 0 for p in self.prepositions) > 1:
                number = next((k for k in range(start - 1, max(first - 1, start - 7), -1) if unit[k].kind == "number"), None)
                if number is not None:
                    return _Relation(unit, "prep_number", cue, cue_class, [self.span(number, start)], source)
            content = [self.span(first, start)] if start > first else []
        if source_end < self.end and unit[source_end].text == "," and content and before - first <= 4:
            content.append(self.span(source_end + 1, self._clause_end(source_end + 1, None)))
        if not content:
            return None
        return _Relation(unit, "prep_back", cue, cue_class, content, source)

    def _content_begin(self, end: int) -> int:
        """Where the clause before a final *selon X* begins."""
        first = 0
        for j in range(end - 1, 0, -1):
            if self.unit[j].text in ";:" or any(p[1] == j for p in self.prepositions):
                first = j + 1
                break
        while first < end and (self.unit[first].norm in self.grammar["connective"] and self.unit[first + 1].text == "," or self.unit[first].text == ","):
            first += 1
        return first

    def _read_fixed(self, start: int, end: int, cue_class: str, flags: frozenset[str]) -> _Relation | None:
        """Sourceless fixed forms: *dit-on*, *il paraît que*, *reportedly*."""
        if any(g.start < end and start < g.end for g in self.groups):
            pass
        if "that" in flags and end < self.end:
            begin = end - 1 if self.unit[end - 1].norm in ("que", "qu'", "that") else end
            return _Relation(self.unit, "fixed", (start, end), cue_class, [self.span(begin, self._clause_end(begin, None))], None)
        source: Span | None = None
        after = end
        if "aside" in flags and end + 1 < self.end and self.unit[end].norm in ("de", "d'", "du", "auprès", "from"):
            begin = end + 2 if self.unit[end].norm == "auprès" else end + 1
            phrase = read_noun_phrase(self.unit, begin, self.grammar, self.end)
            while phrase <= begin and begin < self.end and _is_source_word(self.unit[begin].norm):
                phrase = begin + 1
                while phrase < self.end and self.unit[phrase].kind == "word" and self.unit[phrase].norm not in self.grammar.verb_forms:
                    phrase += 1
            if phrase > begin:
                source, after = self.span(begin, phrase), phrase
        content: list[Span] = []
        first = self._content_begin(start)
        stop = start - 1 if start and self.unit[start - 1].text == "," else start
        if stop > first:
            content.append(self.span(first, stop))
        begin = end + 1 if end < self.end and self.unit[end].text == "," else end
        if begin < self.end and "adverb" in flags and after == end:
            content.append(self.span(begin, self._clause_end(begin, None)))
        return _Relation(self.unit, "fixed", (start, end), cue_class, content, source) if content else None

    def _read_noun(self, i: int) -> _Relation | None:
        """Nominal cues: *les accusations de X selon lesquelles …*, *X's claim that …*, *L'infox : …*."""
        unit, grammar, cue = self.unit, self.grammar, self.cues.nouns[self.unit[i].norm]
        after, source = i + 1, None
        if after < self.end and unit[after].norm in ("de", "d'", "du", "des", "of"):
            end = read_noun_phrase(unit, after + 1, grammar, self.end, apposition=False)
            if unit[after].norm in ("des",) and end <= after + 1:
                end = read_noun_phrase(unit, after, grammar, self.end, apposition=False)
            if end > after + 1:
                source, after = self.span(after + 1, end), end
        if i > 1 and unit[i - 1].norm in ("'s", "'"):
            start = next((s for s in range(max(0, i - 7), i - 1) if can_begin_phrase(unit[s], grammar) and read_noun_phrase(unit, s, grammar, i - 1, apposition=False) == i - 1), None)
            if start is not None:
                source = self.span(start, i - 1)
        elif i and unit[i - 1].norm in ("his", "her", "their", "my", "our", "its", "son", "sa", "leur", "leurs", "ses", "notre", "mon", "ma"):
            source = self.span(i - 1, i)
        if after >= self.end:
            return None
        norm = unit[after].norm
        if "selon" in cue.frames and norm == "selon" and after + 1 < self.end and unit[after + 1].norm in grammar["relative"]:
            return _Relation(unit, "noun", (i, i + 1), cue.cue_class, [self.span(after, self._clause_end(after + 1, None))], source)
        if "that" in cue.frames and norm in ("that", "que", "qu'"):
            return _Relation(unit, "noun", (i, i + 1), cue.cue_class, [self.span(after, self._clause_end(after, None))], source)
        if "quote" in cue.frames and norm == ":" and i < 3 and after + 1 < self.end:
            return _Relation(unit, "noun_colon", (i, i + 1), cue.cue_class, [self.span(after + 1, self._clause_end(after + 1, None))], source)
        if source is not None and norm in cue.frames and norm in ("à", "to", "for", "about") and self._is_infinitive(after + 1):
            return _Relation(unit, "noun_to", (i, i + 1), cue.cue_class, [self.span(after, self._clause_end(after, None))], source)
        return None

    def _read_colon(self) -> _Relation | None:
        """*X : « … »* without a verb of speech: the colon is the cue."""
        unit, grammar = self.unit, self.grammar
        for j in range(1, self.end - 1):
            if unit[j].text == ":" and unit[j + 1].kind == "quote" and unit[j + 1].end - unit[j + 1].start >= MIN_QUOTE_CHARS:
                end = read_noun_phrase(unit, 0, grammar, j)
                source = self.span(0, end) if end > 0 and end == j else self._main_subject(j)
                if source is None:
                    return None
                return _Relation(unit, "colon_cue", (j, j + 1), "neutral", [self.span(j + 1, self._quote_clause_end(j + 1))], source)
        return None

    def _read_colons_after(self, found: Sequence[_Relation]) -> Iterator[_Relation]:
        """*n'exclut pas … : « … »*: the quotation is a relation of its own, with the colon as cue and the same source."""
        for j in range(1, self.end - 1):
            if self.unit[j].text == ":" and self._is_statement(j + 1):
                quotation = self.span(j + 1, self._quote_clause_end(j + 1))
                before = [r for r in found if r.content[-1].end <= self.unit[j].start and r.source]
                if before and not any(quotation.start < c.end and c.start < quotation.end for r in found for c in r.content):
                    yield _Relation(self.unit, "colon_after", (j, j + 1), "neutral", [quotation], before[-1].source)

    def _read_signature(self) -> _Relation | None:
        """*« … » — X* at the end of a unit: the dash is the cue."""
        unit = self.unit
        if len(unit) > 2 and unit[0].kind == "quote" and unit[1].text in ("—", "–", "-"):
            end = read_noun_phrase(unit, 2, self.grammar, self.end)
            if end > 2 and end >= self.end - 1:
                return _Relation(unit, "signature", (1, 2), "neutral", [self.span(0, 1)], self.span(2, end))
        return None


def _widen_inserted(found: Sequence[_Relation], document: Document) -> None:
    """Gives a cue inserted in a quotation (*« A, déplore X. B »*) all of the quotation around it."""
    for relation in found:
        if relation.rule not in ("after", "fixed") or relation.cue is None or relation.source and relation.source.start < relation.content[0].end:
            continue
        cue = relation.unit[relation.cue[0]]
        quotation = next((q for q in document.quotations if q.start < cue.start < q.end and q.depth == 0 and q.mark != "—"), None)
        if quotation is None:
            continue
        last = max(relation.unit[relation.cue[1] - 1].end, relation.source.end if relation.source else 0)
        rest = document.text[last : quotation.end]
        begin = last + len(rest) - len(rest.lstrip(" ,.\u00a0\u202f"))
        relation.content = [Span(quotation.start, relation.content[0].end)]
        if quotation.end - begin > MIN_QUOTE_CHARS:
            relation.content.append(Span(begin, quotation.end))


def _is_source_word(norm: str) -> bool:
    return norm in ("source", "sources", "même")


def _floating_quotation(unit: Sequence[Token], document: Document) -> Span | None:
    """The quotation that a unit consists of, else None."""
    words = [t for t in unit if t.kind != "mark"]
    if words and words[0].kind == "quote" and len(words) == 1 and words[0].end - words[0].start >= MIN_QUOTE_CHARS:
        return Span(words[0].start, words[0].end)
    return None


def _finish(relation: _Relation, document: Document) -> Attribution:
    """The record, with its mode: direct where all of the content stands in quotation marks, mixed where some does."""
    unit = relation.unit
    cue = Span(unit[relation.cue[0]].start, unit[relation.cue[1] - 1].end) if relation.cue else None
    content = tuple(sorted(set(relation.content)))
    return Attribution(
        source=relation.source,
        cue=cue,
        content=content,
        mode=_mode(content, document),
        cue_class=relation.cue_class,  # type: ignore[arg-type]
        confidence=CONFIDENCE.get(relation.rule, 0.5),
    )


def _mode(content: Sequence[Span], document: Document) -> str:
    """direct, indirect or mixed, by the quotation marks inside the content; marks around a mere name do not count."""
    quoted = total = 0
    outer = [q for q in document.quotations if not q.depth and any(q.start <= start and end <= q.end for start, end in content)]
    if outer and len(content) > 1 and any(start == q.start for q in outer for start, _ in content):
        return "direct"
    for start, end in content:
        total += sum(1 for c in document.text[start:end] if c.isalnum())
        for q in document.quotations:
            if q.end <= start or q.depth:
                continue
            if q.start >= end:
                break
            if q.start >= start - 1 and q.end <= end + 1:
                quoted += sum(1 for c in document.text[q.start : q.end] if c.isalnum())
    if not quoted:
        return "indirect"
    return "direct" if quoted >= total * 0.98 else "mixed"
