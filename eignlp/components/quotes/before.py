"""Rules about what stands before a quotation: "X raconte : « … »", "Selon X, « … »", "X confie que … « … »"."""

from itertools import pairwise

from eignlp.components.quotes.after import agent_of, fits, inverted_subject, possessor
from eignlp.components.quotes.antecedents import opening_subject
from eignlp.components.quotes.cues import classes_of, cue_at, is_adverb
from eignlp.components.quotes.introducers import introducer_at
from eignlp.components.quotes.layout import signed_behind
from eignlp.components.quotes.mentions import (
    can_speak,
    contracted_at,
    is_governed,
    is_human,
    mention_at,
    name_by_capitals,
    names_somebody,
    past_complement,
    phrase_end,
    subject_before,
)
from eignlp.components.quotes.model import Cue, Evidence, Mention
from eignlp.components.quotes.refuse import is_answered
from eignlp.components.quotes.verbs import forms, members
from eignlp.components.quotes.view import View
from eignlp.components.quotes.words import Words, grammar, nouns
from eignlp.markup import Block

_REPORTING = frozenset({"say", "reflexive", "manner", "fragment", "weak"})


def has_colon(view: View) -> bool:
    """Whether a colon stands right before the opening mark."""
    return view.open > view.before and view.words.low[view.open - 1] == ":"


def cues_in(words: Words, first: int, last: int) -> list[Cue]:
    """The cues that begin within tokens [first, last), those between marks apart, in order."""
    found: list[Cue] = []
    i = first
    while i < last:
        cue = None if words.quoted[i] or i in words.names else cue_at(words, i, last)
        if cue is not None:
            found.append(cue)
            i = cue.last
        else:
            i += 1
    return found


def subject_of(words: Words, cue: Cue, first: int, last: int) -> Mention | None:
    """The subject of a verb in tokens [first, last): before it, or after it in "comme le dit X"."""
    start = cue.first
    while start > first and words.low[start - 1] in grammar("clitics"):
        start -= 1
    led = words.low[start - 1] if start > first else ""
    if led in ("comme", "ainsi", "que", "qu'", "où", "dont", "tel") or cue.pronoun is not None or start == first:
        mention = inverted_subject(words, cue, last)
        if mention is not None and (mention.kind != "noun" or can_speak(mention)):
            return mention
    return _blamed(words, cue, first, last) or subject_before(words, first, cue.first)


def _blamed(words: Words, cue: Cue, first: int, last: int) -> Mention | None:
    """Whom somebody blames or thanks for what he said: "Maud accuse Paul d'avoir dit", not "Paul est accusé de"."""
    stems = tuple(grammar("blaming"))
    for have in range(max(first + 3, cue.first - 1), min(last, cue.last + _A_FEW)):
        if words.low[have] != "avoir" or words.low[have - 1] not in ("d'", "de", "pour"):
            continue
        for i in range(have - 2, first, -1):
            if words.low[i].startswith(stems) and words.low[i - 1] not in ("est", "été", "être", "sont"):
                start = i + 1 + (words.low[i + 1] == "à")
                return mention_at(words, start, have) or contracted_at(words, i + 1, have)
    return None


def colon(view: View) -> Evidence | None:
    """A reporting verb and a colon before the words.

    >>> example("[Maud Kerbrat], directrice du port, souligne toutefois que rien n'est joué : « Il faut attendre. »")
    ('colon', 'Maud Kerbrat', 'souligne')
    >>> example("Comme le résume [Paul Roux] : « On apprend en faisant. »")
    ('colon', 'Paul Roux', 'résume')
    >>> example("[Paul Roux] cite volontiers une conductrice de bus : « Je suis à l'heure des gens. »")
    ('colon', 'conductrice de bus', 'cite')
    >>> example("Une raison donnée aussi par [Paul Roux], du port : « On y gagne deux jours entiers. »")
    ('colon', 'Paul Roux', 'donnée')
    >>> example("[Maud Kerbrat] accuse [Paul Roux] d'avoir déclaré : « Ces gens ne comptent pas. »")
    ('colon', 'Paul Roux', 'accuse')
    """
    if not has_colon(view) or received(view) is not None:
        return None
    words = view.words
    cues = cues_in(words, view.before, view.open - 1)
    for place, cue in reversed(list(enumerate(cues))):
        far = view.open - 1 - cue.last > 3
        if far and any(_leads_a_clause(words, other, cue.first) for other in cues[:place]):
            continue  # "X souligne que Y partage… :" reports X
        if _in_a_relative(words, cue, view.before) or _passes_on(words, cue, view.open - 1):
            continue
        if _tells_when(words, cue, view.before, view.open):
            continue
        if not cue.classes & _REPORTING or (cue.classes <= {"weak", "fragment", "manner"} and not view.is_clause):
            continue
        if _sourced(view) and not classes_of(cue.lemma) & {"say", "reflexive"}:
            continue
        if _takes_in(words, cue, view):
            continue
        cited = _cited(words, cue, view.open - 1)
        if cited is not None:
            return Evidence(cited, cue)
        subject = subject_of(words, cue, view.before, view.open - 1)
        if subject is not None and fits(cue, subject) and (subject.kind != "noun" or can_speak(subject)):
            return Evidence(subject, cue)
    found = (_by_agent(words, i, view.open - 1) for i in range(view.before, view.open - 1))
    return next((evidence for evidence in found if evidence is not None), None)


def _by_agent(words: Words, i: int, end: int) -> Evidence | None:
    """By whom the words are, if a participle at token i says so: "relevé par X", "une raison donnée par X"."""
    classes = {name for form in forms().get(words.low[i], ()) for name in classes_of(form.lemma)}
    says = classes & {"say", "reflexive", "fragment"} or words.low[i].startswith("donné")
    agent = agent_of(words, i, end) if says and not words.quoted[i] else None
    return Evidence(agent, Cue(i, i + 1, words.low[i], frozenset({"say"}))) if agent is not None else None


def _takes_in(words: Words, cue: Cue, view: View) -> bool:
    """Whether the author takes in somebody else's words: "j'ai noté cette phrase : « … »"."""
    if cue.lemma not in grammar("taking_in"):
        return False
    subject = subject_of(words, cue, view.before, view.open)
    return subject is not None and subject.head == "je"


def _takes_this_in(words: Words, cue: Cue, view: View) -> bool:
    """Whether what the author takes in is called words: "j'ai retenu ceci :", "j'ai noté cette phrase :"."""
    called = (word in ("ceci", "cela") or word in nouns("speech") for word in words.low[cue.last : view.open])
    return _takes_in(words, cue, view) and any(called)


def _tells_when(words: Words, cue: Cue, first: int, end: int) -> bool:
    """Whether the verb stands in a clause that opens the sentence: "Quand Paul arrive, c'est un cri : « … »"."""
    leads = words.low[first] in grammar("subordinators") and "," in words.low[cue.last : end - 1]
    return leads and "," not in words.low[first : cue.first]


def _cited(words: Words, cue: Cue, end: int) -> Mention | None:
    """Whom somebody cites: "Elle cite au passage une conductrice de bus :"."""
    i = cue.last
    while i < end and (is_adverb(words.low[i]) or words.low[i] == "volontiers"):
        i += 1
    for phrase in (["au", "passage"], ["à", "son", "tour"]):
        i += len(phrase) * (words.low[i : i + len(phrase)] == phrase)
    mention = mention_at(words, i, end) if cue.lemma == "citer" else None
    return mention if mention is not None and names_somebody(mention) else None


def _sourced(view: View) -> bool:
    """Whether a source opens the sentence, who says all of it: "Selon elle, le marin partage sa peur : « … »"."""
    found = introducer_at(view.words, view.before, view.open)
    return found is not None and "weak" not in found[0].classes


def _passes_on(words: Words, cue: Cue, end: int) -> bool:
    """Whether the verb passes on what another said: "Paul a lu un message de Maud : « … »"."""
    if cue.lemma not in grammar("passing_on"):
        return False
    said = (i for i in range(cue.last, end - 1) if words.low[i] in nouns("speech") and not words.quoted[i])
    return any((owner := _owner(words, i, end)) is not None and can_speak(owner) for i in said)


def _in_a_relative(words: Words, cue: Cue, first: int) -> bool:
    """Whether the verb stands in a relative clause with a subject of its own: "un mot, que Paul a lu deux fois"."""
    i = cue.first - 1
    while i > first and words.low[i] not in (",", ".", ";", ":") and words.low[i] not in ("que", "qu'", "dont", "où"):
        i -= 1
    led = i > first and words.low[i] in ("que", "qu'", "dont", "où") and words.low[i - 1] == ","
    return led and any(mention_at(words, j, cue.last) is not None for j in range(i + 1, cue.last))


def as_says(view: View) -> Evidence | None:
    """The words are said to be somebody's in passing: "comme le souligne X, « … »".

    >>> example("Après tout, comme le souligne [Maud Kerbrat], « la mer décide ».")
    ('as_says', 'Maud Kerbrat', 'souligne')
    """
    words = view.words
    for i in (*range(view.close, view.after), *range(view.open - 1, view.before - 1, -1)):
        if words.low[i] not in ("comme", "ainsi") or words.quoted[i] or i + 1 >= len(words):
            continue
        end = view.after if i >= view.close else view.open
        cue = cue_at(words, i + 1, end)
        if cue is None or not cue.classes & {"say", "reflexive", "manner"}:
            continue
        mention = inverted_subject(words, cue, end) or subject_before(words, i + 1, cue.first)
        if mention is not None and (_may_report(words, cue, mention) or mention.head == "je"):
            return Evidence(mention, cue)
    return None


def label(view: View) -> Evidence | None:
    """A name or role, perhaps with its function, then a colon: "Maud, agente : « … »".

    >>> example("[Maud Kerbrat], agente d'accueil : « Le guichet ne ferme jamais. »")
    ('label', 'Maud Kerbrat', None)
    """
    if not has_colon(view):
        return None
    words = view.words
    first = view.before
    while first < view.open and words.low[first] in ("-", "–", "—", "*", "•"):
        first += 1
    mention = mention_at(words, first, view.open - 1)
    if mention is None and first == words.at(view.block.start) and view.block.kind != "heading":
        mention = name_by_capitals(words, first, view.open - 1)
        mention = mention if mention is not None and mention.last >= view.open - 1 else None
        mention = None if words.low[first] in nouns("speech") else mention  # "Question de Maud :"
    if mention is None or mention.kind == "pronoun" or not can_speak(mention) or view.is_link:
        return None
    rest = [i for i in range(mention.last, view.open - 1) if not words.quoted[i]]
    if any(words.low[i] in grammar("auxiliaries") for i in rest):
        return None
    if rest and words.low[mention.last] not in (",", "(", "-", "–", "—", "/"):
        return None
    if any(words.low[i] in grammar("relatives") for i in rest) and len(rest) > 12:
        return None
    return Evidence(mention) if len(rest) <= 16 else None


def colon_subject(view: View) -> Evidence | None:
    """A sentence about somebody, then a colon and a whole utterance, without a reporting verb.

    >>> example("[Arnaud Le Bris] en a encore le sourire : « Personne n'y croyait, et nous l'avons fait. »")
    ('colon_subject', 'Arnaud Le Bris', None)
    """
    if not has_colon(view) or not view.is_clause or view.size < 4 or is_answered(view) or view.is_link:
        return None
    words = view.words
    cues = cues_in(words, view.before, view.open - 1)
    if any(_passes_on(words, cue, view.open - 1) or _takes_this_in(words, cue, view) for cue in cues):
        return None
    if received(view) is not None or any(_cited(words, cue, view.open - 1) is not None for cue in cues):
        return None
    for i in range(view.before, view.open - 1):
        if words.quoted[i]:
            continue
        mention = mention_at(words, i, view.open - 1)
        if (
            mention is not None
            and mention.kind in ("name", "names", "demonstrative")
            and not _is_complement(words, view.before, mention)
            and not any(_is_read_by(words, cue, mention) for cue in cues)
        ):
            return Evidence(mention)
        if (
            i == view.before
            and mention is not None
            and mention.kind in ("pronoun", "noun")
            and can_speak(mention)
            and mention.head not in ("on", "nous")
        ):
            return Evidence(mention)
    return None


def _is_read_by(words: Words, cue: Cue, mention: Mention) -> bool:
    """Whether somebody passes on the words of another: "une phrase, que Paul a lue deux fois :"."""
    led = "que" in words.low[max(0, mention.first - 4) : mention.first]
    return led and cue.first >= mention.last and cue.lemma in grammar("passing_on")


def _is_complement(words: Words, first: int, mention: Mention) -> bool:
    return mention.first > first and words.low[mention.first - 1] in grammar("prepositions")


def passive(view: View) -> Evidence | None:
    """The passive names its agent: "a été saluée par X : « … »", "est qualifié de « … » par X".

    >>> example("La décision a été saluée par [Maud Kerbrat] : « Enfin une bonne nouvelle. »")
    ('passive', 'Maud Kerbrat', 'saluée')
    >>> example("Cette loi, jugée « injuste et inutile » par [Paul Roux], passe demain.")
    ('passive', 'Paul Roux', 'jugée')
    >>> example("Dans ce procès-verbal, qui est signé par [Maud Kerbrat], [Paul Roux] juge le prix « indécent ».")
    ('object_of_verb', 'Paul Roux', 'juge')
    """
    words = view.words
    for i in range(view.open - 1, view.before - 1, -1):
        form = next((f for f in forms().get(words.low[i], ()) if f.shape == "participle"), None)
        passive = words.low[i - 1] in ("été", "est", "sont", "était", "être", "fut") or _is_reduced(view, i)
        if form is None or words.quoted[i] or not passive:
            continue
        for j in (*range(i + 1, view.open), *range(view.close, view.after)):
            mention = mention_at(words, j + 1, view.after or view.open) if words.low[j] == "par" else None
            if mention is not None and can_speak(mention) and not _goes_on(words, mention.last, view.open):
                return Evidence(mention, Cue(i, i + 1, form.lemma, classes_of(form.lemma)))
    return None


def _is_reduced(view: View, i: int) -> bool:
    """Whether a participle at token i judges, its agent beside it or the words: "jugée « injuste » par Paul"."""
    words = view.words
    judges = any(form.lemma in members("judging") | {"accuser", "traiter"} for form in forms().get(words.low[i], ()))
    near = view.open - i <= 3 and words.low[view.close : view.close + 1] == ["par"]
    led = words.low[i + 1 : i + 2] == ["par"] and words.low[i - 1] not in ("a", "ont", "avait", "avaient")
    return judges and not view.is_link and (near or led)


def _goes_on(words: Words, first: int, end: int) -> bool:
    """Whether another verb reports behind the agent: "signé par Maud, le procès-verbal évoque « … »"."""
    return "qui" in words.low[first:end] or any(cue.classes & {"say", "fragment"} for cue in cues_in(words, first, end))


def speech_noun(view: View) -> Evidence | None:
    """A noun of speech with its owner: "le témoignage de X : « … »", "Réponse de la mairie : « … »".

    >>> example("La réponse de [Maud Kerbrat] fuse : « Jamais ! »")
    ('speech_noun', 'Maud Kerbrat', 'réponse')
    >>> example("[Maud Kerbrat] a eu ce mot, un matin : « La mer décide. »")
    ('speech_noun', 'Maud Kerbrat', 'mot')
    >>> example("[Paul Roux] a goûté la soupe. Verdict : « Il manque du sel, comme toujours. »")
    ('speech_noun', 'Paul Roux', 'Verdict')
    >>> example("[Paul Roux] a lu un message reçu d'une agente : « Merci, j'ai décroché à temps. »")
    ('speech_noun', 'agente', 'message')
    >>> example("[Paul Roux] range ses filets. Je lui ai écrit hier. Réponse : « Il faut demander au vent. »")
    ('speech_noun', 'Paul Roux', 'Réponse')
    >>> example("[Paul Roux] a obtenu de [Maud Kerbrat] cette réponse : « Il faut demander au vent. »")
    ('speech_noun', 'Maud Kerbrat', 'réponse')
    """
    words = view.words
    given = received(view)
    if given is not None:
        giver, noun = given
        return Evidence(giver, Cue(noun, noun + 1, words.low[noun], frozenset({"say"}))) if giver is not None else None
    colon = has_colon(view) or words.low[view.open - 1] in ("?", "fut", "est", "était")
    for i in range(view.open - 2, view.before - 1, -1):
        if words.quoted[i] or words.low[i] not in nouns("speech") or i + 1 >= view.open:
            continue
        if not {"contre", "malgré", "sans"}.isdisjoint(words.low[max(view.before, i - 2) : i]):
            continue  # "contre l'avis de X, Y a tenu bon :"
        if words.low[i - 1 : i + 1] == ["à", "propos"] or (view.is_link and not colon):
            continue  # "à propos de X :", "l'intervention de X, [« Cent ans de phares »](…)"
        if words.low[i - 1] in ("de", "d'"):
            continue  # "la liberté d'expression de X"
        mention = _owner(words, i, view.open) or possessor(words, i, view.before)
        if mention is None and colon:
            mention = _who_has(words, i, view.before) or _told_before(view, i) or _who_puts(view, i)
        if mention is not None and can_speak(mention) and (colon or mention.last >= view.open - 2):
            return Evidence(mention, Cue(i, i + 1, words.low[i], frozenset({"say"})))
    return None


def _receiving(view: View) -> tuple[int, int] | None:
    """The verb by which the words come from another, and the noun for them: "a reçu un message :"."""
    words, end = view.words, view.open - 1
    if not has_colon(view):
        return None
    for i in range(end - 1, view.before, -1):
        if not words.quoted[i] and words.low[i] in grammar("receiving") | grammar("finding"):
            called = nouns("speech") | nouns("text")
            noun = next((j for j in range(i + 1, end) if words.low[j] in called and words.low[j - 1] != "de"), None)
            return (i, noun) if noun is not None else None
    return None


def received(view: View) -> tuple[Mention | None, int] | None:
    """From whom one has the words, None if that is not said, and the noun for them: "a reçu de X ce message :"."""
    found = _receiving(view)
    if found is None:
        return None
    words, (verb, noun) = view.words, found
    giver = next(
        (m for j in range(verb + 1, view.open - 1) if (m := _giver(words, j, view.open - 1)) is not None), None
    )
    if giver is None and words.low[noun] in nouns("text"):
        giver = mention_at(words, noun - 1, view.open - 1)  # "reçoit un courrier :"
    return (giver, noun) if words.low[verb] in grammar("receiving") or giver is not None else None


def receiver(view: View) -> Mention | None:
    """Who receives the words: "Maud a reçu ce message :"."""
    found = _receiving(view) if received(view) is not None else None
    return subject_before(view.words, view.before, found[0]) if found is not None else None


def _giver(words: Words, i: int, end: int) -> Mention | None:
    """Somebody behind "de", "à", "chez" or "par" at token i."""
    if words.low[i] not in ("de", "d'", "du", "des", "à", "au", "chez", "par") or words.quoted[i]:
        return None
    mention = contracted_at(words, i, end) if words.low[i] in ("du", "des", "au") else mention_at(words, i + 1, end)
    if mention is None or mention.kind not in ("name", "names", "org", "noun", "pronoun"):
        return None
    return mention if mention.kind != "noun" or is_human(mention.head) or mention.head in nouns("org") else None


def _owner(words: Words, i: int, end: int) -> Mention | None:
    """Whose words the noun at token i are: "le témoignage de X", "un message reçu de X"."""
    if words.low[i + 1].rstrip("es") in grammar("sent"):
        i += 1
    if i + 1 >= end or words.low[i + 1] not in ("de", "d'", "du", "des", "par"):
        return None
    start = i + 1 if words.low[i + 1] in ("du", "des") else i + 2
    return mention_at(words, start, end) or _after_preposition(words, start, end)


def _who_has(words: Words, i: int, first: int) -> Mention | None:
    """Who "a eu ce mot", "a cette formule", "trouve ces mots"."""
    if i <= first + 1 or words.low[i - 1] not in ("ce", "cet", "cette", "ces"):
        return None
    verb = next(
        (j for j in range(i - 2, max(first, i - 5) - 1, -1) if words.low[j] in ("a", "ont", "avait", "trouve")), None
    )
    return subject_before(words, first, verb) if verb is not None else None


def _who_puts(view: View, i: int) -> Mention | None:
    """Who comes out with the noun of speech right before the colon: "un apprenti lance la question :"."""
    words = view.words
    if words.low[i + 1] != ":" or not view.is_clause:
        return None
    found = (mention_at(words, j, i) for j in range(view.before, i) if not words.is_taken(j) or j in words.names)
    people = [m for m in found if m is not None and names_somebody(m)]
    return next((m for m in people if not is_governed(words, m)), None)


def _told_before(view: View, i: int) -> Mention | None:
    """Whom the sentence before is about, where the noun alone opens this one: "Verdict :", "Réponse, par texto :"."""
    words, first = view.words, view.words.at(view.block.start)
    if (
        i != view.before
        or i <= first
        or not view.is_clause
        or view.open - i > _A_FEW
        or words.low[i] in ("exemple", "exemples", "question")
    ):
        return None
    start = words.sentence(i - 1)[0]
    mention = opening_subject(words, max(start, first), i)
    if mention is not None and mention.head in ("je", "nous") and words.low[i].startswith("réponse"):
        return _asked_one(words, max(start, first), i)
    return mention if mention is not None and (mention.kind != "noun" or is_human(mention.head)) else None


def _asked_one(words: Words, first: int, last: int) -> Mention | None:
    """Whom the author asks: "Je lui ai posé la question. Réponse :", "J'ai demandé à Paul. Réponse :"."""
    for i in range(first, last):
        if words.low[i] in ("lui", "leur") and i and words.low[i - 1] in ("je", "nous", "le", "la", "l'", "les"):
            plural = words.low[i] == "leur"
            return Mention(i, i + 1, "pronoun", "ils" if plural else "il", "p" if plural else "s")
        mention = mention_at(words, i + 1, last) if words.low[i] == "à" else contracted_at(words, i, last)
        if mention is not None and names_somebody(mention):
            return mention
    return None


def _after_preposition(words: Words, start: int, end: int) -> Mention | None:
    """ "des mentors" as a noun phrase: the article is part of the preposition."""
    if start + 1 < end and words.low[start] in ("du", "des"):
        named = mention_at(words, start + 1, end)
        if named is not None:
            return named
        plural = words.low[start] == "des"
        last = phrase_end(words, start + 2, end)
        if not plural and last in words.names and words.names[last].label_ == "PER":
            return Mention(last, min(words.names[last].end, end), "name")  # "du professeur Paul Roux"
        return Mention(start + 1, last, "noun", words.low[start + 1], "p" if plural else "s")
    return None


def source_before(view: View) -> Evidence | None:
    """A source opens the sentence or the clause: "Selon X, « … »", "pour X, le pont est « … »".

    >>> example("Selon [Inès Morvan], le port était devenu « un désert ».")
    ('source_before', 'Inès Morvan', 'Selon')
    >>> example("C'est l'avis de [Paul Roux], selon lequel le port est devenu « un désert ».")
    ('source_before', 'Paul Roux', 'selon')
    >>> example("Pour la {Ligue du port} aussi, la réforme est « un coup d'épée dans l'eau ».")
    ('source_before', 'Ligue du port', 'Pour')
    """
    words = view.words
    for i in range(view.open - 1, view.before - 1, -1):
        if words.quoted[i]:
            continue
        found = introducer_at(words, i, view.open)
        if found is None or _inside_other(words, i):
            continue
        cue, start = found
        if start < view.open and words.low[start] in ("lequel", "laquelle", "lesquels", "lesquelles", "qui"):
            mention = _antecedent(words, i, view.before)
        else:
            mention = mention_at(words, start, view.open) or _after_preposition(words, start, view.open)
        if mention is None or not can_speak(mention):
            continue
        if "weak" in cue.classes and not (
            mention.kind in ("name", "names", "demonstrative", "pronoun")
            or mention.head in nouns("human")
            or (mention.kind == "org" and i == view.before and _stands_apart(words, mention.last))
        ):
            continue
        if "weak" in cue.classes and not (
            _opens_a_clause(words, i, view.before) and _comma_after(words, mention.last, view.open)
        ):
            continue
        if "weak" in cue.classes and mention.kind == "pronoun" and words.low[mention.last] != ",":
            continue  # "pour lui demander ce que c'est"
        if mention.kind == "noun" and mention.head in ("cas", "besoins", "années"):
            continue
        if _is_opposed(words, mention.last, view.open) or _another_is_told(view, mention):
            continue
        return Evidence(mention, cue)
    return None


def _another_is_told(view: View, source: Mention) -> bool:
    """Whether the source tells whom it heard: "Selon Paul, le préfet a promis : « … »"."""
    words = view.words
    cues = cues_in(words, source.last, view.open) if has_colon(view) else []
    subjects = (subject_before(words, source.last, cue.first) for cue in cues if cue.classes & {"say", "reflexive"})
    return any(s is not None and names_somebody(s) for s in subjects)


def _stands_apart(words: Words, i: int) -> bool:
    """Whether a comma ends the source at token i, an adverb between them apart: "Pour la Ligue aussi, …"."""
    return "," in words.low[i : i + 1 + is_adverb(words.low[i])]


def _is_opposed(words: Words, first: int, end: int) -> bool:
    """Whether another clause sets somebody against the source: "Pour X, …, tandis que Y y voit « … »"."""
    return any(pair in (("tandis", "que"), ("alors", "que")) for pair in pairwise(words.low[first:end]))


def _antecedent(words: Words, i: int, first: int) -> Mention | None:
    """Who stands right before a relative clause that begins at token i: "une étude de X, selon laquelle"."""
    end = i - 1 if words.low[i - 1] == "," else i
    near = (mention_at(words, j, end) for j in range(end - 1, max(first, end - 12) - 1, -1))
    ending = [mention for mention in near if mention is not None and mention.last == end]
    named = (m for m in ending if m.first in words.names and words.names[m.first].start == m.first)
    widest = (m for m in reversed(ending) if can_speak(m))
    found = next(named, None) or next(widest, None)
    people = [name for name in words.names_from(max(first, end - 12), end) if name.label_ == "PER"]
    if found is None and people:  # "X, inspecteur en Charente, pour qui"
        return Mention(people[0].start, people[0].end, "name")
    return found


def _inside_other(words: Words, i: int) -> bool:
    """Whether "après" at token i is part of "d'après", already seen as a whole."""
    return words.low[i] == "après" and i > 0 and words.low[i - 1] == "d'"


def _opens_a_clause(words: Words, i: int, first: int) -> bool:
    """Whether a clause begins at token i: "on s'est levé pour X, …" names no source."""
    while i > first and is_adverb(words.low[i - 1]):
        i -= 1  # "Ainsi, même pour X"
    return i == first or not words.low[i - 1].isalpha() or words.low[i - 1] in grammar("conjunctions") | {"que", "qu'"}


def _comma_after(words: Words, i: int, end: int) -> bool:
    return any(words.low[j] == "," for j in range(i, min(end, i + 12)))


def that_clause(view: View) -> Evidence | None:
    """A verb of saying and its clause, in which the words stand: "X confie que … « … »".

    >>> example("[Maud Kerbrat] confie que la saison a été « un long tunnel ».")
    ('that_clause', 'Maud Kerbrat', 'confie')
    >>> example("[Paul Roux] a refusé, jugeant que le prix était « une insulte ».")
    ('that_clause', 'Paul Roux', 'jugeant')
    >>> example("[Paul Roux] concède aujourd'hui avoir « changé de métier sans changer de bureau ».")
    ('that_clause', 'Paul Roux', 'concède')
    >>> example("[Paul Roux] a beaucoup ri, ce qui fait dire au patron que « les marins s'ennuient ».")
    ('that_clause', 'patron', 'fait dire')
    >>> example("[Paul Roux] a rendu la feuille en disant « c'est joli, mais où est-ce qu'on appuie ? ».")
    ('that_clause', 'Paul Roux', 'disant')
    >>> example("[Maud Kerbrat] assure que [Paul Roux] a promis « une place au conseil ».")
    ('object_of_verb', 'Paul Roux', 'a promis')
    """
    words = view.words
    cues = cues_in(words, view.before, view.open)
    for cue in reversed(cues):
        if not cue.classes & {"say", "reflexive"} or not _leads_a_clause(words, cue, view.open):
            continue
        if any(_another_says(view, cue, inner) for inner in cues):
            continue
        subject = subject_of(words, cue, view.before, view.open)
        if subject is not None and _may_report(words, cue, subject):
            return Evidence(subject, cue)
    return _made_to_say(view) or _participial(view)


def _another_says(view: View, cue: Cue, inner: Cue) -> bool:
    """Whether the clause that a verb leads has a speaker of its own: "Maud assure que Paul a promis « … »"."""
    words = view.words
    if inner.first <= cue.last or not inner.classes & {"say", "fragment"} or view.open - inner.last > 2:
        return False
    subject = subject_before(words, cue.last, inner.first)
    return subject is not None and subject.first > cue.last and names_somebody(subject)


def _made_to_say(view: View) -> Evidence | None:
    """Whom something has say the words: "ce qui fait dire à X que « … »"."""
    words = view.words
    for i in range(view.open - 1, view.before, -1):
        if words.low[i] == "dire" and words.low[i - 1] in grammar("making") and words.low[i + 1] in ("à", "au", "aux"):
            mention = mention_at(words, i + 2, view.open) or contracted_at(words, i + 1, view.open)
            return Evidence(mention, Cue(i - 1, i + 1, "dire", frozenset({"say"}))) if mention is not None else None
    return None


def _may_report(words: Words, cue: Cue, subject: Mention) -> bool:
    """Whether the subject can be one who reports; the author in the past: "j'avais annoncé que"."""
    if subject.head == "je":
        return cue.person == 1 and any(
            word in ("ai", "avais") or word.endswith("ais") for word in words.low[cue.first : cue.last]
        )
    return fits(cue, subject) and can_speak(subject) and subject.head not in ("nous", "on")


CLAUSE_REACH = 12  # tokens between a verb and its "que", whom and how it is said


def _leads_a_clause(words: Words, cue: Cue, end: int) -> bool:
    """Whether "que" follows the verb, past adverbs, whom it is said to, and where."""
    for i in range(max(cue.last, (cue.pronoun or 0) + 1), min(end, cue.last + CLAUSE_REACH)):
        if words.low[i] in ("que", "qu'", "combien", "comment"):
            return True
        if words.low[i] in (".", ":", ";", "sur", "qui", "dont") or words.low[i] in grammar("auxiliaries"):
            return words.low[i] in ("avoir", "être")
        if words.low[i] in ("des", "les") and words.low[i - 1] not in grammar("prepositions"):
            return False  # "proposer des prix que X juge « justes »": the clause says something of the prices
    return _leads_an_infinitive(words, cue, end)


def _leads_an_infinitive(words: Words, cue: Cue, end: int) -> bool:
    """Whether an infinitive takes the place of "que": "concède aujourd'hui avoir changé", "dit s'être senti"."""
    i = cue.last
    while i < end and (is_adverb(words.low[i]) or words.low[i] in grammar("reflexives")):
        i += 1
    if i >= end:
        return False
    says = any(form.shape == "infinitive" for form in forms().get(words.low[i], ()))
    return says or words.low[i] in ("avoir", "être", "ne", "n'", "pouvoir", "chercher")


def _participial(view: View) -> Evidence | None:
    """A gerund or infinitive of saying leads the clause: "jugeant que", "en disant « … »", "avant de conclure que"."""
    words = view.words
    for i in range(view.open - 1, view.before, -1):
        if words.quoted[i]:
            continue
        form = next((f for f in forms().get(words.low[i], ()) if f.shape in ("gerund", "infinitive")), None)
        if form is None:
            continue
        leads = i + 1 < view.open and words.low[i + 1] in ("que", "qu'", "combien")
        gerund = form.shape == "gerund" and words.low[i - 1] in ("en", ",")
        at_once = gerund and view.is_clause and words.low[i + 1 : view.open] in ([], [":"])
        if not (leads or at_once):
            continue
        if form.shape == "infinitive" and words.low[i - 1] not in ("de", "d'"):
            continue
        cue = Cue(i, i + 1, form.lemma, classes_of(form.lemma))
        if not cue.classes & {"say", "reflexive"}:
            continue
        for j in range(view.before, i):
            subject = None if words.quoted[j] else mention_at(words, j, i)
            if (
                subject is not None
                and not _is_complement(words, view.before, subject)
                and _may_report(words, cue, subject)
            ):
                return Evidence(subject, cue)
    return None


def object_of_verb(view: View) -> Evidence | None:
    """The words are what the verb says: "X explique « … »", "X juge la réforme « … »", "X parle d'un « … »".

    >>> example("[Maud Kerbrat] juge la réforme « bâclée ».")
    ('object_of_verb', 'Maud Kerbrat', 'juge')
    >>> example("[Maud Kerbrat] conclut à « une saison perdue pour tous ».")
    ('object_of_verb', 'Maud Kerbrat', 'conclut')
    """
    words = view.words
    if received(view) is not None:
        return None
    for cue in reversed(cues_in(words, view.before, view.open)):
        start = _past_circumstance(words, max(cue.last, (cue.pronoun or 0) + 1), view.open)
        gap = [i for i in range(start, view.open) if not words.quoted[i]]
        gap = _past_to(words, cue, gap)
        direct = all(words.low[i] in (",", "-t", "que", "qu'", "d'", "de") or is_adverb(words.low[i]) for i in gap)
        if _sourced(view) and not classes_of(cue.lemma) & {"say", "reflexive"}:
            continue
        if direct and not cue.classes & {"say", "reflexive", "fragment"}:
            continue
        if not direct and not ("fragment" in cue.classes and _short_object(words, gap)):
            continue
        if view.size == 1 and cue.lemma not in members("judging"):
            continue
        if _is_supposed(words, cue, view.before) or _is_shown(words, cue, gap) or _takes_in(words, cue, view):
            continue
        if _cited(words, cue, view.open) is not None or (has_colon(view) and _passes_on(words, cue, view.open - 1)):
            continue
        if not view.is_clause and view.inner[:1].isupper():
            continue
        subject = subject_of(words, cue, view.before, view.open)
        if subject is None or not _may_report(words, cue, subject):
            continue
        return Evidence(subject, cue)
    return None


def _is_shown(words: Words, cue: Cue, gap: list[int]) -> bool:
    """Whether what stands between the marks is shown under its title: "X présente (sa) « Carte des marées »"."""
    return cue.lemma in members("showing") and all(
        words.low[i] in grammar("determiners_plural") | {"sa", "son"} for i in gap
    )


def called_by(view: View) -> Evidence | None:
    """The words are what somebody calls a thing: "ce que X appelle « … »".

    >>> example("C'est ce que [Maud Kerbrat] appelle, dans son livre, « le silence des marées ».")
    ('called_by', 'Maud Kerbrat', 'appelle')
    >>> example("[Maud Kerbrat] appelait de ses vœux une « opposition utile ».")
    ('called_by', 'Maud Kerbrat', 'appelait de ses vœux')
    """
    words = view.words
    for i in range(view.open - 1, view.before, -1):
        if words.quoted[i]:
            return None
        if words.low[i] not in grammar("calling"):
            continue
        subject = subject_before(words, view.before, i)
        if subject is not None and " ".join(words.low[i + 1 : i + 4]) in grammar("wishing") and can_speak(subject):
            return Evidence(subject, Cue(i, i + 4, "appeler", frozenset({"say"})))
        pairs = pairwise(words.low[view.before : subject.first]) if subject is not None else ()
        led = any(pair in (("ce", "que"), ("ce", "qu'")) for pair in pairs) and words.low[i - 1] not in ("s'", "se")
        named = subject is not None and (subject.kind in ("name", "names") or is_human(subject.head))
        return Evidence(subject, Cue(i, i + 1, "appeler", frozenset({"say"}))) if led and named else None
    return None


def _past_to(words: Words, cue: Cue, gap: list[int]) -> list[int]:
    """The words between verb and marks, "à un" apart where the verb reports by it: "conclut à un « bilan amer »"."""
    if gap and cue.lemma in members("by_to") and words.low[gap[0]] in ("à", "au", "aux"):
        return [i for i in gap[1:] if words.low[i] not in ("un", "une", "la", "l'")]
    return gap


def _past_circumstance(words: Words, i: int, end: int) -> int:
    """Past where and when it is said: "dénonce, dans un communiqué, « … »", "a salué en juillet « … »"."""
    while i < end and words.low[i] in (",", "dans", "en", "lors", "depuis", "pendant", "devant", "mardi"):
        i = i + 1 if words.low[i] == "," else past_complement(words, i, end)
        while i < end and is_adverb(words.low[i]):
            i += 1
    return min(i, end)


def _is_supposed(words: Words, cue: Cue, first: int) -> bool:
    """Whether nobody has said it: "si un vendeur vous assure…", "quand un élu dit", "on pourrait croire"."""
    before = words.low[max(first, cue.first - 8) : cue.first]
    generic = any(one in ("quand", "lorsqu'") and two in ("un", "une", "des") for one, two in pairwise(before))
    return generic or any(word in ("si", "s'il", "s'ils", "quiconque") for word in before)


def _short_object(words: Words, gap: list[int]) -> bool:
    """Whether only "de" or "comme", an article and a noun or two stand between verb and words."""
    if gap and words.low[gap[0]] in grammar("prepositions") - {"de", "d'", "du", "des", "pour", "contre"}:
        return False
    if any(words.low[i] in ("avec", "sans") for i in gap):
        return False  # "partage l'espace avec une « anthropologue »"
    return len(gap) <= 8 and not any(
        (words.low[i] in grammar("relatives") and i != gap[-1])
        or words.low[i] in (",", ";")
        or words.low[i] in grammar("auxiliaries")
        for i in gap
    )


def free_speech(view: View) -> Evidence | None:
    """A whole sentence between marks, after a sentence about one person: their words, without a cue.

    >>> example("[Maud Kerbrat] range ses filets. « La mer ne prévient jamais personne. »")
    ('free_speech', 'Maud Kerbrat', None)
    >>> example("Un agent parle bas, loin de sa cheffe [Anna Roux]. « On est quatre pour tout faire ici. »")
    ('free_speech', 'agent', None)
    """
    words = view.words
    if (
        view.before != view.open
        or not view.is_clause
        or view.size < 4
        or view.opens_block
        or view.after > view.close + 1
    ):
        return None
    if view.inner[-1:] not in ".!?…" and not (view.close < len(words) and words.low[view.close] == "."):
        return None
    first, last = words.sentence(view.open - 1)
    if words.starts[first] < view.block.start or any(words.quoted[first:last]):
        return None
    mention = mention_at(words, first, last)
    if mention is None or mention.kind not in ("name", "pronoun", "noun") or mention.head in ("on", "nous", "je"):
        return None
    if mention.kind == "noun" and not is_human(mention.head):
        return None
    others = (name for name in words.names_from(mention.last, last) if name.label_ == "PER")
    acting = any(not is_governed(words, Mention(name.start, name.end, "name")) for name in others)
    return Evidence(mention) if not acting else None


def contrasted(view: View) -> Evidence | None:
    """Whom the post turns to just before words that stand alone: "X, lui, …", "les autres, eux, …".

    >>> example("[Maud Kerbrat] est partie. Les marins, eux, rient. Le quai est à eux. « On dort enfin la nuit ! »")
    ('contrasted', 'marins', None)
    >>> example("[Maud Kerbrat], elle, ne rit pas du tout. « La mer ne prévient jamais personne. »")
    ('contrasted', 'Maud Kerbrat', None)
    """
    words = view.words
    if view.before != view.open or not view.is_clause or view.open < 2 or view.after > view.close + 1:
        return None
    start = words.sentence(view.open - 1)[0]
    start = words.sentence(start - 1)[0] if start else start
    for i in range(view.open - 1, start + 1, -1):
        if words.quoted[i]:
            return None
        turned = words.low[i - 1 : i + 2]
        if turned[:1] == [","] and turned[2:] == [","] and turned[1] in ("lui", "elle", "eux", "elles"):
            first = words.sentence(i - 1)[0]
            mention = mention_at(words, first, i)
            whole = mention is not None and mention.last == i - 1 and mention.kind in ("name", "noun")
            return Evidence(mention) if mention and whole and names_somebody(mention) else None
    return None


def read_in(view: View) -> Evidence | None:
    """A text in which one reads the words: "dans le rapport, on lit : « … »", "peut-on lire sur l'affiche".

    >>> example("Dans le rapport, on lit que la digue est « à bout de souffle ».")
    ('read_in', 'rapport', 'lit')
    >>> example("Le syndicat a remis une lettre. On peut y lire que « les agents veulent être prévenus ».")
    ('read_in', 'lettre', 'lire')
    >>> example("La gazette publie une enquête. On y apprend que « la digue a trois siècles ».")
    ('read_in', 'enquête', 'apprend')
    >>> example("Le port a reçu un courrier hier. Il y est écrit que « la hausse attendra le printemps ».")
    ('read_in', 'courrier', 'écrit')
    >>> example("« Les marins se taisent trop souvent », peut-on lire sur le site de la {Ligue du port}.")
    ('read_in', 'Ligue du port', 'lire')
    """
    words = view.words
    reading = next(
        (
            i
            for i in (*range(view.close, min(view.after, view.close + 8)), *range(view.open - 1, view.before - 1, -1))
            if not words.quoted[i] and _tells_what_is_read(words, i)
        ),
        None,
    )
    if reading is None:
        return None
    for i in (*range(view.before, view.open), *range(view.close, view.after)):
        if words.quoted[i] or words.low[i] not in ("dans", "sur", "le", "la", "l'", "son", "sa", "un", "une", "les"):
            continue
        mention = mention_at(words, i + 1 if words.low[i] in ("dans", "sur") else i, len(words))
        if mention is None or mention.kind != "noun" or mention.head not in nouns("text") | nouns("pages"):
            continue
        whose = _whose_page(words, mention) if mention.head in nouns("pages") else None
        return Evidence(whose or mention, Cue(reading, reading + 1, "lire", frozenset({"say"})))
    there = _text_before(view) if "y" in words.low[view.before : reading] else None
    return Evidence(there, Cue(reading, reading + 1, "lire", frozenset({"say"}))) if there is not None else None


def _tells_what_is_read(words: Words, i: int) -> bool:
    """Whether the verb at token i tells what a text says: "on lit", "on y apprend", "il y est écrit"."""
    word, before = words.low[i], words.low[max(0, i - 2) : i]
    if word in ("dispose", "stipule"):
        return words.low[i + 1 : i + 2] in (["que"], ["qu'"], [":"])
    return (
        word in grammar("reading")
        or (word == "apprend" and before[-1:] == ["y"])
        or (word == "écrit" and "y" in before)
    )


def _whose_page(words: Words, page: Mention) -> Mention | None:
    """Who is named behind "le site de", "la page d'": their words stand there."""
    name = next(iter(words.names_from(page.first, page.last + 1)), None)
    return mention_at(words, name.start, name.end) if name is not None else None


def _text_before(view: View) -> Mention | None:
    """The text before, which "y" takes up: "Elle a remis une lettre. On peut y lire que…"."""
    words = view.words
    first, last = words.sentence(max(0, view.before - 1))[0], view.open
    found = (mention_at(words, i, last) for i in range(last - 1, first - 1, -1) if not words.is_taken(i))
    return next((m for m in found if m is not None and m.kind == "noun" and m.head in nouns("text")), None)


def introduced_by_block(view: View) -> Evidence | None:
    """The block before ends with a colon that introduces the words: "X raconte :" above a blockquote.

    >>> example("[Maud Kerbrat] se souvient :\\n\\n« On dormait dans les bureaux. »")
    ('introduced_by_block', 'Maud Kerbrat', 'se souvient')
    >>> example("Autre constat relevé par l'article, celui du coût :\\n\\n> Les bateaux paient trop cher leur place.")
    ('introduced_by_block', 'article', 'relevé')
    >>> example("On a demandé aux agents ce qui avait changé. Florilège :\\n\\n« Le téléphone ne sonne plus. »")
    ('introduced_by_block', 'agents', None)
    """
    before = _introduction(view) if signed_behind(view) is None else None
    if (
        not (view.opens_block and (view.is_clause or view.fills_block))
        or before is None
        or view.words.text[before.end - 1] != ":"
    ):
        return None
    words = view.words
    last = words.at(before.end) - 1
    first = max(words.sentence(last)[0], words.at(before.start))
    for cue in reversed(cues_in(words, first, last)):
        subject = _cited(words, cue, last) or subject_of(words, cue, first, last)
        if subject is not None and fits(cue, subject) and can_speak(subject):
            return Evidence(subject, cue)
    for i in range(last - 1, first - 1, -1):
        by_agent = _by_agent(words, i, last)
        if by_agent is not None:
            return by_agent
        if words.low[i] in nouns("speech"):
            mention = (_owner(words, i, last) if i + 1 < last else None) or possessor(words, i, first)
            if mention is not None and can_speak(mention):
                return Evidence(mention, Cue(i, i + 1, words.low[i], frozenset({"say"})))
    mention = mention_at(words, first, last)
    if mention is not None and mention.kind in ("name", "names", "noun", "org") and can_speak(mention):
        return Evidence(mention) if view.is_clause else None
    if view.is_clause and last - first <= _A_FEW and words.starts[first] > before.start:
        asked = _asked(words, *words.sentence(first - 1))
        return Evidence(asked) if asked is not None else None
    return None


_A_FEW = 8  # tokens of "Morceaux choisis :", "Quelques réponses :"


def _asked(words: Words, first: int, last: int) -> Mention | None:
    """Those who were asked: "Nous avons demandé aux mentors de résumer l'année. Morceaux choisis :"."""
    subject = opening_subject(words, first, last)
    if subject is not None and subject.number == "p" and is_human(subject.head):
        return subject
    for i in range(first, last - 1):
        if words.low[i] in ("aux", "les", "des") and is_human(words.low[i + 1]) and words.low[i + 1].endswith("s"):
            return Mention(i + 1, phrase_end(words, i + 2, last), "noun", words.low[i + 1], "p")
    return None


def _introduction(view: View) -> Block | None:
    """The block that introduces this one: the one before, or the one above a list of quotations."""
    place = view.marked.block - 1
    while place >= 0 and view.block.kind == "list_item" and view.blocks[place].kind == "list_item":
        place -= 1
    return view.blocks[place] if place >= 0 else None


def sentence_before(view: View) -> Evidence | None:
    """The sentence before says who speaks: "X nous en donne un exemple. Tout se faisait « … »."

    >>> example("[Maud Kerbrat] nous en donne un exemple. Le tri se faisait « à la main, page par page ».")
    ('sentence_before', 'Maud Kerbrat', 'donne')
    """
    words = view.words
    if view.before == 0:
        return None
    first, last = words.sentence(view.before - 1)
    if words.starts[first] < view.block.start or view.size < 2 or view.inner[:1].isupper():
        return None
    if not any(words.low[i] in nouns("speech") for i in range(first, last)):
        return None
    for cue in cues_in(words, first, last):
        subject = subject_of(words, cue, first, last)
        if subject is not None and subject.kind == "name" and fits(cue, subject):
            return Evidence(subject, cue)
    return None
