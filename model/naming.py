"""What a source span says by itself: how the source is named, of which type it is, which person or body it
names.

By lexicon (role nouns, bodies, metonyms, formulas of anonymity); the labels are those of
`docs/annotation.md`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..data.lexicon import Grammar
from ..data.speakers import Mention, Speakers
from ..data.tokens import Token
from .records import Naming, SourceType

PARTICLES = frozenset(
    "de du des d' le la von van der den ben bin al el al- da di dos ibn abou abu - &".split()
)
PLURAL_DETERMINERS = frozenset(
    "les des ces ses leurs nos vos mes de d' plusieurs certains certaines quelques tous "
    "toutes these those".split()
)
SINGULAR_ENDINGS = ("ss", "us", "is", "news", "process")


@dataclass(frozen=True, slots=True)
class Reading:
    """Reading of one source span. `person` are the tokens of a personal name, `body` a canonical name,
    `roles` lemmas in order. `firm` is false where the type is only what a role of many types mostly has."""

    naming: Naming
    type: SourceType
    person: tuple[Token, ...]
    body: str | None
    roles: tuple[str, ...]
    gender: str
    number: str
    firm: bool = True


def read_naming(tokens: Sequence[Token], speakers: Speakers, grammar: Grammar) -> Reading:
    """The reading of a source span's tokens."""
    norms = [t.norm for t in tokens]
    vague = (
        next((kind for _, end, (kind, _) in speakers.hidden.find(tokens) if end == len(tokens)), None)
        == "vague"
        and norms[0] != "on"
    )
    if not vague and (
        " ".join(norms) in speakers.pronouns
        or all(n in speakers.pronouns or n in grammar["subject_pronoun"] for n in norms)
    ):
        gender, number = speakers.pronouns.get(" ".join(norms)) or speakers.pronouns.get(norms[0], ("-", "-"))
        return Reading("pronoun", "unknown", (), None, (), gender, number)
    mentions = [
        (start, end, pick)
        for start, end, found in speakers.who.find(tokens)
        for pick in _fitting(found, tokens[start])
    ]
    person = find_person(tokens, mentions, grammar)
    bodies = [m for _, _, m in mentions if m.kind in ("body", "metonym")]
    body = bodies[0].name if bodies else None
    roles = tuple(m.lemma for _, _, m in mentions if m.kind in ("role", "ambiguous"))
    naming = _name(tokens, mentions, person, speakers, grammar)
    source_type, firm = _type(mentions)
    hidden_type = next(
        (t for _, _, (kind, t) in speakers.hidden.find(tokens) if kind != "reason" and t != "unknown"), None
    )
    if naming == "anonymous" and hidden_type and source_type == "unknown":
        source_type = hidden_type
    gender = (
        "f"
        if norms[0] in ("la", "une", "elle", "mme", "mrs.", "ms.", "cette", "sa") or "mme" in norms[:3]
        else "m"
        if norms[0] in ("le", "un", "m.", "mr.", "ce")
        else "-"
    )
    number = "p" if naming == "collective" or norms[0] in PLURAL_DETERMINERS - {"de", "d'"} else "s"
    return Reading(naming, source_type, person, body, roles, gender, number, firm)  # type: ignore[arg-type]


def _fitting(found: Iterable[Mention], first: Token) -> list[Mention]:
    """The mentions that may stand with this token's capital or lower case."""
    return [m for m in found if m.fits(first)]


def find_person(
    tokens: Sequence[Token], mentions: Sequence[tuple[int, int, Mention]], grammar: Grammar
) -> tuple[Token, ...]:
    """The longest run of capitalised words (with particles) that is a personal name; empty where there is
    none.

    Left out are what a role, body or title covers, the complement of a role (*le procureur de* **Douai**)
    and what qualifies one
    (*the* **Florida** *senator*).
    """
    covered = {
        i
        for start, end, m in mentions
        if m.kind != "adjective" or tokens[start].norm != tokens[start].text
        for i in range(start, end)
    }
    roles = {
        start: end for start, end, m in mentions if m.kind in ("role", "ambiguous", "collective", "body")
    }
    first_role = min(roles, default=len(tokens))
    runs: list[tuple[int, int]] = []
    i = 0
    while i < len(tokens):
        if not _may_name(tokens[i], grammar) or i in covered:
            i += 1
            continue
        j = i + 1
        while (
            j < len(tokens)
            and j not in covered
            and (
                _may_name(tokens[j], grammar)
                or (
                    tokens[j].norm in PARTICLES
                    and j + 1 < len(tokens)
                    and tokens[j + 1].is_capitalised
                    and j + 1 not in covered
                )
            )
        ):
            j += 1
        before = tokens[i - 1].norm if i else ""
        if before == "l'" and i > 1:
            before = tokens[i - 2].norm
        complement = i > first_role and (
            before in ("de", "d'", "du", "des", "of", "for")
            or (before in ("la", "le") and tokens[i - 2].norm == "de")
        )
        if (
            complement
            and sum(t.is_capitalised for t in tokens[i:j]) > 2
            and before != "of"
            and before != "for"
        ):
            i, complement = (
                i + 1,
                False,
            )  # the portfolio before the name: *la ministre de la Santé* **Agnès …**
        if not complement and not (j in roles and not any(t.text == "," for t in tokens[j - 1 : j + 1])):
            runs.append((i, j))
        i = j
    if not runs:
        return ()
    start, end = max(runs, key=lambda run: run[1] - run[0])
    return tuple(tokens[start:end])


def _may_name(token: Token, grammar: Grammar) -> bool:
    """True for a capitalised word that is no function word."""
    return token.kind == "word" and token.is_capitalised and not _is_function_word(token, grammar)


def _is_function_word(token: Token, grammar: Grammar) -> bool:
    norm = token.norm
    return (
        norm in grammar["determiner"]
        or norm in grammar["preposition"]
        or norm in grammar["subject_pronoun"]
        or norm in grammar["conjunction"]
        or norm in grammar["time_noun"]
        or norm in grammar["adverb"]
        or norm in grammar["subordinator"]
        or grammar.is_adverb(norm)
    )


def _name(
    tokens: Sequence[Token],
    mentions: Sequence[tuple[int, int, Mention]],
    person: tuple[Token, ...],
    speakers: Speakers,
    grammar: Grammar,
) -> Naming:
    """How the source is named: a proper name makes it `named` unless a formula hides it or a role speaks
    (*le leader de la CGT*)."""
    first = next(
        (
            i
            for i, t in enumerate(tokens)
            if t.norm not in grammar["article"] or t.norm in ("certains", "certaines", "plusieurs", "some")
        ),
        0,
    )
    bodies = [(s, e, m) for s, e, m in mentions if m.kind in ("body", "metonym")]
    for start, _, (kind, _) in speakers.hidden.find(tokens):
        if kind == "anonymous" or (kind == "vague" and start <= first and not person and not bodies):
            return "anonymous"
    metonym = next(((s, e) for s, e, m in mentions if m.kind == "metonym"), None)
    if metonym and metonym[0] <= first and metonym[1] == len(tokens):
        return "metonym"
    if person:
        return "named"
    plural = (tokens[0].norm in PLURAL_DETERMINERS and len(tokens) > 1) or _is_english_plural(tokens, grammar)
    head = mentions[0] if mentions else None
    if (
        head
        and any(m.kind == "collective" and s == head[0] for s, _, m in mentions)
        and head[0] <= first + 1
        and (not bodies or bodies[0][0] >= head[0])
    ):
        return "collective"
    described = (
        "collective"
        if plural and _type(mentions)[0] != "document" and not (head and head[2].lemma in _OFFICES)
        else "described"
    )
    role_heads = (
        head is not None and head[0] <= first + 1 and head[2].kind in ("role", "ambiguous", "adjective")
    )
    if bodies:
        organisation = any(
            m.type not in ("government", "legislature", "intergovernmental") for _, _, m in bodies
        )
        return (
            "named" if bodies[0][0] <= first or not role_heads or (organisation and not plural) else described
        )
    covered = {i for s, e, m in mentions for i in range(s, e)}
    if any(
        t.is_capitalised and i not in covered
        for i, t in enumerate(tokens)
        if i and t.kind == "word" and t.end - t.start > 1
    ):
        return "named" if not role_heads else described
    return described


_OFFICES = frozenset({"autorité", "autorités", "services", "service", "authority", "authorities"})


def _is_english_plural(tokens: Sequence[Token], grammar: Grammar) -> bool:
    """True where the head of an English phrase is a plural noun: the word before *of*, *in*, *who* or the
    end."""
    if grammar["contracted"]:
        return False
    head = tokens[0]
    for token in tokens:
        if token.norm in grammar["preposition"] or token.norm in grammar["relative"] or token.kind == "mark":
            break
        head = token
    return (
        head.norm.endswith("s")
        and not head.norm.endswith(SINGULAR_ENDINGS)
        and head.kind == "word"
        and len(head.norm) > 3
    ) or head.norm in ("people", "women", "men", "police")


def _type(mentions: Sequence[tuple[int, int, Mention]]) -> tuple[str, bool]:
    """The type that the first role tells; of an ambiguous one (*porte-parole*) that of the body or role that
    stands with it, else what it mostly is (second value false)."""
    title = next((m.type for _, _, m in mentions if m.kind == "title" and m.type), None)
    if title and mentions[0][2].type == "party":
        return title, True  # *Republican Sen. X*
    for k, (_, _, mention) in enumerate(mentions):
        if mention.kind in ("role", "collective", "title") and mention.type not in ("", "unknown"):
            return mention.type, True
        if mention.kind in ("body", "metonym"):
            return mention.type, True
        if mention.kind == "ambiguous":
            rest = [
                m
                for _, _, m in mentions[k + 1 :]
                if m.kind in ("body", "metonym", "role", "collective") and m.type not in ("", "unknown")
            ]
            return (rest[0].type, True) if rest else (mention.type, False)
    adjective = next((m for _, _, m in mentions if m.kind == "adjective"), None)
    party = adjective is not None and len(mentions) == 1 and adjective.type != "government"
    return (adjective.type, True) if adjective and party else ("unknown", True)
