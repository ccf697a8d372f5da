"""The words within a clause that somebody says: "X confie que … « … »", "jugeant que … « … »"."""

from eignlp.components.morphology.verbs import forms, members
from eignlp.components.quotes.model import Cue, Evidence
from eignlp.components.quotes.reading.clauses import leads_a_clause
from eignlp.components.quotes.reading.cues import classes_of, cues_in
from eignlp.components.quotes.reading.mentions import can_speak, mention_at, names_somebody
from eignlp.components.quotes.reading.noun_phrases import contracted_at
from eignlp.components.quotes.reading.subjects import is_complement, may_report, subject_before, subject_of
from eignlp.components.quotes.reading.words import Words
from eignlp.components.quotes.rules.relayed import citing, heard
from eignlp.components.quotes.view import View
from eignlp.lexicon import grammar


def that_clause(view: View) -> Evidence | None:
    """A verb of saying and its clause, in which the words stand: "X confie que … « … »".

    >>> example("[Maud Kerbrat] confie que la saison a été « un long tunnel ».")
    ('that_clause', 'Maud Kerbrat', 'confie')
    >>> example("La {Ligue du port} l'a confirmé : le quai « ouvrira en juin, bon gré mal gré ».")
    ('that_clause', 'Ligue du port', 'a confirmé')
    >>> example("[Maud Kerbrat] redoute que le quai ne devienne « un désert sans nom ».")
    ('that_clause', 'Maud Kerbrat', 'redoute')
    >>> example("[Paul Roux] a refusé, jugeant que le prix était « une insulte ».")
    ('that_clause', 'Paul Roux', 'jugeant')
    >>> example("[Paul Roux] concède aujourd'hui avoir « changé de métier sans changer de bureau ».")
    ('that_clause', 'Paul Roux', 'concède')
    >>> example("[Paul Roux] a beaucoup ri, ce qui fait dire au patron que « les marins s'ennuient ».")
    ('that_clause', 'patron', 'fait dire')
    >>> example("[Paul Roux] raconte avoir entendu la directrice lui dire « vous avez six mois ».")
    ('that_clause', 'directrice', 'dire')
    >>> example("[Paul Roux] a rendu la feuille en disant « c'est joli, mais où est-ce qu'on appuie ? ».")
    ('that_clause', 'Paul Roux', 'disant')
    >>> example("[Maud Kerbrat] assure que [Paul Roux] a promis « une place au conseil ».")
    ('object_of_verb', 'Paul Roux', 'a promis')
    >>> example("Le maire souligne que la {Ligue du port} invitait les élus à « ne pas confondre quai et digue ».")
    ('that_clause', 'Ligue du port', 'invitait')
    """
    if citing(view) is not None:
        return None
    words = view.words
    cues = cues_in(words, view.before, view.open)
    told = heard(view)
    if told is not None:
        return told
    for cue in reversed(cues):
        if not (cue.classes & {"say", "reflexive"} or _reports(words, cue)) or not leads_a_clause(
            words, cue, view.open
        ):
            continue
        if any(_another_says(view, cue, inner) for inner in cues):
            continue
        invites = _invites(view, cue.last)
        if invites is not None:
            return invites
        subject = subject_of(words, cue, view.before, view.open)
        if subject is not None and may_report(words, cue, subject):
            return Evidence(subject, cue)
    return _made_to_say(view) or _participial(view)


def _reports(words: Words, cue: Cue) -> bool:
    """Whether the verb reports with "que": "redoute que", "nous ont appris que"."""
    told = not grammar("datives").isdisjoint(words.low[max(0, cue.first - 2) : cue.first + 1])
    return cue.lemma in members("fearing") or (cue.lemma == "apprendre" and told)


def _another_says(view: View, cue: Cue, inner: Cue) -> bool:
    """Whether the clause that a verb leads has a speaker of its own: "Maud assure que Paul a promis « … »"."""
    words = view.words
    if inner.first <= cue.last or not inner.classes & {"say", "fragment"} or view.open - inner.last > 2:
        return False
    subject = subject_before(words, cue.last, inner.first)
    return subject is not None and subject.first > cue.last and names_somebody(subject)


def _invites(view: View, first: int) -> Evidence | None:
    """Who asks others to do what stands between the marks: "la Ligue invitait les élus à « … »"."""
    words = view.words
    if words.low[view.open - 1] not in ("à", "de"):
        return None
    for i in range(view.open - 2, first, -1):
        asks = (f for f in forms().get(words.low[i], ()) if f.lemma in grammar("inviting"))
        active = words.low[i - 1] in ("a", "ont", "avait", "avaient")
        form = next((f for f in asks if f.shape == "finite" or (f.shape == "participle" and active)), None)
        subject = subject_before(words, first, i) if form is not None and not words.quoted[i] else None
        if form is not None and subject is not None and subject.first > first and can_speak(subject):
            return Evidence(subject, Cue(i, i + 1, form.lemma))
    return None


def _made_to_say(view: View) -> Evidence | None:
    """Whom something has say the words: "ce qui fait dire à X que « … »"."""
    words = view.words
    for i in range(view.open - 1, view.before, -1):
        if words.low[i] == "dire" and words.low[i - 1] in grammar("making") and words.low[i + 1] in ("à", "au", "aux"):
            mention = mention_at(words, i + 2, view.open) or contracted_at(words, i + 1, view.open)
            return Evidence(mention, Cue(i - 1, i + 1, "dire")) if mention is not None else None
    return None


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
        led = i - (words.low[i - 1] in grammar("datives"))  # "en me disant"
        gerund = form.shape == "gerund" and words.low[led - 1] in ("en", ",")
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
                and not is_complement(words, view.before, subject)
                and may_report(words, cue, subject)
            ):
                return Evidence(subject, cue)
    return None
