"""Quotations. Each row is a text with ⟦ ⟧ around its quotations, and how many marks deserve a warning."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from selon.data.article import Article
from selon.model.quotation import Quotation
from selon.model.text import read_document

# fmt: off
PAIRED = [
    "Il a dit ⟦« Je viens »⟧.",
    "Il a dit ⟦«Je viens»⟧ et ⟦«\u202fTu pars\u202f»⟧.",
    "⟦“It is over”⟧, he said. ⟦“We lost.”⟧",
    '⟦"It is over,"⟧ he said. ⟦"We lost."⟧',
    "⟦‘It is over,’⟧ he said.",
    "⟦'It is over,'⟧ he said.",
    "⟦„Es ist vorbei“⟧, a-t-il dit.",
    "⟦<<Je viens>>⟧, dit-il.",
    "⟦``It is over''⟧, he said.",
    "⟦‹ Je viens ›⟧, dit-il.",
    'Le mot (⟦"oui"⟧) et ⟦"non"⟧: ⟦"peut-être"⟧.',
    "d’⟦« aider »⟧ et l'⟦\"axe\"⟧",
    '⟦" Je viens "⟧ et ⟦" tu pars "⟧',
    '⟦"Je viens"⟧;⟦"tu pars"⟧',
    'dont la Grèce.⟦"Il y a des écarts"⟧, dit-il.',
    "⟦‘Why?’⟧ ⟦‘Because.’⟧",
]

NESTED = [
    "⟦« Il a crié ⟦“dehors”⟧ deux fois »⟧, dit-elle.",
    "⟦« Il a crié ⟦« dehors »⟧ deux fois »⟧, dit-elle.",
    "⟦“He cried ⟦‘out’⟧ twice,”⟧ she said.",
    "⟦\"He cried ⟦'out'⟧ twice,\"⟧ she said.",
    '⟦« Le ⟦"plan ⟦\'A\'⟧"⟧ est prêt »⟧',
    "⟦« Les ⟦“gilets”⟧ et les ⟦“foulards”⟧ »⟧",
]

APOSTROPHES = [
    "The workers' rights and the boys' school.",
    "workers’ rights, dogs’ bowls",
    "Rock 'n' roll in the '90s, 'em all and 'tis late",
    "L'État n'a qu'à l'aider, l' Ukraine aussi",
    "jusqu' en mai",
    "New York 's mayor and the president 's wife",
    "⟦‘The workers’ rights are key,’⟧ he said.",
    "⟦'I don't know the workers' rights,'⟧ he said.",
    "⟦‘It’s John’s,’⟧ she said of the boys’ dog.",
    "Un écran de 27\" et un homme de 6'2\" ; un autre de 5' 11\".",
    '⟦"He is 6\'2" tall,"⟧ she said.',
    '⟦"J\'ai 25 ans et j\'en veux 26"⟧, dit-elle.',
    "‘" + "a " * 400 + "b’",
]

TYPED_OTHERWISE = [
    "⟦“It is over“⟧, he said.",
    "⟦”It is over”⟧, he said.",
    "Les ⟦»gilets jaunes«⟧ sont là, aux cris de ⟦»dehors!«⟧.",
    '⟦“It is over"⟧, he said.',
    '⟦«Je viens"⟧, dit-il.',
    '⟦"It is over”⟧, he said.',
    "» Lire aussi le reste",
    '"" et « » et “”',
]

PARAGRAPHS = [
    "⟦« Nous viendrons.⟧\n⟦« Nous partirons.⟧\n⟦« Nous reviendrons »⟧, dit-elle.",
    "⟦« Nous viendrons.⟧\n⟦» Nous partirons »⟧, dit-elle.",
    "⟦“We come.⟧\n\n⟦“We go,”⟧ she said.",
    '⟦"We come.⟧\n\n⟦"We go,"⟧ she said.',
    "Elle dit : ⟦« Nous viendrons.⟧\n⟦Nous partirons »⟧, et sort.",
    "Elle dit : ⟦« Nous viendrons.⟧\n⟦Nous verrons.⟧\n⟦Nous partirons »⟧, et sort.",
    "Il aimait ⟦\"Les Experts.⟧\n  ⟦\"⟧  \nFin.",
    "⟦« Un »⟧\n⟦« Deux »⟧",
]

DIALOGUE = [
    "⟦— Je viens, dit-il.⟧\n⟦— Et moi ?⟧",
    "⟦– Je viens.⟧",
    "— ⟦« Je viens »⟧, dit-il.",
    "— Jean Dupont (@dupont) 8 décembre 2018",
    "— Jean Dupont, maire de Nantes",
    "— une hausse des prix.",
    "- Une hausse des prix.",
]

UNBALANCED = [
    ("Il a dit ⟦« je viens.⟧ Puis il est parti.", 1),
    ("Il a dit ⟦« je viens⟧", 1),
    ('Il a dit ⟦"je viens.⟧ Puis il est parti.', 1),
    ("Le retard » a eu des suites.", 1),
    ('Neuf" heures de travail.', 1),
    ("que ⟦« le « retard a eu »⟧ de réelles conséquences", 1),
    ("que le ⟦« le retard a eu »⟧ des suites. ⟦« Les Ukrainiens attendent. »⟧", 0),
    ("⟦« Ce ne sont pas des ⟦« gilets jaunes »⟧⟧, dit-il. ⟦« Non. »⟧", 1),
    ("⟦« Je viens.⟧ Il part. Puis ⟦« tu pars »⟧.", 1),
    ('⟦"Je viens, dit-il.⟧ Et ⟦"tu pars"⟧, dit-elle.', 1),
    ("⟦« Je viens “ ce soir »⟧, dit-il.", 1),
    ("Il dit ⟦« oui⟧\nUn.\nDeux.\nTrois.\nQuatre. Non »", 2),
    ("«", 1), ("»", 0), ('"', 1), ("⟦«⟧\n⟦»⟧\n«", 1), ("« « « «", 4), ("» » » »", 3),
]
# fmt: on

BALANCED = [*PAIRED, *NESTED, *APOSTROPHES, *TYPED_OTHERWISE, *PARAGRAPHS, *DIALOGUE]


def read(text: str) -> tuple[tuple[Quotation, ...], tuple[str, ...]]:
    document = read_document(Article("a", "fr", text))
    return document.quotations, document.warnings


def mark(text: str, quotations: tuple[Quotation, ...]) -> str:
    """The text with its quotations between ⟦ ⟧."""
    parts = list(text)
    places = [(q.end, 0, -q.start, "⟧") for q in quotations] + [(q.start, 1, -q.end, "⟦") for q in quotations]
    for position, *_, sign in sorted(places, reverse=True, key=lambda p: p[:3]):
        parts.insert(position, sign)
    return "".join(parts)


def count_warned(warnings: tuple[str, ...]) -> int:
    return sum(int(warning.split()[1]) for warning in warnings)


@pytest.mark.parametrize("marked", BALANCED)
def test_balanced_marks_are_paired_without_a_warning(marked: str) -> None:
    text = marked.replace("⟦", "").replace("⟧", "")
    quotations, warnings = read(text)
    assert mark(text, quotations) == marked
    assert warnings == ()


@pytest.mark.parametrize(("marked", "warned"), UNBALANCED)
def test_unbalanced_marks_are_mended_with_a_warning(marked: str, warned: int) -> None:
    text = marked.replace("⟦", "").replace("⟧", "")
    quotations, warnings = read(text)
    assert mark(text, quotations) == marked
    assert count_warned(warnings) == warned


def test_depth_counts_the_quotations_around() -> None:
    quotations, _ = read("« Un “deux 'trois' quatre” cinq » « six »")
    assert [(q.depth, q.mark) for q in quotations] == [(0, "«"), (1, "“"), (2, "'"), (0, "«")]


def test_a_quotation_over_paragraphs_continues_until_it_is_closed() -> None:
    quotations, _ = read("« Un.\nDeux.\n« Trois »\n« Quatre")
    assert [(q.continues, q.closed) for q in quotations] == [
        (True, False),
        (True, False),
        (False, True),
        (False, False),
    ]


def test_a_warning_says_what_was_found() -> None:
    assert read("« Un “deux. Trois » quatre »")[1] == (
        "quotation_unclosed: 1 quotation mark(s) opened and never closed",
        "quotation_unopened: 1 quotation mark(s) closed but never opened",
    )


MARKS = st.text(alphabet="«»“”„‹›\"'‘’<>` aB.\n—1s", max_size=60)


@settings(deadline=None, max_examples=300)
@given(text=st.text() | MARKS)
def test_quotations_are_in_order_nested_and_inside_one_paragraph(text: str) -> None:
    document = read_document(Article("a", "en", text))
    around: list[Quotation] = []
    places = [(q.start, -q.end) for q in document.quotations]
    assert places == sorted(places)
    for quotation in document.quotations:
        assert 0 <= quotation.start < quotation.end <= len(text)
        while around and around[-1].end <= quotation.start:
            around.pop()
        assert all(outer.end >= quotation.end for outer in around)
        assert quotation.depth == len(around)
        around.append(quotation)
        assert any(s <= quotation.start and quotation.end <= e for s, e in document.paragraphs)


@settings(deadline=None, max_examples=100)
@given(text=MARKS.filter(lambda text: "\n" not in text))
def test_a_paragraph_between_blank_ones_has_the_same_quotations_again(text: str) -> None:
    """What is balanced in itself does not reach over to its repetition."""
    once, warnings = read(text)
    if warnings:
        return
    twice, _ = read(f"{text}\n\n{text}")
    assert len(twice) == 2 * len(once)
