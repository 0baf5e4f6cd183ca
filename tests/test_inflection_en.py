import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selon.data.inflection_en import conjugate, plural

# lemma, third person, past, present participle, past participle; "/" stands between variants
FORMS = """
say        says       said              saying             said
tell       tells      told              telling            told
write      writes     wrote             writing            written
think      thinks     thought           thinking           thought
know       knows      knew              knowing            known
speak      speaks     spoke             speaking           spoken
find       finds      found             finding            found
feel       feels      felt              feeling            felt
hold       holds      held              holding            held
swear      swears     swore             swearing           sworn
see        sees       saw               seeing             seen
foresee    foresees   foresaw           foreseeing         foreseen
overhear   overhears  overheard         overhearing        overheard
misspeak   misspeaks  misspoke          misspeaking        misspoken
withhold   withholds  withheld          withholding        withheld
forget     forgets    forgot            forgetting         forgot/forgotten
forbid     forbids    forbade/forbad    forbidding         forbidden
forecast   forecasts  forecast/forecasted forecasting      forecast/forecasted
read       reads      read              reading            read
begin      begins     began             beginning          begun
show       shows      showed            showing            shown/showed
have       has        had               having             had
do         does       did               doing              done
go         goes       went              going              gone
admit      admits     admitted          admitting          admitted
rebut      rebuts     rebutted          rebutting          rebutted
refer      refers     referred          referring          referred
infer      infers     inferred          inferring          inferred
offer      offers     offered           offering           offered
answer     answers    answered          answering          answered
visit      visits     visited           visiting           visited
quip       quips      quipped           quipping           quipped
slam       slams      slammed           slamming           slammed
deadpan    deadpans   deadpanned        deadpanning        deadpanned
rap        raps       rapped            rapping            rapped
compel     compels    compelled         compelling         compelled
reveal     reveals    revealed          revealing          revealed
appeal     appeals    appealed          appealing          appealed
label      labels     labeled/labelled  labeling/labelling labeled/labelled
travel     travels    traveled/travelled traveling/travelling traveled/travelled
ad-lib     ad-libs    ad-libbed         ad-libbing         ad-libbed
fact-check fact-checks fact-checked     fact-checking      fact-checked
argue      argues     argued            arguing            argued
urge       urges      urged             urging             urged
agree      agrees     agreed            agreeing           agreed
lie        lies       lied              lying              lied
deny       denies     denied            denying            denied
reply      replies    replied           replying           replied
relay      relays     relayed           relaying           relayed
vow        vows       vowed             vowing             vowed
echo       echoes     echoed            echoing            echoed
confess    confesses  confessed         confessing         confessed
preach     preaches   preached          preaching          preached
quiz       quizzes    quizzed           quizzing           quizzed
panic      panics     panicked          panicking          panicked
mimic      mimics     mimicked          mimicking          mimicked
seize      seizes     seized            seizing            seized
criticise  criticises criticised        criticising        criticised
advise     advises    advised           advising           advised
"""

PLURALS = [
    ("spokesman", "spokesmen"),
    ("spokeswoman", "spokeswomen"),
    ("spokesperson", "spokespeople"),
    ("secretary", "secretaries"),
    ("press secretary", "press secretaries"),
    ("attorney", "attorneys"),
    ("boss", "bosses"),
    ("witness", "witnesses"),
    ("coach", "coaches"),
    ("sheriff", "sheriffs"),
    ("chief", "chiefs"),
    ("wife", "wives"),
    ("German", "Germans"),
    ("politico", "politicos"),
    ("hero", "heroes"),
    ("alumnus", "alumni"),
    ("child", "children"),
    ("police", "police"),
    ("hypothesis", "hypotheses"),
    ("head of state", "heads of state"),
    ("chief of staff", "chiefs of staff"),
    ("member of parliament", "members of parliament"),
    ("editor-in-chief", "editors-in-chief"),
    ("mother-in-law", "mothers-in-law"),
    ("passer-by", "passers-by"),
    ("aide-de-camp", "aides-de-camp"),
]


@pytest.mark.parametrize("row", FORMS.strip().splitlines())
def test_forms_of_a_verb(row):
    lemma, third, past, present_participle, past_participle = row.split()
    assert conjugate(lemma) == {
        "infinitive": (lemma,),
        "present": (lemma, third),
        "past": tuple(past.split("/")),
        "present_participle": tuple(present_participle.split("/")),
        "past_participle": tuple(past_participle.split("/")),
    }


def test_be_has_three_persons_and_two_pasts():
    assert conjugate("be")["present"] == ("am", "are", "is")
    assert conjugate("be")["past"] == ("was", "were")
    assert conjugate("be")["present_participle"] == ("being",)


def test_american_lemma_gives_the_british_spelling_too():
    assert conjugate("criticize")["past"] == ("criticized", "criticised")
    assert conjugate("analyze")["present_participle"] == ("analyzing", "analysing")
    assert conjugate("seize")["infinitive"] == ("seize",)


@pytest.mark.parametrize(
    ("lemma", "past"),
    [
        ("point out", "pointed out"),
        ("make it clear", "made it clear"),
        ("sound the alarm", "sounded the alarm"),
    ],
)
def test_first_word_of_a_lemma_inflects(lemma, past):
    assert conjugate(lemma)["past"] == (past,)


@pytest.mark.parametrize(("noun", "expected"), PLURALS)
def test_plural_of_a_noun(noun, expected):
    assert plural(noun) == expected


@given(st.from_regex(re.compile(r"[a-z]{2,12}( [a-z]{1,5}){0,2}"), fullmatch=True))
def test_any_lemma_gets_every_tense_and_keeps_its_tail(lemma):
    forms = conjugate(lemma)
    assert forms["infinitive"][0] == lemma
    for found in forms.values():
        assert found
        assert all(form.partition(" ")[2] == lemma.partition(" ")[2] for form in found)


@given(st.text(max_size=30))
def test_any_text_gives_forms(text):
    assert conjugate(text)
    assert isinstance(plural(text), str)
