"""Attribution relations: who said what, by which cue.

Each row is a language, a text and its relations in text order, one a line: `source | cue | content |
mode, class`. The parts of an interrupted content are parted by ` // `; `-` stands for a relation without
a source. A row without relations is a text that has none.
"""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from selon.data.article import LANGS, Article, Lang
from selon.model.attribution import find_attributions
from selon.model.records import CUE_CLASSES, MODES, Attribution
from selon.model.text import read_document

Row = tuple[Lang, str, str]

# fmt: off
DIRECT: list[Row] = [
    ("fr", "« Nous voterons ce texte », a déclaré Anne Delmas.",
     "Anne Delmas | a déclaré | « Nous voterons ce texte » | direct, neutral"),
    ("fr", "« La digue tiendra jusqu'à vendredi », a-t-il assuré.",
     "il | a-t-il assuré | « La digue tiendra jusqu'à vendredi » | direct, assertive"),
    ("fr", "« Je n'ai rien vu », dit-elle.",
     "elle | dit-elle | « Je n'ai rien vu » | direct, neutral"),
    ("fr", "« Je n’ai rien vu », répète-t-elle aux enquêteurs.",
     "elle | répète-t-elle | « Je n’ai rien vu » | direct, assertive"),
    ("fr", "Le maire a répondu : « La piscine rouvrira au printemps. »",
     "Le maire | a répondu | « La piscine rouvrira au printemps. » | direct, neutral"),
    ("fr", "Le maire a répondu mardi, devant le conseil : « La piscine rouvrira au printemps. »",
     "Le maire | a répondu | « La piscine rouvrira au printemps. » | direct, neutral"),
    ("fr", "« Le budget est sincère », affirme le ministre des Comptes publics.",
     "le ministre des Comptes publics | affirme | « Le budget est sincère » | direct, assertive"),
    ("fr", "« Ce projet est une folie ! », tonne le chef de l'opposition.",
     "le chef de l'opposition | tonne | « Ce projet est une folie ! » | direct, evaluative"),
    ("fr", "« Le ferry partira-t-il ? », s'interroge un passager.",
     "un passager | s'interroge | « Le ferry partira-t-il ? » | direct, belief"),
    ("en", '"The bridge will stay closed," said the minister.',
     'the minister | said | "The bridge will stay closed," | direct, neutral'),
    ("en", '"We are ready for the winter," she told reporters.',
     'she | told | "We are ready for the winter," | direct, neutral'),
    ("en", 'The mayor replied: "The pool will reopen in spring."',
     'The mayor | replied | "The pool will reopen in spring." | direct, neutral'),
    ("en", "“Taxes will not rise,” the chancellor insisted on Monday.",
     "the chancellor | insisted | “Taxes will not rise,” | direct, assertive"),
    ("en", '"Will the ferry sail today?" asked one passenger.',
     'one passenger | asked | "Will the ferry sail today?" | direct, neutral'),
    ("en", '"It hurts to lose like this," admitted captain Joe Ray.',
     'captain Joe Ray | admitted | "It hurts to lose like this," | direct, factive'),
    ("fr", "Le directeur s'indigne : « Le toit fuit depuis trois ans. »",
     "Le directeur | s'indigne | « Le toit fuit depuis trois ans. » | direct, evaluative"),
    ("fr", "« Le toit fuit depuis trois ans », s'est indigné le directeur.",
     "le directeur | s'est indigné | « Le toit fuit depuis trois ans » | direct, evaluative"),
    ("fr", "« Le stade est plein », dit en souriant le gardien.",
     "le gardien | dit | « Le stade est plein » | direct, neutral"),
]

MARKS: list[Row] = [
    ("fr", '"Le budget est sincère", affirme le trésorier.',
     'le trésorier | affirme | "Le budget est sincère" | direct, assertive'),
    ("fr", "“Le budget est sincère”, affirme le trésorier.",
     "le trésorier | affirme | “Le budget est sincère” | direct, assertive"),
    ("fr", "«\u202fLe budget est sincère\u202f», affirme le trésorier.",
     "le trésorier | affirme | «\u202fLe budget est sincère\u202f» | direct, assertive"),
    ("fr", "« Le « retard a eu lieu lundi », a déclaré le directeur.",
     "le directeur | a déclaré | « Le « retard a eu lieu lundi » | direct, neutral"),
    ("fr", "— Le train ne passera plus ici, murmure le chef de gare.",
     "le chef de gare | murmure | Le train ne passera plus ici | direct, neutral"),
    ("fr", "« Il m'a dit : \"Partez !\" et je suis partie », raconte Leïla.",
     "Il | a dit | \"Partez !\" | direct, neutral\n"
     "Leïla | raconte | « Il m'a dit : \"Partez !\" et je suis partie » | direct, neutral"),
    ("en", "‘The school is safe for everyone,’ said the head teacher.",
     "the head teacher | said | ‘The school is safe for everyone,’ | direct, neutral"),
    ("en", "``The school is safe for everyone,'' said the head teacher.",
     "the head teacher | said | ``The school is safe for everyone,'' | direct, neutral"),
    ("en", "“He told me ‘run for your life’ and I ran,” said Leila.",
     "He | told | ‘run for your life’ | direct, neutral\n"
     "Leila | said | “He told me ‘run for your life’ and I ran,” | direct, neutral"),
    ("fr", "« Le pont est fermé, a déclaré le maire.",
     "le maire | a déclaré | « Le pont est fermé | direct, neutral"),
    ("fr", "« « « Le pont », a dit le maire » « »",
     "le maire | a dit | « « « Le pont » | direct, neutral"),
    ("en", '"The bridge is closed, the mayor said.',
     'the mayor | said | "The bridge is closed | direct, neutral'),
    ("en", "‘‘The bridge’s closed’, the mayor’s aide said’.",
     "the mayor’s aide | said | ‘‘The bridge’s closed’ | direct, neutral"),
]

INDIRECT: list[Row] = [
    ("fr", "Le ministre a déclaré que la loi serait votée en juin.",
     "Le ministre | a déclaré | que la loi serait votée en juin | indirect, neutral"),
    ("fr", "Le ministre a déclaré mardi devant la presse que la loi serait votée en juin.",
     "Le ministre | a déclaré | que la loi serait votée en juin | indirect, neutral"),
    ("fr", "La direction affirme ne pas avoir reçu la lettre.",
     "La direction | affirme | ne pas avoir reçu la lettre | indirect, assertive"),
    ("fr", "L'armée dément avoir bombardé l'hôpital.",
     "L'armée | dément | avoir bombardé l'hôpital | indirect, negating"),
    ("fr", "Le gouvernement a promis de baisser les impôts.",
     "Le gouvernement | a promis | de baisser les impôts | indirect, commissive"),
    ("fr", "Les syndicats demandent au gouvernement de retirer le projet.",
     "Les syndicats | demandent | de retirer le projet | indirect, directive"),
    ("fr", "Le maire appelle à voter dimanche.",
     "Le maire | appelle | à voter dimanche | indirect, directive"),
    ("fr", "Les riverains craignent que la digue ne cède.",
     "Les riverains | craignent | que la digue ne cède | indirect, warning"),
    ("fr", "Le capitaine ignore si le bateau partira.",
     "Le capitaine | ignore | si le bateau partira | indirect, factive"),
    ("fr", "L'opposition dénonce la répression des manifestants.",
     "L'opposition | dénonce | la répression des manifestants | indirect, evaluative"),
    ("fr", "La préfète a rappelé que la baignade est interdite.",
     "La préfète | a rappelé | que la baignade est interdite | indirect, factive"),
    ("fr", "Le ministre n'a pas exclu que l'aéroport ferme.",
     "Le ministre | n'a pas exclu | que l'aéroport ferme | indirect, negating"),
    ("fr", "Kiev accuse Moscou de bloquer le port.",
     "Kiev | accuse | Moscou de bloquer le port | indirect, evaluative"),
    ("fr", "Le ministre a qualifié la grève d'inutile.",
     "Le ministre | a qualifié | la grève d'inutile | indirect, evaluative"),
    ("fr", "La députée se dit choquée par le rapport.",
     "La députée | se dit | choquée par le rapport | indirect, neutral"),
    ("fr", "Le préfet a mis en garde contre un retour des crues.",
     "Le préfet | a mis en garde | contre un retour des crues | indirect, warning"),
    ("en", "Officials say that the fire is out.",
     "Officials | say | that the fire is out | indirect, neutral"),
    ("en", "The company said it would close the plant.",
     "The company | said | it would close the plant | indirect, neutral"),
    ("en", "The minister told parliament that the law would pass in June.",
     "The minister | told | that the law would pass in June | indirect, neutral"),
    ("en", "The coach denied that he had resigned.",
     "The coach | denied | that he had resigned | indirect, negating"),
    ("en", "Residents fear that the river will rise again.",
     "Residents | fear | that the river will rise again | indirect, warning"),
    ("en", "The union urged ministers to scrap the bill.",
     "The union | urged | to scrap the bill | indirect, directive"),
    ("en", "The bank promised to refund its customers.",
     "The bank | promised | to refund its customers | indirect, commissive"),
    ("en", "The judge refused to release the footage.",
     "The judge | refused | to release the footage | indirect, negating"),
    ("en", "The senator accused the agency of hiding the report.",
     "The senator | accused | the agency of hiding the report | indirect, evaluative"),
    ("en", "The spokesman called the claim absurd.",
     "The spokesman | called | the claim absurd | indirect, evaluative"),
    ("en", "The opposition slammed the new tax.",
     "The opposition | slammed | the new tax | indirect, evaluative"),
    ("en", "Doctors are asking whether the vaccine still works.",
     "Doctors | are asking | whether the vaccine still works | indirect, neutral"),
    ("fr", "Le sénateur juge la loi inutile.",
     "Le sénateur | juge | la loi inutile | indirect, belief"),
    ("fr", "Le rapport révèle que la nappe est polluée.",
     "Le rapport | révèle | que la nappe est polluée | indirect, factive"),
    ("fr", "Le maire ne dit pas si le pont rouvrira.",
     "Le maire | ne dit pas | si le pont rouvrira | indirect, neutral"),
    ("fr", "Les pêcheurs s'inquiètent de la hausse du gazole.",
     "Les pêcheurs | s'inquiètent | de la hausse du gazole | indirect, warning"),
    ("fr", "La ministre se félicite que l'usine rouvre.",
     "La ministre | se félicite | que l'usine rouvre | indirect, evaluative"),
    ("fr", "L'opposition l'accusait d'avoir menti.",
     "L'opposition | accusait | d'avoir menti | indirect, evaluative"),
    ("fr", "Le chanteur a raconté au « Monde » que la tournée était annulée.",
     "Le chanteur | a raconté | que la tournée était annulée | indirect, neutral"),
    ("fr", "Climat : le ministre promet une loi",
     "le ministre | promet | une loi | indirect, commissive"),
    ("fr", "Le syndicat a lancé un appel à la grève.",
     "Le syndicat | a lancé un appel | à la grève | indirect, directive"),
    ("fr", "L'équipe espère finir avant la nuit.",
     "L'équipe | espère | finir avant la nuit | indirect, belief"),
    ("en", "The minister did not say whether the bridge would reopen.",
     "The minister | did not say | whether the bridge would reopen | indirect, neutral"),
    ("en", "Critics have described him as a tyrant.",
     "Critics | have described | him as a tyrant | indirect, neutral"),
    ("en", "The union has called for a strike.",
     "The union | has called for | a strike | indirect, directive"),
    ("en", "She hopes to win the seat.",
     "She | hopes | to win the seat | indirect, belief"),
    ("en", "Police asked residents to stay indoors.",
     "Police | asked | to stay indoors | indirect, directive"),
    ("en", "The coach admitted that the team was tired.",
     "The coach | admitted | that the team was tired | indirect, factive"),
    ("en", "The report found that the water was dirty.",
     "The report | found | that the water was dirty | indirect, factive"),
    ("en", "Minister promises new bridge",
     "Minister | promises | new bridge | indirect, commissive"),
    ("fr", "LE MAIRE A DÉCLARÉ QUE LE PONT EST FERMÉ",
     "LE MAIRE | A DÉCLARÉ | QUE LE PONT EST FERMÉ | indirect, neutral"),
    ("en", "THE MAYOR SAID THAT THE BRIDGE IS CLOSED",
     "THE MAYOR | SAID | THAT THE BRIDGE IS CLOSED | indirect, neutral"),
]

MIXED: list[Row] = [
    ("fr", "Le président a dénoncé « une faute grave » du préfet.",
     "Le président | a dénoncé | « une faute grave » du préfet | mixed, evaluative"),
    ("fr", "Elle juge que la mesure est « inutile et coûteuse ».",
     "Elle | juge | que la mesure est « inutile et coûteuse » | mixed, belief"),
    ("en", 'She said the plan was "dead on arrival" after the vote.',
     'She | said | the plan was "dead on arrival" after the vote | mixed, neutral'),
    ("en", 'The report described the site as "a danger to life".',
     'The report | described | the site as "a danger to life" | mixed, neutral'),
]

CUE_INSIDE_OR_AFTER: list[Row] = [
    ("fr", "Le pont, a indiqué la préfecture, restera fermé.",
     "la préfecture | a indiqué | Le pont // restera fermé | indirect, neutral"),
    ("fr", "Le vol a été annulé, précise la compagnie.",
     "la compagnie | précise | Le vol a été annulé | indirect, neutral"),
    ("fr", "« Le pont sera fermé, a indiqué la préfecture. Une déviation est prévue. »",
     "la préfecture | a indiqué | « Le pont sera fermé // Une déviation est prévue. » | direct, neutral"),
    ("fr", "« Le pont sera fermé », a indiqué la préfecture, « mais une déviation est prévue ».",
     "la préfecture | a indiqué | « Le pont sera fermé » // « mais une déviation est prévue » "
     "| direct, neutral"),
    ("en", "The bridge, officials said, will stay closed.",
     "officials | said | The bridge // will stay closed | indirect, neutral"),
    ("en", "The flight was cancelled, the airline said.",
     "the airline | said | The flight was cancelled | indirect, neutral"),
    ("en", '"The pool will reopen," Mayor Alice Grant said, "but not before May."',
     'Mayor Alice Grant | said | "The pool will reopen," // "but not before May." | direct, neutral'),
    ("en", "The ferry, she added, would run late.",
     "she | added | The ferry // would run late | indirect, neutral"),
    ("fr", "C'est un échec, juge le sénateur.",
     "le sénateur | juge | C'est un échec | indirect, belief"),
    ("fr", "Comme l'a annoncé la préfecture, le pont est fermé.",
     "la préfecture | a annoncé | le pont est fermé | indirect, neutral"),
    ("en", "As the ministry announced on Monday, the bridge is closed.",
     "the ministry | announced | the bridge is closed | indirect, neutral"),
    ("en", "It was a failure, the senator said.",
     "the senator | said | It was a failure | indirect, neutral"),
]

INVERSION: list[Row] = [
    ("fr", "Le sommet est reporté, a annoncé le Kremlin.",
     "le Kremlin | a annoncé | Le sommet est reporté | indirect, neutral"),
    ("fr", "Les comptes sont justes, ont fait savoir les deux entreprises.",
     "les deux entreprises | ont fait savoir | Les comptes sont justes | indirect, neutral"),
    ("fr", "« Rien n'est joué », a quant à lui déclaré le sélectionneur.",
     "le sélectionneur | a quant à lui déclaré | « Rien n'est joué » | direct, neutral"),
    ("fr", "« Le geste est fort », a salué mardi devant la presse le chef de l'État.",
     "le chef de l'État | a salué | « Le geste est fort » | direct, evaluative"),
    ("fr", "« C'est fini pour moi », a lancé, furieux, le capitaine.",
     "le capitaine | a lancé | « C'est fini pour moi » | direct, neutral"),
    ("fr", "Le train sera supprimé, a-t-elle reconnu.",
     "elle | a-t-elle reconnu | Le train sera supprimé | indirect, factive"),
    ("en", "The strike is over, says the union.",
     "the union | says | The strike is over | indirect, neutral"),
    ("en", '"The law is dead," declared the opposition leader, Ruth Hale.',
     'the opposition leader, Ruth Hale | declared | "The law is dead," | direct, neutral'),
]

PREPOSITION: list[Row] = [
    ("fr", "Selon la préfecture, deux routes sont coupées.",
     "la préfecture | Selon | deux routes sont coupées | indirect, neutral"),
    ("fr", "Deux routes, selon la préfecture, sont coupées.",
     "la préfecture | selon | Deux routes // sont coupées | indirect, neutral"),
    ("fr", "Deux routes sont coupées, selon la préfecture.",
     "la préfecture | selon | Deux routes sont coupées | indirect, neutral"),
    ("fr", "D'après un rapport interne, la centrale fuit depuis mars.",
     "un rapport interne | D'après | la centrale fuit depuis mars | indirect, neutral"),
    ("fr", "Selon lui, le vaccin est sûr.",
     "lui | Selon | le vaccin est sûr | indirect, neutral"),
    ("fr", "Pour Marie Lenoir, la hausse était prévisible.",
     "Marie Lenoir | Pour | la hausse était prévisible | indirect, belief"),
    ("fr", "Aux yeux de la direction, le chantier est terminé.",
     "la direction | Aux yeux de | le chantier est terminé | indirect, belief"),
    ("fr", "Aux yeux du maire, le chantier est terminé.",
     "maire | Aux yeux du | le chantier est terminé | indirect, belief"),
    ("fr", "De source policière, trois hommes ont été arrêtés.",
     "source policière | De | trois hommes ont été arrêtés | indirect, neutral"),
    ("fr", "« Le dossier est vide », selon l'avocat de la défense.",
     "l'avocat de la défense | selon | « Le dossier est vide » | direct, neutral"),
    ("fr", "À en croire le fabricant, la batterie dure dix ans.",
     "le fabricant | À en croire | la batterie dure dix ans | indirect, neutral"),
    ("en", "According to the police, two roads are shut.",
     "the police | According to | two roads are shut | indirect, neutral"),
    ("en", "Two roads are shut, according to the police.",
     "the police | according to | Two roads are shut | indirect, neutral"),
    ("en", "Two roads are shut according to police.",
     "police | according to | Two roads are shut | indirect, neutral"),
    ("en", "Two roads, according to the police, are shut.",
     "the police | according to | Two roads // are shut | indirect, neutral"),
    ("en", "In the view of the court, the contract is void.",
     "the court | In the view of | the contract is void | indirect, belief"),
    ("en", "In the eyes of his critics, the plan is dead.",
     "his critics | In the eyes of | the plan is dead | indirect, belief"),
]

GERUND_AND_PARTICIPLE: list[Row] = [
    ("fr", "Le général a quitté la salle, avertissant que la trêve était finie.",
     "Le général | avertissant | que la trêve était finie | indirect, warning"),
    ("fr", "En affirmant que les comptes sont faux, l'auditrice a relancé l'affaire.",
     "l'auditrice | affirmant | que les comptes sont faux | indirect, assertive"),
    ("fr", "Interrogé par la presse, le juge a refusé de commenter la décision.",
     "le juge | a refusé | de commenter la décision | indirect, negating"),
    ("fr", "Le ministre ayant promis que l'usine resterait ouverte, les ouvriers ont repris le travail.",
     "Le ministre | ayant promis | que l'usine resterait ouverte | indirect, commissive"),
    ("fr", "L'éleveuse attend, convaincue que le tribunal lui donnera raison.",
     "L'éleveuse | convaincue | que le tribunal lui donnera raison | indirect, belief"),
    ("fr", "Le maire est convaincu que le stade sera prêt.",
     "Le maire | est convaincu | que le stade sera prêt | indirect, belief"),
    ("en", "The general left the room, warning that the truce was over.",
     "The general | warning | that the truce was over | indirect, warning"),
    ("en", "Speaking in Leeds, the minister said the line would reopen.",
     "the minister | said | the line would reopen | indirect, neutral"),
    ("en", "Asked about the delay, the mayor declined to comment.",
     "the mayor | declined | to comment | indirect, negating"),
    ("en", "Denying that the lake was polluted, the agency blamed the heat.",
     "the agency | Denying | that the lake was polluted | indirect, negating\n"
     "the agency | blamed | the heat | indirect, evaluative"),
]

NOUN: list[Row] = [
    ("fr", "Le maire a tenu sa promesse de rouvrir la piscine.",
     "sa | promesse | de rouvrir la piscine | indirect, commissive"),
    ("fr", "La promesse du maire de rouvrir la piscine a été tenue.",
     "maire | promesse | de rouvrir la piscine | indirect, commissive"),
    ("fr", "La ville étudie les accusations du parquet selon lesquelles l'élu aurait menti.",
     "parquet | accusations | selon lesquelles l'élu aurait menti | indirect, evaluative"),
    ("fr", "Le club a réagi à l'appel des supporters à boycotter le match.",
     "supporters | appel | à boycotter le match | indirect, directive"),
    ("en", "The city is studying the union's claim that the pool was unsafe.",
     "the union | claim | that the pool was unsafe | indirect, doubting"),
    ("en", "Nobody heeded her warning that the dam could fail.",
     "her | warning | that the dam could fail | indirect, warning"),
    ("en", "The mayor kept his promise to reopen the pool.",
     "his | promise | to reopen the pool | indirect, commissive"),
]

SOURCELESS: list[Row] = [
    ("fr", "Il est reproché au trésorier d'avoir caché des factures.",
     "- | est reproché | d'avoir caché des factures | indirect, evaluative"),
    ("fr", "On dit que la forêt est hantée.",
     "- | dit | que la forêt est hantée | indirect, neutral"),
    ("fr", "Le train, dit-on, ne passera plus.",
     "- | dit-on | Le train // ne passera plus | indirect, neutral"),
    ("fr", "Il paraît que le cinéma va fermer.",
     "- | paraît | que le cinéma va fermer | indirect, neutral"),
    ("fr", "L'infox : un vaccin contiendrait des puces.",
     "- | infox | un vaccin contiendrait des puces | indirect, doubting"),
    ("en", "The firm reportedly owes millions to its suppliers.",
     "- | reportedly | The firm // owes millions to its suppliers | indirect, neutral"),
    ("en", "The painting is said to be a fake.",
     "- | is said | to be a fake | indirect, neutral"),
    ("en", "It was announced that the school would close.",
     "- | was announced | that the school would close | indirect, neutral"),
    ("en", "It is feared that the river will rise again.",
     "- | is feared | that the river will rise again | indirect, warning"),
    ("en", "Rumor has it that the cinema will close.",
     "- | Rumor has it | that the cinema will close | indirect, doubting"),
]

PASSIVE: list[Row] = [
    ("fr", "L'ancien maire est accusé d'avoir détourné des fonds.",
     "- | est accusé | d'avoir détourné des fonds | indirect, evaluative"),
    ("fr", "Le chauffeur est soupçonné par la police d'avoir fui.",
     "la police | est soupçonné | d'avoir fui | indirect, belief"),
    ("fr", "La réforme est qualifiée d'« inutile » par les syndicats.",
     "les syndicats | est qualifiée | d'« inutile » | mixed, evaluative"),
    ("en", "The former mayor is accused of hiding debts.",
     "- | is accused | of hiding debts | indirect, evaluative"),
    ("en", "The treasurer was accused by the auditors of hiding debts.",
     "the auditors | was accused | of hiding debts | indirect, evaluative"),
    ("en", "He was told that the bridge was closed.",
     "- | was told | that the bridge was closed | indirect, neutral"),
]

SOURCE: list[Row] = [
    ("fr", "Claire Vasseur, maire de Lens, a annoncé la fermeture du marché.",
     "Claire Vasseur, maire de Lens | a annoncé | la fermeture du marché | indirect, neutral"),
    ("fr", "Le directeur de l'école, Paul Renard, a nié que la cantine soit sale.",
     "Le directeur de l'école, Paul Renard | a nié | que la cantine soit sale | indirect, negating"),
    ("fr", "Paul Renard, qui dirige le port, affirme que le quai est solide.",
     "Paul Renard | affirme | que le quai est solide | indirect, assertive"),
    ("fr", "Paul Renard, lui, affirme que le quai est solide.",
     "Paul Renard | affirme | que le quai est solide | indirect, assertive"),
    ("fr", "On a relu le discours du ministre qui a promis une baisse des impôts.",
     "ministre | a promis | une baisse des impôts | indirect, commissive"),
    ("fr", "Ils ont répété qu'ils ne céderaient pas.",
     "Ils | ont répété | qu'ils ne céderaient pas | indirect, assertive"),
    ("fr", "« La décision est prise », a confié un conseiller ayant requis l'anonymat.",
     "un conseiller ayant requis l'anonymat | a confié | « La décision est prise » | direct, neutral"),
    ("fr", "Un diplomate, sous couvert d'anonymat, assure que l'accord est proche.",
     "Un diplomate, sous couvert d'anonymat | assure | que l'accord est proche | indirect, assertive"),
    ("en", "Tom Reed, a bus driver, said he saw smoke.",
     "Tom Reed, a bus driver | said | he saw smoke | indirect, neutral"),
    ("en", "The agency's director, Lena Fox, said the lake was safe.",
     "The agency's director, Lena Fox | said | the lake was safe | indirect, neutral"),
    ("en", "Lena Fox, who runs the shelter, said the dogs were safe.",
     "Lena Fox | said | the dogs were safe | indirect, neutral"),
    ("en", "The raid failed, said an official speaking on condition of anonymity.",
     "an official speaking on condition of anonymity | said | The raid failed | indirect, neutral"),
    ("en", "A diplomat who asked not to be named said the deal was close.",
     "A diplomat who asked not to be named | said | the deal was close | indirect, neutral"),
    ("en", "They insisted that nobody had been paid.",
     "They | insisted | that nobody had been paid | indirect, assertive"),
]

COORDINATION: list[Row] = [
    ("fr", "Le ministre a salué l'accord et promis de le publier.",
     "Le ministre | a salué | l'accord | indirect, evaluative\n"
     "Le ministre | promis | de le publier | indirect, commissive"),
    ("fr", "La députée déclare que le texte est bancal et demande qu'il soit réécrit.",
     "La députée | déclare | que le texte est bancal | indirect, neutral\n"
     "La députée | demande | qu'il soit réécrit | indirect, directive"),
    ("en", "The minister praised the deal and promised to publish it.",
     "The minister | praised | the deal | indirect, evaluative\n"
     "The minister | promised | to publish it | indirect, commissive"),
    ("en", "The senator said the text was flawed and demanded that it be rewritten.",
     "The senator | said | the text was flawed | indirect, neutral\n"
     "The senator | demanded | that it be rewritten | indirect, directive"),
]

COLON_AND_SIGNATURE: list[Row] = [
    ("fr", "Paul Renard : « Le port ne sera pas vendu. »",
     "Paul Renard | : | « Le port ne sera pas vendu. » | direct, neutral"),
    ("fr", "La maire n'exclut pas un recours : « Le tribunal devra trancher. »",
     "La maire | n'exclut pas | un recours | indirect, negating\n"
     "La maire | : | « Le tribunal devra trancher. » | direct, neutral"),
    ("fr", "« Le port vivra sans nous. » — Paul Renard",
     "Paul Renard | — | « Le port vivra sans nous. » | direct, neutral"),
    ("en", 'Lena Fox: "The shelter will not be sold."',
     'Lena Fox | : | "The shelter will not be sold." | direct, neutral'),
    ("en", '"The shelter will not be sold." — Lena Fox',
     'Lena Fox | — | "The shelter will not be sold." | direct, neutral'),
]

NESTED: list[Row] = [
    ("fr", "Le ministre dit que les médecins pensent que le virus recule.",
     "Le ministre | dit | que les médecins pensent que le virus recule | indirect, neutral\n"
     "les médecins | pensent | que le virus recule | indirect, belief"),
    ("fr", "« Je crois que le pire est passé », a dit la présidente.",
     "Je | crois | que le pire est passé | indirect, belief\n"
     "la présidente | a dit | « Je crois que le pire est passé » | direct, neutral"),
    ("fr", "Selon le journal, le ministre estime que la dette est trop lourde.",
     "le journal | Selon | le ministre estime que la dette est trop lourde | indirect, neutral\n"
     "le ministre | estime | que la dette est trop lourde | indirect, belief"),
    ("en", "The judge said that the police believe the car was stolen.",
     "The judge | said | that the police believe the car was stolen | indirect, neutral\n"
     "the police | believe | the car was stolen | indirect, belief"),
    ("en", '"I think that we won fairly," she said.',
     'I | think | that we won fairly | indirect, belief\n'
     'she | said | "I think that we won fairly," | direct, neutral'),
]

SEVERAL_SENTENCES: list[Row] = [
    ("fr", "« Le toit a cédé », raconte Leïla. « Nous avons couru jusqu'au pont. »",
     "Leïla | raconte | « Le toit a cédé » // « Nous avons couru jusqu'au pont. » | direct, neutral"),
    ("fr", "Le maire a écrit : « Nous avons perdu un ami. Nous ne l'oublierons pas. »",
     "Le maire | a écrit | « Nous avons perdu un ami. Nous ne l'oublierons pas. » | direct, neutral"),
    ("fr", "Le maire a écrit : « Nous avons perdu un ami.\n« Nous avons perdu un voisin. »",
     "Le maire | a écrit | « Nous avons perdu un ami. // « Nous avons perdu un voisin. » | direct, neutral"),
    ("fr", "Le maire a souri. « Nous avons perdu un ami. »", ""),
    ("en", '"The roof fell in," said Leila. "We ran to the bridge."',
     'Leila | said | "The roof fell in," // "We ran to the bridge." | direct, neutral'),
    ("en", "“We lost a friend,” she said.\n\n“We lost a neighbour too.”",
     "she | said | “We lost a friend,” // “We lost a neighbour too.” | direct, neutral"),
    ("en", "She said: “We lost a friend.\n\n“We lost a neighbour too.”",
     "She | said | “We lost a friend. // “We lost a neighbour too.” | direct, neutral"),
]

NOTHING: list[Row] = [
    ("fr", "Le gouvernement soutient l'Ukraine.", ""),
    ("fr", "La demande d'électricité augmente depuis mars.", ""),
    ("fr", "Les annonces du salon ont attiré la foule.", ""),
    ("fr", "Pour gagner du temps, les coureurs ont pris un raccourci.", ""),
    ("fr", "Pour la troisième fois, le ferry est resté à quai.", ""),
    ("fr", "Les « gilets jaunes » ont bloqué le rond-point.", ""),
    ("fr", "Le juge a condamné le chauffeur pour excès de vitesse.", ""),
    ("fr", "Le club veut recruter un gardien.", ""),
    ("fr", "La réponse tient en deux pages.", ""),
    ("fr", "Le dit de la rose est un vieux poème.", ""),
    ("fr", "Les prix varient selon les saisons.", ""),
    ("fr", "Lire aussi : Le maire annonce que le marché ferme", ""),
    ("en", "The state has two deserts.", ""),
    ("en", "The swing states voted late.", ""),
    ("en", "He reads the reports at night.", ""),
    ("en", "The senators opposed the bill.", ""),
    ("en", "The claims office closes at noon.", ""),
    ("en", "The so-called experts left early.", ""),
    ("en", "He plans to leave in May.", ""),
    ("en", "The court convicted him of theft.", ""),
    ("en", 'The "gold" ring was made of brass.', ""),
    ("en", "For three days, the ferry stayed in port.", ""),
    ("en", "Read more: The mayor says that the market will close", ""),
    ("fr", "", ""),
    ("en", "»", ""),
    ("fr", "Selon", ""),
    ("en", "said", ""),
    ("en", "said said said that that that", ""),
    ("fr", "Le témoin a été interrogé lundi.", ""),
    ("fr", "Le tribunal a jugé l'affaire en mars.", ""),
    ("fr", "Le train annoncé à midi est passé.", ""),
    ("fr", "Le public appelle le gardien par son prénom.", ""),
    ("en", "The witness was questioned on Monday.", ""),
    ("en", "The orders were late again.", ""),
    ("en", "She called her sister.", ""),
]
# fmt: on

CONSTRUCTIONS = {
    "direct": DIRECT,
    "marks": MARKS,
    "indirect": INDIRECT,
    "mixed": MIXED,
    "cue_inside_or_after": CUE_INSIDE_OR_AFTER,
    "inversion": INVERSION,
    "preposition": PREPOSITION,
    "gerund_and_participle": GERUND_AND_PARTICIPLE,
    "noun": NOUN,
    "sourceless": SOURCELESS,
    "passive": PASSIVE,
    "source": SOURCE,
    "coordination": COORDINATION,
    "colon_and_signature": COLON_AND_SIGNATURE,
    "nested": NESTED,
    "several_sentences": SEVERAL_SENTENCES,
    "nothing": NOTHING,
}

# What the rules miss, by cause.
FAILING = {
    "two words between marks that do not pair are no content": ["« « « Le pont », a dit le maire » « »"],
    "an inverted subject that begins with a number is not read": [
        '"Will the ferry sail today?" asked one passenger.'
    ],
    "a gerund between an inverted verb and its subject is not passed over": [
        "« Le stade est plein », dit en souriant le gardien."
    ],
    "a quotation in a quotation is no content of its own": [
        '« Il m\'a dit : "Partez !" et je suis partie », raconte Leïla.',
        "“He told me ‘run for your life’ and I ran,” said Leila.",
    ],
    "an unclosed quotation that its cue interrupts counts as unquoted": [
        "« Le pont est fermé, a déclaré le maire.",
        '"The bridge is closed, the mayor said.',
    ],
    "a verb in capitals is taken for a name": [
        "LE MAIRE A DÉCLARÉ QUE LE PONT EST FERMÉ",
        "THE MAYOR SAID THAT THE BRIDGE IS CLOSED",
    ],
    "a predicate of the object without comme is not read": ["Le sénateur juge la loi inutile."],
    "an object pronoun in place of the accused opens no content": ["L'opposition l'accusait d'avoir menti."],
    "a clause with comme or as before its content is not read": [
        "Comme l'a annoncé la préfecture, le pont est fermé.",
        "As the ministry announced on Monday, the bridge is closed.",
    ],
    "an adjective in apposition is no cue": [
        "L'éleveuse attend, convaincue que le tribunal lui donnera raison."
    ],
    "the content of a noun that is a subject runs on into the verb": [
        "La promesse du maire de rouvrir la piscine a été tenue."
    ],
    "a sentence of a court is taken for a reproach": [
        "Le juge a condamné le chauffeur pour excès de vitesse."
    ],
    "an object without a predicate is taken for a judgement": ["She called her sister."],
}
XFAIL = {
    text: pytest.mark.xfail(strict=True, reason=reason) for reason, texts in FAILING.items() for text in texts
}
ROWS = [
    pytest.param(*row, id=f"{name}-{row[0]}-{row[1][:40]}", marks=XFAIL.get(row[1], ()))
    for name, rows in CONSTRUCTIONS.items()
    for row in rows
]


def read(lang: Lang, text: str) -> list[Attribution]:
    return find_attributions(read_document(Article("test", lang, text)))


def write(text: str, attribution: Attribution) -> str:
    source, cue = (text[slice(*span)] if span else "-" for span in (attribution.source, attribution.cue))
    content = " // ".join(text[start:end] for start, end in attribution.content)
    return f"{source} | {cue} | {content} | {attribution.mode}, {attribution.cue_class}"


@pytest.mark.parametrize(("lang", "text", "relations"), ROWS)
def test_relations(lang: Lang, text: str, relations: str) -> None:
    assert "\n".join(write(text, attribution) for attribution in read(lang, text)) == relations


def test_every_failing_text_is_in_a_table() -> None:
    assert set(XFAIL) <= {text for rows in CONSTRUCTIONS.values() for _, text, _ in rows}


sentences = st.sampled_from([text for rows in CONSTRUCTIONS.values() for _, text, _ in rows])
pieces = sentences | st.text("«»“”\"'‘’—:,.;!?()\n\u00a0\u202f aàeéE1", max_size=12)
texts = st.lists(pieces, max_size=6).map(" ".join)


@settings(deadline=None)  # the first call loads the lexicons
@given(st.sampled_from(LANGS), texts)
def test_spans_are_words_of_the_text(lang: Lang, text: str) -> None:
    for attribution in read(lang, text):
        spans = [
            span for span in (attribution.source, attribution.cue, *attribution.content) if span is not None
        ]
        assert all(0 <= start < end <= len(text) for start, end in spans)
        assert all(text[start:end].strip() for start, end in spans)
        assert attribution.content
        assert list(attribution.content) == sorted(set(attribution.content))
        assert attribution.mode in MODES and attribution.cue_class in CUE_CLASSES
        assert 0 <= attribution.confidence <= 1


@settings(deadline=None)  # the first call loads the lexicons
@given(st.sampled_from(LANGS), texts)
def test_no_span_begins_or_ends_inside_a_word(lang: Lang, text: str) -> None:
    for attribution in read(lang, text):
        for start, end in (attribution.cue, *attribution.content):  # type: ignore[misc]
            assert not (start and text[start - 1].isalpha() and text[start].isalpha())
            assert not (end < len(text) and text[end - 1].isalpha() and text[end].isalpha())


@settings(deadline=None)  # the first call loads the lexicons
@given(st.sampled_from(LANGS), texts)
def test_relations_stand_in_the_order_of_their_cues(lang: Lang, text: str) -> None:
    places = [attribution.cue or attribution.content[0] for attribution in read(lang, text)]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("fr", "Le maire a déclaré que l'eau était sûre."),
        ("fr", "« L'eau est sûre », a-t-il déclaré."),
        ("en", "The mayor said that the town's water was safe."),
    ],
)
def test_typography_changes_nothing(lang: Lang, text: str) -> None:
    """Curly apostrophes and no-break spaces are one character for one: the spans stay where they are."""
    curly = text.replace("'", "’").replace(" »", "\u202f»")
    assert read(lang, curly) == read(lang, text) != []


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("fr", "Le maire a déclaré que le pont était fermé. "),
        ("en", "The mayor said that the bridge was closed. "),
    ],
)
def test_an_article_said_twice_has_its_relations_twice(lang: Lang, text: str) -> None:
    once, twice = read(lang, text), read(lang, text * 2)
    assert [write(text * 2, a) for a in twice] == [write(text, a) for a in once] * 2
