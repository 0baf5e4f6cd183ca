"""French inflection from the lemma: conjugation, feminine and plural, by rules and tables of what they miss.

The spelling is the traditional one where the 1990 reform allows two (*répétera*, *renouvelle*, *connaît*).
"""

import re
from typing import Literal, get_args

Tense = Literal[
    "infinitive", "present", "imperfect", "past", "future", "conditional", "subjunctive", "imperative",
    "present_participle", "past_participle",
]  # fmt: skip
TENSES: tuple[Tense, ...] = get_args(Tense)

_IMPERFECT = ("ais", "ais", "ait", "ions", "iez", "aient")
_FUTURE = ("ai", "as", "a", "ons", "ez", "ont")
_PAST_ER = ("ai", "as", "a", "âmes", "âtes", "èrent")

# Principal parts by the ending of the infinitive. The longest ending that fits counts; one that begins
# with a blank fits whole words only; what stands before the ending is put before each part. The parts:
# the singular of the present (three forms), the stem of its first and third person plural, the stem of
# the future, the third person singular of the past, the masculine singular of the past participle.
_PRINCIPAL_PARTS = {
    " être": "suis es est som so ser fut été", " avoir": "ai as a av o aur eut eu",
    " aller": "vais vas va all vo ir alla allé",
    "envoyer": "envoie envoies envoie envoy envoi enverr envoya envoyé",
    "faire": "fais fais fait fais fo fer fit fait", "dire": "dis dis dit dis dis dir dit dit",
    " dire": "dis dis dit dis dis dir dit dit",
    "maudire": "maudis maudis maudit maudiss maudiss maudir maudit maudit",
    "lire": "lis lis lit lis lis lir lut lu", "rire": "ris ris rit ri ri rir rit ri",
    "crire": "cris cris crit criv criv crir crivit crit",
    "confire": "confis confis confit confis confis confir confit confit",
    "suffire": "suffis suffis suffit suffis suffis suffir suffit suffi",
    "uire": "uis uis uit uis uis uir uisit uit", "nuire": "nuis nuis nuit nuis nuis nuir nuisit nui",
    "luire": "luis luis luit luis luis luir luisit lui", "taire": "tais tais tait tais tais tair tut tu",
    "plaire": "plais plais plaît plais plais plair plut plu",
    "traire": "trais trais trait tray trai trair traya trait",
    "croire": "crois crois croit croy croi croir crut cru", "boire": "bois bois boit buv boiv boir but bu",
    "clore": "clos clos clôt clos clos clor closit clos", "clure": "clus clus clut clu clu clur clut clu",
    "inclure": "inclus inclus inclut inclu inclu inclur inclut inclus",
    "aître": "ais ais aît aiss aiss aîtr ut u", "naître": "nais nais naît naiss naiss naîtr naquit né",
    "connaître": "connais connais connaît connaiss connaiss connaîtr connut connu",
    "croître": "crois crois croît croiss croiss croîtr crut cru",
    "battre": "bats bats bat batt batt battr battit battu", "mettre": "mets mets met mett mett mettr mit mis",
    "prendre": "prends prends prend pren prenn prendr prit pris",
    "indre": "ins ins int ign ign indr ignit int", "foutre": "fous fous fout fout fout foutr foutit foutu",
    "soudre": "sous sous sout solv solv soudr solut sous",
    "résoudre": "résous résous résout résolv résolv résoudr résolut résolu",
    "rompre": "romps romps rompt romp romp rompr rompit rompu",
    "vaincre": "vaincs vaincs vainc vainqu vainqu vaincr vainquit vaincu",
    "suivre": "suis suis suit suiv suiv suivr suivit suivi", "vivre": "vis vis vit viv viv vivr vécut vécu",
    "venir": "viens viens vient ven vienn viendr vint venu",
    "tenir": "tiens tiens tient ten tienn tiendr tint tenu",
    "ouvrir": "ouvre ouvres ouvre ouvr ouvr ouvrir ouvrit ouvert",
    "ffrir": "ffre ffres ffre ffr ffr ffrir ffrit ffert",
    "cueillir": "cueille cueilles cueille cueill cueill cueiller cueillit cueilli",
    "saillir": "saille sailles saille saill saill saillir saillit sailli",
    "défaillir": "défaille défailles défaille défaill défaill défaillir défaillit défailli",
    "faillir": "faillis faillis faillit failliss failliss faillir faillit failli",
    "courir": "cours cours court cour cour courr courut couru",
    "mourir": "meurs meurs meurt mour meur mourr mourut mort",
    "quérir": "quiers quiers quiert quér quièr querr quit quis",
    "dormir": "dors dors dort dorm dorm dormir dormit dormi",
    "servir": "sers sers sert serv serv servir servit servi",
    "partir": "pars pars part part part partir partit parti",
    "sortir": "sors sors sort sort sort sortir sortit sorti",
    "sentir": "sens sens sent sent sent sentir sentit senti",
    "mentir": "mens mens ment ment ment mentir mentit menti",
    "repentir": "repens repens repent repent repent repentir repentit repenti",
    "vêtir": "vêts vêts vêt vêt vêt vêtir vêtit vêtu", "fuir": "fuis fuis fuit fuy fui fuir fuit fui",
    "haïr": "hais hais hait haïss haïss haïr haït haï", "voir": "vois vois voit voy voi verr vit vu",
    "prévoir": "prévois prévois prévoit prévoy prévoi prévoir prévit prévu",
    "pourvoir": "pourvois pourvois pourvoit pourvoy pourvoi pourvoir pourvut pourvu",
    "savoir": "sais sais sait sav sav saur sut su", "devoir": "dois dois doit dev doiv devr dut dû",
    "cevoir": "çois çois çoit cev çoiv cevr çut çu", "pouvoir": "peux peux peut pouv peuv pourr put pu",
    "vouloir": "veux veux veut voul veul voudr voulut voulu",
    "mouvoir": "meus meus meut mouv meuv mouvr mut mu", "valoir": "vaux vaux vaut val val vaudr valut valu",
    "prévaloir": "prévaux prévaux prévaut préval préval prévaudr prévalut prévalu",
    "falloir": "faux faux faut fall fall faudr fallut fallu",
    "pleuvoir": "pleus pleus pleut pleuv pleuv pleuvr plut plu",
    "déchoir": "déchois déchois déchoit déchoy déchoi déchoir déchut déchu",
    "asseoir": "assieds assieds assied assey assey assiér assit assis",
}  # fmt: skip
_IMPERSONAL = {"falloir", "pleuvoir"}
# Verbs that end like an irregular one and are conjugated like *finir*.
_LIKE_FINIR = {"répartir", "impartir", "asservir", "assortir", "subvertir"}

# Whole tenses that no principal part gives, by the same endings.
_WHOLE_TENSES: dict[tuple[str, Tense], str] = {
    (" être", "present"): "suis es est sommes êtes sont",
    (" être", "imperfect"): "étais étais était étions étiez étaient",
    (" être", "subjunctive"): "sois sois soit soyons soyez soient",
    (" être", "imperative"): "sois soyons soyez", (" être", "present_participle"): "étant",
    (" être", "past_participle"): "été été été été", (" avoir", "present"): "ai as a avons avez ont",
    (" avoir", "subjunctive"): "aie aies ait ayons ayez aient", (" avoir", "imperative"): "aie ayons ayez",
    (" avoir", "present_participle"): "ayant", (" aller", "present"): "vais vas va allons allez vont",
    (" aller", "subjunctive"): "aille ailles aille allions alliez aillent",
    (" aller", "imperative"): "va allons allez", ("faire", "present"): "fais fais fait faisons faites font",
    ("faire", "imperative"): "fais faisons faites",
    ("faire", "subjunctive"): "fasse fasses fasse fassions fassiez fassent",
    (" dire", "present"): "dis dis dit disons dites disent", (" dire", "imperative"): "dis disons dites",
    ("savoir", "subjunctive"): "sache saches sache sachions sachiez sachent",
    ("savoir", "imperative"): "sache sachons sachez", ("savoir", "present_participle"): "sachant",
    ("pouvoir", "subjunctive"): "puisse puisses puisse puissions puissiez puissent",
    ("vouloir", "subjunctive"): "veuille veuilles veuille voulions vouliez veuillent",
    ("vouloir", "imperative"): "veuille veuillons veuillez",
    ("valoir", "subjunctive"): "vaille vailles vaille valions valiez vaillent",
    ("falloir", "subjunctive"): "faille failles faille faillions failliez faillent",
    ("soudre", "past_participle"): "sous soute sous soutes",
}  # fmt: skip
# Verbs in -eler and -eter that take an accent (*martèle*); the others double the consonant (*rejette*).
_GRAVE = (
    "modeler", "marteler", "déceler", "receler", "ciseler", "harceler", "geler", "démanteler", "écarteler",
    " peler", " celer", " acheter", "racheter", "haleter", "fureter", "crocheter", "corseter",
)  # fmt: skip
_MUTE_E = re.compile(r"(?<!i)e([bcdfgjklmnprstvz]|vr)er$")
_ACUTE_E = re.compile(r"é([bcdfghjklmnpqrstvxz]+|[gq]u)er$")


def conjugate(infinitive: str) -> dict[Tense, tuple[str, ...]]:
    """Every simple form of a French verb, by tense.

    Six persons in the order je, tu, il, nous, vous, ils (`past` is the passé simple); three for the
    imperative (tu, nous, vous); four for the past participle (m sg, f sg, m pl, f pl); one for the
    infinitive and the present participle. Impersonal verbs give the third person singular alone. The
    infinitive comes without its reflexive pronoun.

    Raises:
        ValueError: the word does not end like an infinitive.
    """
    ending = _find_ending(infinitive)
    stem = infinitive[:-2]
    if ending:
        parts = _PRINCIPAL_PARTS[ending].split()
    elif infinitive.endswith("er"):
        parts = _find_parts_of_er(infinitive)
    elif infinitive.endswith("ir") and not infinitive.endswith("oir"):
        parts = [stem + part for part in ("is", "is", "it", "iss", "iss", "ir", "it", "i")]
    elif infinitive.endswith("re"):
        third = stem if stem.endswith("d") else stem + "t"
        parts = [stem + "s", stem + "s", third, stem, stem, stem + "r", stem + "it", stem + "u"]
    else:
        raise ValueError(f"'{infinitive}' is not a French infinitive in -er, -ir, -re or a known one in -oir")
    prefix = infinitive[: len(infinitive) - len(ending.strip())] if ending else ""
    tenses = _inflect(infinitive, [prefix + part for part in parts])
    for tense in TENSES:
        if whole := _WHOLE_TENSES.get((ending, tense)):
            tenses[tense] = tuple(prefix + form for form in whole.split())
        if infinitive in _IMPERSONAL:
            tenses[tense] = tenses[tense][2:3] if len(tenses[tense]) == 6 else tenses[tense][:1]
    return tenses


def _find_ending(infinitive: str) -> str:
    """The longest ending of `_PRINCIPAL_PARTS` that fits, or an empty string."""
    if infinitive in _LIKE_FINIR:
        return ""
    word = " " + infinitive
    return next((word[i:] for i in range(len(word)) if word[i:] in _PRINCIPAL_PARTS), "")


def _find_parts_of_er(infinitive: str) -> list[str]:
    """Principal parts of a regular verb in -er, with its stem before a mute e (*appelle*, *espère*)."""
    stem = mute = infinitive[:-2]
    future = infinitive
    if infinitive.endswith(("ayer", "oyer", "uyer")):
        mute = stem[:-1] + "i"
        future = mute + "er"
    elif infinitive.endswith(("eler", "eter")) and not (" " + infinitive).endswith(_GRAVE):
        mute = stem + stem[-1]
        future = mute + "er"
    elif _MUTE_E.search(infinitive):
        mute = _MUTE_E.sub(r"è\1", infinitive)
        future = mute + "er"
    elif _ACUTE_E.search(infinitive):
        mute = _ACUTE_E.sub(r"è\1", infinitive)
    return [mute + "e", mute + "es", mute + "e", stem, mute, future, stem + "a", stem + "é"]


def _inflect(infinitive: str, parts: list[str]) -> dict[Tense, tuple[str, ...]]:
    first, second, third, we, they, future, past, participle = parts
    present = (first, second, third, _join(we, "ons"), _join(we, "ez"), they + "ent")
    agreeing = participle.replace("dû", "du")
    masculine_plural = participle if participle.endswith("s") else agreeing + "s"
    return {
        "infinitive": (infinitive,),
        "present": present,
        "imperfect": tuple(_join(we, ending) for ending in _IMPERFECT),
        "past": _inflect_past(past),
        "future": tuple(future + ending for ending in _FUTURE),
        "conditional": tuple(future + ending for ending in _IMPERFECT),
        "subjunctive": (they + "e", they + "es", they + "e", we + "ions", we + "iez", they + "ent"),
        "imperative": (second[:-1] if second.endswith("es") else second, *present[3:5]),
        "present_participle": (_join(we, "ant"),),
        "past_participle": (participle, agreeing + "e", masculine_plural, agreeing + "es"),
    }


def _inflect_past(third: str) -> tuple[str, ...]:
    """The passé simple from its third person singular (*prit*, *tint*; *avanca*, with no cedilla yet)."""
    if third.endswith("a"):
        return tuple(_join(third[:-1], ending) for ending in _PAST_ER)
    stem = third[:-1]
    accented = re.sub("[iu](?=n?$)", lambda vowel: {"i": "î", "u": "û"}[vowel[0]], stem)
    return (stem + "s", stem + "s", third, accented + "mes", accented + "tes", stem + "rent")


def _join(stem: str, ending: str) -> str:
    """Stem and ending with the spelling that keeps a soft c or g soft (*avançons*, *jugeait*)."""
    if ending[0] in "aoâ":
        if stem.endswith("c"):
            return stem[:-1] + "ç" + ending
        if stem.endswith("g") and not stem.endswith("gg"):
            return stem + "e" + ending
    return stem + ending


_PLURALS = {
    "œil": "yeux", "ciel": "cieux", "monsieur": "messieurs", "madame": "mesdames",
    "mademoiselle": "mesdemoiselles", "travail": "travaux", "bail": "baux", "vitrail": "vitraux",
    "corail": "coraux", "bleu": "bleus", "pneu": "pneus", "landau": "landaus",
    "haut-commissaire": "hauts-commissaires", "grand-père": "grands-pères", "grand-mère": "grands-mères",
    "franc-maçon": "francs-maçons", "chef-lieu": "chefs-lieux", "sapeur-pompier": "sapeurs-pompiers",
    "haut-fonctionnaire": "hauts-fonctionnaires", "porte-parole": "porte-parole",
    "sans-papiers": "sans-papiers", "sans-abri": "sans-abri",
}  # fmt: skip
_PLURAL_IN_ALS = {
    "bal", "carnaval", "chacal", "festival", "récital", "régal", "fatal", "natal", "naval", "banal",
    "glacial", "final",
}  # fmt: skip
_PLURAL_IN_OUX = {"bijou", "caillou", "chou", "genou", "hibou", "joujou", "pou"}
_FEMININES = {
    "homme": "femme", "monsieur": "madame", "garçon": "fille", "fils": "fille", "père": "mère",
    "frère": "sœur", "oncle": "tante", "neveu": "nièce", "roi": "reine", "prince": "princesse",
    "maître": "maîtresse", "hôte": "hôtesse", "duc": "duchesse", "héros": "héroïne",
    "empereur": "impératrice", "ambassadeur": "ambassadrice", "copain": "copine", "compagnon": "compagne",
    "chef": "cheffe", "grec": "grecque", "turc": "turque", "public": "publique", "laïc": "laïque",
    "blanc": "blanche", "franc": "franche", "sec": "sèche", "long": "longue", "favori": "favorite",
    "beau": "belle", "fou": "folle", "vieux": "vieille", "faux": "fausse", "roux": "rousse", "doux": "douce",
    "bas": "basse", "gros": "grosse", "las": "lasse", "préfet": "préfète", "sot": "sotte",
    "paysan": "paysanne", "supporter": "supportrice", "maire": "maire", "serviteur": "servante",
    "gouverneur": "gouverneure", "dieu": "déesse", "auteur": "autrice", "bénin": "bénigne",
    "docteur": "docteure", "pasteur": "pasteure", "loup": "louve",
}  # fmt: skip
# Nouns with one form for both genders although they do not end in a mute e.
_EPICENE = {
    "porte-parole", "témoin", "médecin", "leader", "reporter", "manager", "trader", "mannequin", "otage",
    "individu", "clown", "imam", "sans-abri", "sans-papiers", "nazi", "pro", "fan", "star",
}  # fmt: skip
_EURE = re.compile(
    r"(?:ieur|mineur|majeur|meilleur|fesseur|censeur|proviseur|assesseur|cesseur|procureur|défenseur)$"
)
# Nouns in -teur that follow a verb in -ter make -teuse; the others make -trice.
_TEUSE = re.compile(
    r"(?:porteur|chanteur|acheteur|visiteur|conteur|recruteur|emprunteur|prêteur|menteur|flatteur|monteur|"
    r"batteur|lutteur|traiteur|profiteur|solliciteur|sauteur|arpenteur|affréteur|guetteur)$"
)
# Endings of the feminine, the first that fits; what stands before stays.
_FEMININE_ENDINGS = (
    ("teur", "trice"), ("eur", "euse"), ("oux", "ouse"), ("eux", "euse"), ("er", "ère"), ("ief", "iève"),
    ("ef", "ève"), ("f", "ve"), ("ien", "ienne"), ("éen", "éenne"), ("yen", "yenne"), ("on", "onne"),
    ("eau", "elle"), ("el", "elle"), ("eil", "eille"), ("iet", "iète"), ("cret", "crète"),
    ("plet", "plète"), ("et", "ette"), ("gu", "guë"),
)  # fmt: skip


def plural(noun: str) -> str:
    """Plural of a French noun or adjective, masculine or feminine; *avis*, *curieux* stay as they are."""
    head, last = _split_compound(noun)
    if noun in _PLURALS:
        return _PLURALS[noun]
    if last in _PLURALS:
        return head + _PLURALS[last]
    if last.endswith(("s", "x", "z")):
        return noun
    if last.endswith("al") and last not in _PLURAL_IN_ALS:
        return noun[:-1] + "ux"
    if last.endswith(("au", "eu")) or last in _PLURAL_IN_OUX:
        return noun + "x"
    return noun + "s"


def feminine(noun: str) -> str:
    """Feminine singular of a French noun for a person, or of an adjective, from its masculine singular.

    Titles follow the usage of today's press (*une autrice, une cheffe, une préfète, une procureure*).
    """
    head, last = _split_compound(noun)
    if noun in _EPICENE or last in _EPICENE or last.endswith("e"):
        return head + _FEMININES.get(last, last)
    if last in _FEMININES:
        return head + _FEMININES[last]
    if _EURE.search(last):
        return noun + "e"
    if _TEUSE.search(last):
        return noun[:-1] + "se"
    for ending, feminine_ending in _FEMININE_ENDINGS:
        if last.endswith(ending):
            return noun[: -len(ending)] + feminine_ending
    return noun + "e"


def _split_compound(noun: str) -> tuple[str, str]:
    """What stands before the last hyphen, hyphen included, and the rest (*vice-*, *président*)."""
    head, hyphen, last = noun.rpartition("-")
    return head + hyphen, last
