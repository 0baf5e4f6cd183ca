"""Lexicons: facts about words, and what holds of every list."""

from collections import Counter
from collections.abc import Iterator

import pytest

from selon.data.article import LANGS, Lang
from selon.data.cues import load_cues
from selon.data.lexicon import load_grammar, read_toml
from selon.data.speakers import load_speakers
from selon.data.tokens import find_tokens, split_words
from selon.data.wording import load_hedges, load_loaded_terms
from selon.model.records import CUE_CLASSES, HEDGE_KINDS, SOURCE_TYPES, CueClass, HedgeKind, SourceType

CUE_TABLES = ("verb", "adjective", "noun", "preposition", "impersonal")

# fmt: off
VERB_CLASSES: list[tuple[Lang, CueClass, str]] = [
    ("fr", "neutral", "dire déclarer indiquer annoncer préciser ajouter expliquer répondre raconter écrire"),
    ("fr", "assertive", "affirmer assurer soutenir marteler insister"),
    ("fr", "doubting", "prétendre"),
    ("fr", "factive", "révéler rappeler reconnaître admettre avouer constater"),
    ("fr", "negating", "nier démentir refuser exclure contester rejeter"),
    ("fr", "directive", "demander exiger appeler ordonner réclamer"),
    ("fr", "warning", "avertir prévenir craindre redouter alerter"),
    ("fr", "evaluative", "dénoncer fustiger saluer critiquer déplorer regretter accuser"),
    ("fr", "belief", "penser estimer juger croire espérer"),
    ("fr", "commissive", "promettre"),
    ("en", "neutral", "say tell write add explain announce reply"),
    ("en", "assertive", "insist maintain assert stress"),
    ("en", "doubting", "claim allege purport"),
    ("en", "factive", "reveal admit acknowledge confirm recall"),
    ("en", "negating", "deny refuse reject dispute"),
    ("en", "directive", "urge demand order request"),
    ("en", "warning", "warn fear caution"),
    ("en", "evaluative", "slam praise criticize condemn denounce accuse welcome"),
    ("en", "belief", "believe think expect hope"),
    ("en", "commissive", "promise vow pledge"),
]

CUE_FORMS: list[tuple[Lang, str, str, str]] = [
    ("fr", "déclarer", "finite", "déclare déclarent déclarait déclara déclarèrent déclarera déclarerait"),
    ("fr", "dire", "finite", "dit disent disait dirent dira dirait dise"),
    ("fr", "reconnaître", "finite", "reconnaît reconnaissent reconnut reconnurent"),
    ("fr", "prévenir", "finite", "prévient préviennent prévint préviendra"),
    ("fr", "promettre", "finite", "promet promettent promit promettrait"),
    ("fr", "rappeler", "finite", "rappelle rappellent rappelait rappellera"),
    ("fr", "craindre", "finite", "craint craignent craignait"),
    ("fr", "dire", "participle", "dit dite dits dites"),
    ("fr", "admettre", "participle", "admis admise"),
    ("fr", "avertir", "gerund", "avertissant"),
    ("fr", "annoncer", "gerund", "annonçant"),
    ("fr", "croire", "infinitive", "croire"),
    ("en", "say", "finite", "says said"),
    ("en", "tell", "finite", "tells told"),
    ("en", "deny", "finite", "denies denied"),
    ("en", "write", "finite", "writes wrote"),
    ("en", "write", "participle", "written"),
    ("en", "admit", "gerund", "admitting"),
    ("en", "insist", "gerund", "insisting"),
    ("en", "criticize", "finite", "criticizes criticized criticised"),
]

NOUN_CLASSES: list[tuple[Lang, str, CueClass]] = [
    ("fr", "promesse", "commissive"), ("fr", "promesses", "commissive"), ("fr", "infox", "doubting"),
    ("fr", "appel", "directive"), ("fr", "accusations", "evaluative"), ("fr", "annonce", "neutral"),
    ("en", "claim", "doubting"), ("en", "claims", "doubting"), ("en", "promise", "commissive"),
    ("en", "warnings", "warning"), ("en", "belief", "belief"), ("en", "denial", "negating"),
]

ROLES: list[tuple[Lang, str, SourceType]] = [
    ("fr", "ministre", "government"), ("fr", "préfète", "government"), ("fr", "procureure", "government"),
    ("fr", "députée", "legislature"), ("fr", "sénateurs", "legislature"), ("fr", "générale", "military"),
    ("fr", "policière", "police"), ("fr", "avocate", "justice"), ("fr", "juges", "justice"),
    ("fr", "syndicaliste", "union_ngo"), ("fr", "chercheuse", "expert"), ("fr", "économistes", "expert"),
    ("fr", "quotidien", "media"), ("fr", "sondage", "document"), ("fr", "riverains", "citizen"),
    ("fr", "entraîneuse", "culture_sport"), ("fr", "cinéaste", "culture_sport"), ("fr", "pdg", "company"),
    ("en", "minister", "government"), ("en", "prosecutors", "government"), ("en", "senator", "legislature"),
    ("en", "congresswoman", "legislature"), ("en", "colonel", "military"), ("en", "detective", "police"),
    ("en", "lawyer", "justice"), ("en", "judges", "justice"), ("en", "activist", "union_ngo"),
    ("en", "economist", "expert"), ("en", "professors", "expert"), ("en", "newspaper", "media"),
    ("en", "poll", "document"), ("en", "resident", "citizen"), ("en", "coach", "culture_sport"),
    ("en", "ceo", "company"),
]

METONYMS: list[tuple[Lang, str, str]] = [
    ("fr", "Moscou", "Russie"), ("fr", "Kremlin", "Russie"), ("fr", "Kiev", "Ukraine"), ("fr", "Berlin",
     "Allemagne"),
    ("fr", "Paris", "France"), ("fr", "Downing Street", "Royaume-Uni"), ("fr", "Pékin", "Chine"),
    ("en", "Moscow", "Russia"), ("en", "Kremlin", "Russia"), ("en", "Kyiv", "Ukraine"), ("en", "Berlin",
     "Germany"),
    ("en", "Downing Street", "United Kingdom"), ("en", "Beijing", "China"),
]

HEDGES: list[tuple[Lang, str, HedgeKind]] = [
    ("fr", "pourrait", "modal"), ("fr", "devraient", "modal"), ("fr", "peut-être", "adverb"), ("fr",
     "semble", "verb"),
    ("fr", "semblait", "verb"), ("fr", "environ", "approximator"), ("fr", "présumée", "noun_adj"),
    ("en", "may", "modal"), ("en", "might", "modal"), ("en", "perhaps", "adverb"), ("en", "seems", "verb"),
    ("en", "about", "approximator"), ("en", "alleged", "noun_adj"), ("en", "rumors", "noun_adj"),
]

LOADED: list[tuple[Lang, str, str]] = [
    ("fr", "despotes", "dirigeant"), ("fr", "diktat", "exigence"), ("fr", "hordes", "groupe"),
    ("en", "despots", "leader"), ("en", "slammed", "criticise"), ("en", "horde", "group"),
]
# fmt: on


def each_word(rows: list[tuple[Lang, CueClass, str]]) -> Iterator[tuple[Lang, CueClass, str]]:
    return ((lang, cue_class, word) for lang, cue_class, words in rows for word in words.split())


@pytest.mark.parametrize(("lang", "cue_class", "lemma"), list(each_word(VERB_CLASSES)))
def test_the_class_of_a_verb(lang: Lang, cue_class: CueClass, lemma: str) -> None:
    assert cue_class in {cue.cue_class for cue in load_cues(lang).verbs[lemma] if cue.lemma == lemma}


@pytest.mark.parametrize(("lang", "lemma", "form", "words"), CUE_FORMS)
def test_the_forms_of_a_verb(lang: Lang, lemma: str, form: str, words: str) -> None:
    verbs = load_cues(lang).verbs
    missing = [
        word for word in words.split() if (lemma, form) not in {(c.lemma, c.form) for c in verbs[word]}
    ]
    assert missing == []


@pytest.mark.parametrize(
    ("lang", "words", "lemma"),
    [
        ("fr", ("fait", "savoir"), "faire savoir"),
        ("fr", ("met", "en", "garde"), "mettre en garde"),
        ("fr", ("félicite",), "se féliciter"),
        ("fr", ("engage",), "s'engager"),
        ("en", ("pointed", "out"), "point out"),
        ("en", ("makes", "clear"), "make clear"),
    ],
)
def test_a_verb_of_several_words_inflects_its_first(lang: Lang, words: tuple[str, ...], lemma: str) -> None:
    cues = [cue for cue in load_cues(lang).verbs[words[0]] if cue.lemma == lemma]
    assert {cue.rest for cue in cues} == {words[1:]}
    assert all(cue.reflexive is lemma.startswith(("se ", "s'")) for cue in cues)


@pytest.mark.parametrize(("lang", "noun", "cue_class"), NOUN_CLASSES)
def test_the_class_of_a_noun(lang: Lang, noun: str, cue_class: CueClass) -> None:
    assert load_cues(lang).nouns[noun].cue_class == cue_class


@pytest.mark.parametrize(
    ("lang", "phrase"),
    [
        ("fr", "selon"),
        ("fr", "d'après"),
        ("fr", "pour"),
        ("fr", "aux yeux de"),
        ("en", "according to"),
        ("en", "in the view of"),
    ],
)
def test_prepositions(lang: Lang, phrase: str) -> None:
    words = split_words(phrase, lang)
    assert [
        (start, end) for start, end, _ in load_cues(lang).prepositions.find(list(find_tokens(phrase, lang)))
    ] == [(0, len(words))]


@pytest.mark.parametrize(("lang", "noun", "source_type"), ROLES)
def test_the_type_of_a_role(lang: Lang, noun: str, source_type: SourceType) -> None:
    found = list(load_speakers(lang).who.find(list(find_tokens(noun, lang))))
    assert source_type in {mention.type for _, _, mentions in found for mention in mentions}


@pytest.mark.parametrize(("lang", "place", "body"), METONYMS)
def test_a_metonym_stands_for_a_body(lang: Lang, place: str, body: str) -> None:
    found = list(load_speakers(lang).who.find(list(find_tokens(place, lang))))
    assert {
        mention.name for _, _, mentions in found for mention in mentions if mention.kind == "metonym"
    } == {body}


@pytest.mark.parametrize(("lang", "word", "kind"), HEDGES)
def test_the_kind_of_a_hedge(lang: Lang, word: str, kind: HedgeKind) -> None:
    assert [entry.kind for *_, entry in load_hedges(lang).find(list(find_tokens(word, lang)))] == [kind]


@pytest.mark.parametrize(("lang", "word", "neutral"), LOADED)
def test_the_neutral_wording_of_a_loaded_term(lang: Lang, word: str, neutral: str) -> None:
    found = load_loaded_terms(lang).find(list(find_tokens(word, lang)))
    assert [entry.neutral for *_, entries in found for entry in entries] == [neutral]


@pytest.mark.parametrize(
    ("lang", "verbs", "cues", "loaded", "metonyms", "roles"),
    [("fr", 250, 250, 400, 120, 250), ("en", 0, 200, 400, 120, 250)],
)
def test_the_lists_are_long_enough(
    lang: Lang, verbs: int, cues: int, loaded: int, metonyms: int, roles: int
) -> None:
    raw = read_toml(f"cues_{lang}")
    assert len({lemma for lemmas in raw["verb"].values() for lemma in lemmas}) >= verbs
    assert sum(len(lemmas) for table in CUE_TABLES for lemmas in raw.get(table, {}).values()) >= cues
    assert len(read_toml(f"loaded_{lang}")["term"]) >= loaded
    assert (
        len({m for body in read_toml("bodies")["body"] for m in body.get(f"metonyms_{lang}", ())}) >= metonyms
    )
    assert len({noun for nouns in read_toml(f"roles_{lang}")["role"].values() for noun in nouns}) >= roles


@pytest.mark.parametrize("lang", LANGS)
def test_only_the_labels_of_the_guidelines_are_used(lang: Lang) -> None:
    cues, roles = read_toml(f"cues_{lang}"), read_toml(f"roles_{lang}")
    for table in CUE_TABLES:
        assert set(cues.get(table, {})) <= set(CUE_CLASSES)
    assert set(cues["verb"]) == set(CUE_CLASSES)
    assert set(roles["role"]) | set(roles["collective"]) <= set(SOURCE_TYPES)
    assert set(roles["ambiguous"].values()) | set(roles["title"].values()) <= {*SOURCE_TYPES, ""}
    assert {body["type"] for body in read_toml("bodies")["body"]} <= set(SOURCE_TYPES)
    assert set(read_toml(f"hedges_{lang}")) - {"language", "source", "licence"} == set(HEDGE_KINDS) - {
        "reportative"
    }


@pytest.mark.parametrize("table", CUE_TABLES)
@pytest.mark.parametrize("lang", LANGS)
def test_a_frame_of_a_cue_has_one_class(lang: Lang, table: str) -> None:
    """*ask whether* is neutral and *ask to* directive; the same frame never tells two classes."""
    classes = read_toml(f"cues_{lang}").get(table, {})
    senses = Counter(
        (lemma, frame)
        for lemmas in classes.values()
        for lemma, frames in lemmas.items()
        for frame in frames or [""]
    )
    assert [sense for sense, times in senses.items() if times > 1] == []


@pytest.mark.parametrize("lang", LANGS)
def test_every_verb_has_a_frame_and_none_twice(lang: Lang) -> None:
    for lemmas in read_toml(f"cues_{lang}")["verb"].values():
        assert all(frames and len(frames) == len(set(frames)) for frames in lemmas.values())


def phrases_of(lang: Lang) -> Iterator[tuple[str, str]]:
    """(list, phrase) for every entry of every lexicon of a language."""
    for table in CUE_TABLES:
        for lemmas in read_toml(f"cues_{lang}").get(table, {}).values():
            yield from ((f"cues {table}", phrase) for phrase in lemmas)
    for kind in set(HEDGE_KINDS) - {"reportative"}:
        yield from ((f"hedges {kind}", phrase) for phrase in read_toml(f"hedges_{lang}")[kind])
    for table in ("term", "term_in_context"):
        yield from ((f"loaded {table}", phrase) for phrase in read_toml(f"loaded_{lang}")[table])
    roles = read_toml(f"roles_{lang}")
    for table in ("role", "collective"):
        yield from ((f"roles {table}", phrase) for phrases in roles[table].values() for phrase in phrases)
    for table in ("ambiguous", "title"):
        yield from ((f"roles {table}", phrase) for phrase in roles[table])
    for body in read_toml("bodies")["body"]:
        yield from (
            ("bodies", phrase)
            for phrase in (body[lang], *body.get(f"aliases_{lang}", ()), *body.get(f"metonyms_{lang}", ()))
        )


@pytest.mark.parametrize("lang", LANGS)
def test_every_phrase_is_cut_into_words(lang: Lang) -> None:
    """A phrase that is cut into nothing, or begins with a mark, could never be found in a text."""
    wrong = []
    for name, phrase in phrases_of(lang):
        tokens = list(find_tokens(phrase, lang))
        if (
            not tokens
            or (tokens[0].kind == "mark" and tokens[0].text not in "%{")
            or phrase != phrase.strip()
        ):
            wrong.append((name, phrase))
    assert wrong == []


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_phrase_is_found_in_a_text(lang: Lang) -> None:
    """Lexicons and articles are cut alike: an entry between two other words keeps its tokens."""
    wrong = []
    for name, phrase in phrases_of(lang):
        words = split_words(phrase, lang)
        space = "" if phrase.endswith("'") else " "  # an elided word stands against its noun
        norms = [token.norm for token in find_tokens(f"zz {phrase}{space}zz", lang)]
        if tuple(norms[1:-1]) != words:
            wrong.append((name, phrase))
    assert wrong == []


@pytest.mark.parametrize("lang", LANGS)
def test_no_entry_of_a_phrase_is_empty(lang: Lang) -> None:
    assert all(
        words and all(words) for words in (split_words(phrase, lang) for _, phrase in phrases_of(lang))
    )


@pytest.mark.parametrize("lang", LANGS)
def test_a_loaded_term_is_not_its_neutral_wording(lang: Lang) -> None:
    raw = read_toml(f"loaded_{lang}")
    pairs = [
        *raw["term"].items(),
        *((term, context["neutral"]) for term, context in raw["term_in_context"].items()),
    ]
    assert [term for term, neutral in pairs if not neutral.strip() or term == neutral] == []


@pytest.mark.parametrize("lang", LANGS)
def test_a_loaded_term_has_one_to_six_words(lang: Lang) -> None:
    raw = read_toml(f"loaded_{lang}")
    assert [term for term in (*raw["term"], *raw["term_in_context"]) if not 1 <= len(term.split()) <= 6] == []


@pytest.mark.parametrize("lang", LANGS)
def test_closed_classes_are_in_lower_case(lang: Lang) -> None:
    grammar = load_grammar(lang)
    assert [
        (name, word) for name, words in grammar.words.items() for word in words if word != word.lower()
    ] == []
    assert {"determiner", "preposition", "subject_pronoun", "conjunction", "negation"} <= set(grammar.words)
