import time
import tomllib
from importlib.resources import files

import pytest

from selon.data.inflection_fr import TENSES, Tense, conjugate, feminine, plural

LEXICONS = files("selon.data") / "lexicons"

# Verb, tense, its forms in full: one row at least for each class and each irregular verb of the lexicons.
FORMS: list[tuple[str, Tense, str]] = [
    ("affirmer", "present", "affirme affirmes affirme affirmons affirmez affirment"),
    ("affirmer", "imperfect", "affirmais affirmais affirmait affirmions affirmiez affirmaient"),
    ("affirmer", "past", "affirmai affirmas affirma affirmâmes affirmâtes affirmèrent"),
    ("affirmer", "future", "affirmerai affirmeras affirmera affirmerons affirmerez affirmeront"),
    ("affirmer", "conditional", "affirmerais affirmerais affirmerait affirmerions affirmeriez affirmeraient"),
    ("affirmer", "subjunctive", "affirme affirmes affirme affirmions affirmiez affirment"),
    ("affirmer", "imperative", "affirme affirmons affirmez"),
    ("affirmer", "present_participle", "affirmant"),
    ("affirmer", "past_participle", "affirmé affirmée affirmés affirmées"),
    ("annoncer", "present", "annonce annonces annonce annonçons annoncez annoncent"),
    ("annoncer", "imperfect", "annonçais annonçais annonçait annoncions annonciez annonçaient"),
    ("annoncer", "past", "annonçai annonças annonça annonçâmes annonçâtes annoncèrent"),
    ("annoncer", "subjunctive", "annonce annonces annonce annoncions annonciez annoncent"),
    ("juger", "present", "juge juges juge jugeons jugez jugent"),
    ("juger", "past", "jugeai jugeas jugea jugeâmes jugeâtes jugèrent"),
    ("juger", "present_participle", "jugeant"),
    ("appuyer", "present", "appuie appuies appuie appuyons appuyez appuient"),
    ("envoyer", "future", "enverrai enverras enverra enverrons enverrez enverront"),
    ("appeler", "present", "appelle appelles appelle appelons appelez appellent"),
    ("appeler", "conditional", "appellerais appellerais appellerait appellerions appelleriez appelleraient"),
    ("rappeler", "subjunctive", "rappelle rappelles rappelle rappelions rappeliez rappellent"),
    ("rejeter", "present", "rejette rejettes rejette rejetons rejetez rejettent"),
    ("marteler", "present", "martèle martèles martèle martelons martelez martèlent"),
    ("acheter", "future", "achèterai achèteras achètera achèterons achèterez achèteront"),
    ("soulever", "present", "soulève soulèves soulève soulevons soulevez soulèvent"),
    ("interpeller", "present", "interpelle interpelles interpelle interpellons interpellez interpellent"),
    ("presser", "present", "presse presses presse pressons pressez pressent"),
    ("révéler", "present", "révèle révèles révèle révélons révélez révèlent"),
    ("révéler", "future", "révélerai révéleras révélera révélerons révélerez révéleront"),
    ("suggérer", "imperative", "suggère suggérons suggérez"),
    ("alléguer", "present", "allègue allègues allègue alléguons alléguez allèguent"),
    ("célébrer", "present", "célèbre célèbres célèbre célébrons célébrez célèbrent"),
    ("évaluer", "present", "évalue évalues évalue évaluons évaluez évaluent"),
    ("créer", "past_participle", "créé créée créés créées"),
    ("nier", "imperfect", "niais niais niait niions niiez niaient"),
    ("avertir", "present", "avertis avertis avertit avertissons avertissez avertissent"),
    ("avertir", "past", "avertis avertis avertit avertîmes avertîtes avertirent"),
    ("avertir", "subjunctive", "avertisse avertisses avertisse avertissions avertissiez avertissent"),
    ("répartir", "present", "répartis répartis répartit répartissons répartissez répartissent"),
    ("partir", "present", "pars pars part partons partez partent"),
    ("démentir", "present", "démens démens dément démentons démentez démentent"),
    ("consentir", "present_participle", "consentant"),
    ("maintenir", "present", "maintiens maintiens maintient maintenons maintenez maintiennent"),
    ("soutenir", "past", "soutins soutins soutint soutînmes soutîntes soutinrent"),
    (
        "intervenir",
        "future",
        "interviendrai interviendras interviendra interviendrons interviendrez interviendront",
    ),
    ("convenir", "past_participle", "convenu convenue convenus convenues"),
    ("découvrir", "present", "découvre découvres découvre découvrons découvrez découvrent"),
    ("offrir", "past_participle", "offert offerte offerts offertes"),
    ("requérir", "present", "requiers requiers requiert requérons requérez requièrent"),
    ("requérir", "past_participle", "requis requise requis requises"),
    (
        "accueillir",
        "future",
        "accueillerai accueilleras accueillera accueillerons accueillerez accueilleront",
    ),
    ("courir", "conditional", "courrais courrais courrait courrions courriez courraient"),
    ("mourir", "present", "meurs meurs meurt mourons mourez meurent"),
    ("prétendre", "present", "prétends prétends prétend prétendons prétendez prétendent"),
    ("répondre", "past", "répondis répondis répondit répondîmes répondîtes répondirent"),
    ("interrompre", "present", "interromps interromps interrompt interrompons interrompez interrompent"),
    ("comprendre", "present", "comprends comprends comprend comprenons comprenez comprennent"),
    ("apprendre", "past", "appris appris apprit apprîmes apprîtes apprirent"),
    ("promettre", "present", "promets promets promet promettons promettez promettent"),
    ("admettre", "past_participle", "admis admise admis admises"),
    ("débattre", "present", "débats débats débat débattons débattez débattent"),
    ("craindre", "present", "crains crains craint craignons craignez craignent"),
    (
        "se plaindre".removeprefix("se "),
        "past",
        "plaignis plaignis plaignit plaignîmes plaignîtes plaignirent",
    ),
    ("dépeindre", "past_participle", "dépeint dépeinte dépeints dépeintes"),
    ("enjoindre", "imperfect", "enjoignais enjoignais enjoignait enjoignions enjoigniez enjoignaient"),
    ("reconnaître", "present", "reconnais reconnais reconnaît reconnaissons reconnaissez reconnaissent"),
    ("reconnaître", "past", "reconnus reconnus reconnut reconnûmes reconnûtes reconnurent"),
    ("paraître", "future", "paraîtrai paraîtras paraîtra paraîtrons paraîtrez paraîtront"),
    ("naître", "past", "naquis naquis naquit naquîmes naquîtes naquirent"),
    ("dire", "present", "dis dis dit disons dites disent"),
    ("dire", "past_participle", "dit dite dits dites"),
    ("contredire", "present", "contredis contredis contredit contredisons contredisez contredisent"),
    ("prédire", "imperative", "prédis prédisons prédisez"),
    ("maudire", "imperfect", "maudissais maudissais maudissait maudissions maudissiez maudissaient"),
    ("lire", "past", "lus lus lut lûmes lûtes lurent"),
    ("écrire", "present", "écris écris écrit écrivons écrivez écrivent"),
    ("décrire", "past", "décrivis décrivis décrivit décrivîmes décrivîtes décrivirent"),
    ("rire", "present", "ris ris rit rions riez rient"),
    ("suffire", "past_participle", "suffi suffie suffis suffies"),
    ("traduire", "past", "traduisis traduisis traduisit traduisîmes traduisîtes traduisirent"),
    ("taire", "past_participle", "tu tue tus tues"),
    ("plaire", "present", "plais plais plaît plaisons plaisez plaisent"),
    ("croire", "present", "crois crois croit croyons croyez croient"),
    ("croire", "past", "crus crus crut crûmes crûtes crurent"),
    ("conclure", "present", "conclus conclus conclut concluons concluez concluent"),
    ("exclure", "past_participle", "exclu exclue exclus exclues"),
    ("inclure", "past_participle", "inclus incluse inclus incluses"),
    ("convaincre", "present", "convaincs convaincs convainc convainquons convainquez convainquent"),
    ("poursuivre", "present", "poursuis poursuis poursuit poursuivons poursuivez poursuivent"),
    ("vivre", "past", "vécus vécus vécut vécûmes vécûtes vécurent"),
    ("résoudre", "present", "résous résous résout résolvons résolvez résolvent"),
    ("dissoudre", "past_participle", "dissous dissoute dissous dissoutes"),
    ("voir", "present", "vois vois voit voyons voyez voient"),
    ("voir", "future", "verrai verras verra verrons verrez verront"),
    ("prévoir", "future", "prévoirai prévoiras prévoira prévoirons prévoirez prévoiront"),
    ("savoir", "present", "sais sais sait savons savez savent"),
    ("savoir", "subjunctive", "sache saches sache sachions sachiez sachent"),
    ("savoir", "present_participle", "sachant"),
    ("vouloir", "present", "veux veux veut voulons voulez veulent"),
    ("vouloir", "subjunctive", "veuille veuilles veuille voulions vouliez veuillent"),
    ("pouvoir", "conditional", "pourrais pourrais pourrait pourrions pourriez pourraient"),
    ("pouvoir", "subjunctive", "puisse puisses puisse puissions puissiez puissent"),
    ("devoir", "present", "dois dois doit devons devez doivent"),
    ("devoir", "past_participle", "dû due dus dues"),
    ("concevoir", "present", "conçois conçois conçoit concevons concevez conçoivent"),
    ("percevoir", "past", "perçus perçus perçut perçûmes perçûtes perçurent"),
    ("émouvoir", "present", "émeus émeus émeut émouvons émouvez émeuvent"),
    ("prévaloir", "subjunctive", "prévale prévales prévale prévalions prévaliez prévalent"),
    ("faire", "present", "fais fais fait faisons faites font"),
    ("faire", "imperfect", "faisais faisais faisait faisions faisiez faisaient"),
    (
        "satisfaire",
        "subjunctive",
        "satisfasse satisfasses satisfasse satisfassions satisfassiez satisfassent",
    ),
    ("aller", "present", "vais vas va allons allez vont"),
    ("aller", "future", "irai iras ira irons irez iront"),
    ("installer", "present", "installe installes installe installons installez installent"),
    ("être", "present", "suis es est sommes êtes sont"),
    ("être", "imperfect", "étais étais était étions étiez étaient"),
    ("être", "past", "fus fus fut fûmes fûtes furent"),
    ("être", "subjunctive", "sois sois soit soyons soyez soient"),
    ("avoir", "present", "ai as a avons avez ont"),
    ("avoir", "past", "eus eus eut eûmes eûtes eurent"),
    ("avoir", "conditional", "aurais aurais aurait aurions auriez auraient"),
    ("falloir", "present", "faut"),
    ("falloir", "future", "faudra"),
]

NOUNS = [  # masculine, feminine, masculine plural, feminine plural
    ("ministre", "ministre", "ministres", "ministres"),
    ("syndicaliste", "syndicaliste", "syndicalistes", "syndicalistes"),
    ("élu", "élue", "élus", "élues"),
    ("député", "députée", "députés", "députées"),
    ("directeur", "directrice", "directeurs", "directrices"),
    ("porteur", "porteuse", "porteurs", "porteuses"),
    ("chercheur", "chercheuse", "chercheurs", "chercheuses"),
    ("procureur", "procureure", "procureurs", "procureures"),
    ("professeur", "professeure", "professeurs", "professeures"),
    ("auteur", "autrice", "auteurs", "autrices"),
    ("policier", "policière", "policiers", "policières"),
    ("général", "générale", "généraux", "générales"),
    ("avocat", "avocate", "avocats", "avocates"),
    ("gardien", "gardienne", "gardiens", "gardiennes"),
    ("européen", "européenne", "européens", "européennes"),
    ("patron", "patronne", "patrons", "patronnes"),
    ("préfet", "préfète", "préfets", "préfètes"),
    ("sous-préfet", "sous-préfète", "sous-préfets", "sous-préfètes"),
    ("vice-président", "vice-présidente", "vice-présidents", "vice-présidentes"),
    ("porte-parole", "porte-parole", "porte-parole", "porte-parole"),
    ("témoin", "témoin", "témoins", "témoins"),
    ("chef", "cheffe", "chefs", "cheffes"),
    ("français", "française", "français", "françaises"),
    ("nouveau", "nouvelle", "nouveaux", "nouvelles"),
    ("sportif", "sportive", "sportifs", "sportives"),
    ("douteux", "douteuse", "douteux", "douteuses"),
    ("potentiel", "potentielle", "potentiels", "potentielles"),
    ("inquiet", "inquiète", "inquiets", "inquiètes"),
    ("global", "globale", "globaux", "globales"),
    ("frère", "sœur", "frères", "sœurs"),
]


@pytest.mark.parametrize(("verb", "tense", "forms"), FORMS)
def test_forms(verb: str, tense: Tense, forms: str):
    assert " ".join(conjugate(verb)[tense]) == forms


@pytest.mark.parametrize(("noun", "feminine_form", "plural_form", "feminine_plural"), NOUNS)
def test_gender_and_number(noun: str, feminine_form: str, plural_form: str, feminine_plural: str):
    assert (feminine(noun), plural(noun), plural(feminine_form)) == (
        feminine_form,
        plural_form,
        feminine_plural,
    )


@pytest.mark.parametrize(
    ("noun", "expected"),
    [("travail", "travaux"), ("festival", "festivals"), ("aveu", "aveux"), ("bleu", "bleus")],
)
def test_plural_of_things(noun: str, expected: str):
    assert plural(noun) == expected


@pytest.mark.parametrize("word", ["", "é", "table", "échoir", "a dit"])
def test_what_is_no_infinitive_is_refused(word: str):
    with pytest.raises(ValueError, match="is not a French infinitive"):
        conjugate(word)


def lexicon_verbs() -> list[str]:
    """The words that are conjugated in the cue and hedge lexicons."""
    cues = tomllib.loads((LEXICONS / "cues_fr.toml").read_text(encoding="utf-8"))
    hedges = tomllib.loads((LEXICONS / "hedges_fr.toml").read_text(encoding="utf-8"))
    lemmas = [lemma for verbs in cues["verb"].values() for lemma in verbs]
    lemmas += [*hedges["verb"], *hedges["modal"]]
    return sorted({lemma.removeprefix("se ").removeprefix("s'").split()[0] for lemma in lemmas})


def test_lexicon_verbs_are_conjugated_in_full():
    for verb in lexicon_verbs():
        tenses = conjugate(verb)
        assert tuple(tenses) == TENSES
        assert [len(forms) for forms in tenses.values()] == [1, 6, 6, 6, 6, 6, 6, 3, 1, 4], verb
        assert all(form.isalpha() or "-" in verb for forms in tenses.values() for form in forms), verb


def test_the_lexicons_are_conjugated_in_no_time():
    verbs = lexicon_verbs()
    start = time.perf_counter()
    for verb in verbs:
        conjugate(verb)
    assert time.perf_counter() - start < 0.2  # 10 ms on a laptop; the bound leaves room for a busy machine
