"""By whom the words are, behind a participle: "a été saluée par X : « … »", "jugée « … » par X"."""

from eignlp.components.morphology.verbs import forms, members
from eignlp.components.quotes.model import Cue, Evidence, Mention
from eignlp.components.quotes.reading.cues import classes_of, cues_in, is_adverb
from eignlp.components.quotes.reading.mentions import can_speak, mention_at
from eignlp.components.quotes.reading.words import Words
from eignlp.components.quotes.rules.relayed import told_to_subject
from eignlp.components.quotes.view import View


def passive(view: View) -> Evidence | None:
    """The passive names its agent: "a été saluée par X : « … »", "est qualifié de « … » par X".

    >>> example("La décision a été saluée par [Maud Kerbrat] : « Enfin une bonne nouvelle. »")
    ('passive', 'Maud Kerbrat', 'saluée')
    >>> example("[Paul Roux] s'est vu répondre par la {Ligue du port} : « Le guichet est fermé. »")
    ('passive', 'Ligue du port', 'répondre')
    >>> example("[Paul Roux] s'est vu répondre : « Le guichet est fermé. »") is None
    True
    >>> example("Cette loi, jugée « injuste et inutile » par [Paul Roux], passe demain.")
    ('passive', 'Paul Roux', 'jugée')
    >>> example("Un pont jugé « trop cher » par la {Ligue du port} et « vital » par [Paul Roux].", 1)
    ('passive', 'Paul Roux', 'jugé')
    >>> example("Dans ce procès-verbal, qui est signé par [Maud Kerbrat], [Paul Roux] juge le prix « indécent ».")
    ('object_of_verb', 'Paul Roux', 'juge')
    """
    words = view.words
    told = told_to_subject(view)
    if told is not None:
        return _by_whom(words, told, view.open)
    at_once = [view.close] if words.low[view.close : view.close + 1] == ["par"] else []
    for i in range(view.open - 1, view.before - 1, -1):
        form = next((f for f in forms().get(words.low[i], ()) if f.shape == "participle"), None)
        if form is None or words.quoted[i]:
            continue
        if words.low[i - 1] not in ("été", "est", "sont", "était", "être", "fut") and not _is_reduced(view, i):
            continue
        for j in (*at_once, *range(i + 1, view.open), *range(view.close, view.after)):
            mention = mention_at(words, j + 1, view.after or view.open) if words.low[j] == "par" else None
            if mention is not None and can_speak(mention) and not _goes_on(words, mention.last, view.open):
                return Evidence(mention, Cue(i, i + 1, form.lemma, classes_of(form.lemma)))
    return None


def _by_whom(words: Words, first: int, end: int) -> Evidence | None:
    """By whom somebody is told, in tokens [first, end): "s'est vu répondre par la mairie : « … »"."""
    by = next((i for i in range(first, end) if words.low[i] == "par" and not words.quoted[i]), end)
    mention = mention_at(words, by + 1, end)
    verb = Cue(by - 1, by, words.low[by - 1])
    return Evidence(mention, verb) if mention is not None and can_speak(mention) else None


def _is_reduced(view: View, i: int) -> bool:
    """Whether a participle at token i judges, its agent beside it or the words: "jugée « injuste » par Paul"."""
    words = view.words
    judges = any(form.lemma in members("judging") | {"accuser", "traiter"} for form in forms().get(words.low[i], ()))
    behind = view.past_its_list
    at_once = words.low[view.close : view.close + 1] == ["par"]
    near = (at_once or view.open - i <= 3) and words.low[behind : behind + 1] == ["par"]
    led = words.low[i + 1 : i + 2] == ["par"] and words.low[i - 1] not in ("a", "ont", "avait", "avaient")
    return judges and not view.is_link and (near or led)


def _goes_on(words: Words, first: int, end: int) -> bool:
    """Whether another verb reports behind the agent: "signé par Maud, le procès-verbal évoque « … »"."""
    return "qui" in words.low[first:end] or any(cue.classes & {"say", "fragment"} for cue in cues_in(words, first, end))


def agent_evidence(words: Words, i: int, end: int) -> Evidence | None:
    """By whom the words are, if a participle at token i says so: "relevé par X", "une raison donnée par X"."""
    classes = {name for form in forms().get(words.low[i], ()) for name in classes_of(form.lemma)}
    says = classes & {"say", "reflexive", "fragment"} or words.low[i].startswith("donné")
    agent = agent_of(words, i, end) if says and not words.quoted[i] else None
    return Evidence(agent, Cue(i, i + 1, words.low[i])) if agent is not None else None


def agent_of(words: Words, j: int, end: int) -> Mention | None:
    """By whom the words were put, behind the participle at token j: "un des freins exprimés par X"."""
    if not any(form.shape == "participle" for form in forms().get(words.low[j], ())):
        return None
    by = j + 2 if j + 1 < end and is_adverb(words.low[j + 1]) else j + 1
    if by + 1 >= end or words.low[by] != "par":
        return None
    mention = mention_at(words, by + 1, end)
    return mention if mention is not None and can_speak(mention) else None
