"""Why a marked span is no quotation: rules about terms, titles, glosses, examples, callouts."""

import re
import unicodedata
from functools import cache
from itertools import pairwise

from eignlp import lexicon
from eignlp.components.entities.acronyms import abbreviates
from eignlp.components.morphology.people import is_human
from eignlp.components.morphology.verbs import forms, members
from eignlp.components.quotes.reading.cues import SAYING, cue_at, is_adverb
from eignlp.components.quotes.reading.subjects import one_says_somewhere, where_one_says
from eignlp.components.quotes.reading.words import Words
from eignlp.components.quotes.rules.told import told_to_author
from eignlp.components.quotes.view import View
from eignlp.lexicon import grammar, nouns
from eignlp.people import folded


def refusal(view: View) -> tuple[str, str]:
    """(reason, rule) that a span has if it turns out to be no quotation."""
    for rule, reason in _REASONS:
        if rule(view):
            return reason, rule.__name__
    return ("unattributed", "no_rule") if view.is_clause else ("term", "no_rule")


def is_named(view: View) -> bool:
    """A noun before the marks says that a name stands between them: "le défi « X »", "le mot « X »".

    >>> refused("Le défi « Cartes en main » commence.")
    ('title', 'is_named')
    >>> refused("Elle revient sur le concept de « commun négatif » et en doute.")
    ('title', 'is_named')
    """
    words, i = view.words, view.open - 1
    owned = i > view.before and words.low[i - 1] in ("son", "sa", "mon", "ma", "leur")
    if owned and words.low[i] in nouns("works") and not any(place <= 0 for place, _ in view.cues_around):
        return True  # "dans son article « ça chauffe pour les marins », Paul Roux regrette"
    i = _before_date(words, view.before, i)
    while i >= view.before and (words.low[i] in grammar("before_a_title") or (words.capital(i) and i > view.before)):
        i -= 1
    two = words.low[max(view.before, view.open - 2) : view.open]
    if len(two) == 2 and two[0] in nouns("notions") and two[1] in ("de", "d'") and view.size <= 3:
        return True
    if i < view.before or words.low[view.open - 1] in (":", "d'", "de", "du", "le", "la"):
        return False
    noun = words.low[i]
    if words.low[i - 1] in ("un", "une", "des") and view.inner[:1].islower() and i == view.open - 1:
        return False  # "dénonce un plan « bâclé »": what is thought of it
    return noun in nouns("wording") or (
        noun in nouns("named") and (view.inner[:1].isupper() or view.size <= 2) and not is_adverb(view.inner.split()[0])
    )


def _before_date(words: Words, first: int, i: int) -> int:
    """The token before a date that ends at token i: "rapport | du 18 juillet 2016"; i where none does."""
    start = i - (words.low[i].isdigit() and len(words.low[i]) == 4)
    dated = start - 2 > first and words.low[start] in nouns("times") and words.low[start - 2] in ("du", "le")
    return start - 3 if dated and words.low[start - 1].isdigit() else i


def is_worded(view: View) -> bool:
    """A noun for words on things leads the marks by a colon: "leur devise : « X »", "le titre en blanc : « X »".

    >>> refused("La plaque porte un titre en blanc : « La mer comme héritage ».")
    ('title', 'is_worded')
    """
    low = view.words.low[max(view.before, view.open - 6) : view.open]
    return low[-1:] == [":"] and not (nouns("wording") - nouns("speech")).isdisjoint(low)


def is_introduced(view: View) -> bool:
    """A word before the marks introduces a term: "dit « X »", "appelé « X »", "intitulé « X »", "soit « X »".

    >>> refused("Les licences dites « permissives » suffisent.")
    ('term', 'is_introduced')
    >>> refused("Le quai est classé comme « site fragile à surveiller » depuis juin.")
    ('term', 'is_introduced')
    >>> refused("[Maud Kerbrat] explique ce qu'est un « jeton ».")
    ('term', 'is_introduced')
    """
    words, i = view.words, view.open - 1
    by = view.words.low[view.close : view.close + 1] == ["par"]
    if _is_defined(view):
        return True
    if not by and _terms().search(" ".join(words.low[max(view.before, view.open - 4) : view.open])):
        return True
    while i >= view.before and words.low[i] in (
        ",",
        "la",
        "le",
        "les",
        "l'",
        "un",
        "une",
        "de",
        "d'",
        "des",
        "aussi",
        "ici",
        "parfois",
        "souvent",
        "communément",
    ):
        i -= 1
    if i < view.before or words.low[i] not in _introducing() or words.low[view.open - 1] == ":":
        return False
    # "X dit « … »", "elle se dit « … »", "on a dit « … »" report; "la méthode dite « … »" names.
    return words.low[i] != "dit" or i == view.before or not _is_subject(view, i - 1)


def _is_subject(view: View, i: int) -> bool:
    word = view.words.low[i]
    verbal = word in grammar("clitics") | grammar("pronouns") | grammar("auxiliaries")
    return i in view.words.names or verbal or is_human(word)


def is_gloss(view: View) -> bool:
    """The marks hold another word for what precedes: in brackets, or after "ou", "soit", "c'est-à-dire".

    So do they where their own initials follow, or the study that coined them.

    >>> refused("L'expérience utilisateur (« user experience ») compte.")
    ('gloss', 'is_gloss')
    >>> refused("Le port compte 30 « zones de pêche à protéger » (ZPP).")
    ('gloss', 'is_gloss')
    >>> refused("[Maud Kerbrat] note l'essor des « villes lentes » (Morvan, 2019).")
    ('gloss', 'is_gloss')
    """
    if is_abbreviated(view) or _is_referenced(view):
        return True
    words = view.words
    before = words.low[view.open - 1] if view.open > view.before else ""
    after = words.low[view.close] if view.close < len(words) else ""
    bracketed = before == "(" and after in (")", ",") and not (view.size >= 4 and view.inner[-1:] in "?!")
    return bracketed or before in grammar("gloss")


def is_abbreviated(view: View) -> bool:
    """Whether the initials of the words stand behind them in brackets: "« zones de pêche à protéger » (ZPP)".

    >>> refused("« Personne ne sera laissé de côté dans la commune » (PS).")
    ('title', 'is_title')
    """
    inside = view.words.low[view.words.at(view.marked.start) : view.words.at(view.marked.end)]
    if view.size > _EXPANDED or not grammar("clause_words").isdisjoint(inside):
        return False
    behind = [token.text for token in view.words.doc[view.close : view.close + 3]]
    return behind[:1] == ["("] and behind[2:] == [")"] and abbreviates(behind[1], view.inner)


def _is_referenced(view: View) -> bool:
    """Whether a study is named in brackets behind a term of a few words: "les « villes lentes » (Morvan, 2019)"."""
    behind = _REFERENCE.match(view.words.text, view.marked.closes)
    return behind is not None and view.size <= 3 and not view.is_clause


_REFERENCE = re.compile(r"[*_ ]*\([A-ZÀ-Ý][^()]{1,60}\b(?:19|20)\d\d[a-z]?\)")


_EXPANDED = 9  # words that an acronym stands for


def is_example(view: View) -> bool:
    """An invented or generic utterance: "du type « … »", "par exemple : « … »", "on entend souvent « … »".

    >>> refused("Il faut poser des questions du type « Qui décide ici, et quand ? ».")
    ('hypothetical', 'is_example')
    >>> refused("Elle a passé l'hiver « la tête sous l'eau », comme on dit.")
    ('hypothetical', 'is_example')
    >>> refused("« On vous a prévu un petit point » est la phrase la plus redoutée.")
    ('hypothetical', 'is_example')
    >>> refused("Un voisin me dirait « au moins, on nous demande ».")
    ('hypothetical', 'is_example')
    >>> refused("Cette phrase, il ne l'a jamais dite : « le paysan est un poète ».")
    ('hypothetical', 'is_example')
    """
    words = view.words
    first = view.before_its_list
    before = " ".join(words.low[max(view.before, first - 8) : first])
    read = "lire" in words.low[max(view.before, view.open - 3) : view.open]  # "on peut y lire que"
    return (
        (bool(_examples().search(f" {before} ")) and not read)
        or _as_one_says(view)
        or is_answered(view)
        or _is_called_words(view)
        or _is_not_said(view)
        or _is_imagined(view)
        or _is_asked(view)
        or _is_said_by_a_persona(view)
    )


def is_invented(view: View) -> bool:
    """Whether nobody said it: the speaker is invented ("Notre persona, Samira, pense"), or would have said it."""
    before = view.words.low[view.before : view.open]
    invented = not nouns("personas").isdisjoint(before) or _is_imagined(view) or is_prompted(view)
    proverb = view.has_colon and not nouns("proverbs").isdisjoint(before)
    return _is_not_said(view) or invented or proverb or _is_defined(view)


def _is_defined(view: View) -> bool:
    """Whether the sentence asks what a term is: "elle explique ce qu'est un « jeton »"."""
    return bool(_definitions().search(" ".join(view.words.low[max(view.before, view.open - 6) : view.open])))


def is_prompted(view: View) -> bool:
    """The sentence that leads the block calls the words a task or an item: "Voici la consigne :".

    >>> refused("Voici la consigne :\\n\\n> Rédigez dix lignes sur la mer et le vent.")
    ('hypothetical', 'is_prompted')
    """
    return view.lead is not None and not nouns("prompts").isdisjoint(view.words.low[slice(*view.lead)])


def _is_imagined(view: View) -> bool:
    """Whether the sentence, or the one before, opens what is imagined: "Imaginez une mère…", "Si un agent dit"."""
    words, first = view.words, view.before
    opens = words.low[first : min(view.open, first + 2)]
    if opens[:1] == ["si"]:
        return opens[1:] in (["un"], ["une"], ["on"], ["quelqu'"], ["vous"]) and not _is_cited(view)
    above = words.sentence(first - 1)[0] if first > words.at(view.block.start) else None
    told = {*opens[:1], *(words.low[above : above + 1] if above is not None else ())}
    return opens == ["on", "imagine"] or not grammar("imagining").isdisjoint(told)


def _is_cited(view: View) -> bool:
    """Whether the sentence says in passing who did say it: "Si vous voulez, comme le dit Maud, « … »"."""
    words, low = view.words, view.words.low
    places = (i + 1 for i in range(view.before, view.open - 1) if low[i] == "comme" and not words.quoted[i])
    return any((cue := cue_at(words, i, view.open)) is not None and cue.classes & SAYING for i in places)


def is_alleged(view: View) -> bool:
    """Whether the post only passes on that somebody has said the words: "le ministre aurait déclaré : « … »"."""
    return any(
        view.words.low[cue.first].startswith("aur") and view.words.low[cue.first].endswith(("rait", "raient"))
        for _, cue in view.cues_around
    )


def _is_said_by_a_persona(view: View) -> bool:
    """Whether an invented user says the words: a persona is spoken of shortly before, or above the table."""
    start = view.words.at(max(0, view.marked.opens - _NEAR))
    return not nouns("personas").isdisjoint(view.words.low[start : view.open])


_NEAR = 400  # code points


def _is_not_said(view: View) -> bool:
    """Whether the verb beside the words supposes or denies that they are said: "me dirait « … »", "n'a jamais dit".

    >>> refused("Comme si les élus voulaient affirmer : « Le port ne dort jamais. »")
    ('hypothetical', 'is_example')
    """
    words = view.words
    if _is_denied(words, view.before, view.open) or _is_as_if(words.low[view.before : view.open]):
        return True
    for i in (*range(max(view.before, view.open - 3), view.open), *range(view.close, min(view.after, view.close + 3))):
        if not any(form.lemma in members("supposed") for form in forms().get(words.low[i], ())):
            continue
        before = words.low[max(view.before, i - 5) : i]
        never = {"jamais", "aucun", "aucune", "nul", "nulle"} & set(words.low[view.before : view.open])
        denied = (never or "pas" in before[-2:]) and not {"ne", "n'"}.isdisjoint(before)
        supposed = words.low[i].endswith(_CONDITIONAL) or _is_to_come(words, i)
        supposed = supposed or _is_unreal(words, view.before, i)
        if (denied or supposed) and "comme" not in before:  # "comme dirait Paul" cites
            return True
    return False


_CONDITIONAL = ("rait", "raient", "rais", "rions")


def _is_as_if(low: list[str]) -> bool:
    """Whether the words before tell what only seems so: "Comme si les élus disaient", not "Comme si de rien,"."""
    last = max((i for i, pair in enumerate(pairwise(low)) if pair in (("comme", "si"), ("comme", "s'"))), default=None)
    return last is not None and "," not in low[last:]


def _is_denied(words: Words, first: int, end: int) -> bool:
    """Whether somebody denies to have said the words: "Paul dément avoir déclaré que « … »"."""
    if "avoir" not in words.low[first:end]:
        return False
    for i in range(first, end - 2):
        denies = any(form.lemma in members("denying") for form in forms().get(words.low[i], ()))
        if denies and "avoir" in words.low[i + 1 : i + 3]:
            return True
    return False


def _is_to_come(words: Words, verb: int) -> bool:
    """Whether one supposes that it will be said, or should be: "certains diront", "l'usager doit se dire"."""
    before = words.low[max(0, verb - 3) : verb]
    anybody = any(word in ("un", "une") and is_human(noun) for word, noun in pairwise(before))
    generic = anybody or not grammar("generic").isdisjoint(before)  # "un maire dira", "certains diront"
    future = words.low[verb].endswith(("ra", "ront")) and generic
    return future or not grammar("supposing").isdisjoint(before)


def _is_unreal(words: Words, first: int, verb: int) -> bool:
    """Whether the verb is what would have been, had something been: "Si Paul avait écrit, on aurait répondu « … »"."""
    would = any(
        word.startswith("aur") and word.endswith(("rais", "rait", "rions", "raient"))
        for word in words.low[max(first, verb - 4) : verb]
    )
    return would and any(_supposes(words, i, verb) for i in range(first, verb))


def _supposes(words: Words, i: int, end: int) -> bool:
    """Whether a clause of what might have been begins at token i: "si Paul avait écrit", "s'il pleuvait"."""
    opens = words.low[i] == "si" or words.low[i : i + 2] in (["s'", "il"], ["s'", "ils"])
    had = (w for w in words.low[i + 1 : end] if w.endswith(("ait", "aient", "ais", "iez")))
    return opens and any(not w.endswith(("rait", "raient", "rais", "riez")) for w in had)


def _is_called_words(view: View) -> bool:
    """Whether the sentence goes on about the words as words: "« … » est la phrase la plus redoutée"."""
    low = view.words.low[view.close : view.close + 3]
    return low[:1] in (["est"], ["reste"], ["était"]) and low[-1] in nouns("words")


def _is_asked(view: View) -> bool:
    """Whether the span is one of several questions that fill their blocks, as in a list of frequent questions."""
    return view.asked and view.fills_block and view.inner[-1:] == "?"


def is_answered(view: View) -> bool:
    """Whether the words are a question that somebody answers: "répondre à trois questions : « Qui décide ? »".

    One that answers is said: "elle répond par une question : « Qui décide ? »".
    """
    low = view.words.low[view.before : view.open]
    answering = next((i for i, word in enumerate(low) if word.startswith("répond")), None)
    if answering is None or " ".join(low[answering + 1 : answering + 4]) in ("par une question", "par des questions"):
        return False
    return any(word in ("question", "questions") for word in low[answering:])


def _as_one_says(view: View) -> bool:
    """Whether the words are everybody's: "« le nez dans le guidon », comme on dit", "demande-t-on souvent".

    What "one can read" is somebody's ("peut-on lire sur l'affiche"), and so is what one told: "m'avait-on dit".
    """
    low = view.words.low[view.close : min(view.close + 6, view.after)]
    if "lire" in low or "lit" in low[:3]:
        return False
    i = view.close + (view.words.low[view.close : view.close + 1] == [","])
    cue = cue_at(view.words, i, view.after) if i < view.after else None
    if cue is not None and where_one_says(view.words, cue, view.after) is not None:
        return False  # "explique-t-on à la mairie"
    if cue is not None and one_says_somewhere(view.words, cue):
        return False  # "entend-on dans la salle"
    if not {"lui", "leur"}.isdisjoint(low[:2]):
        return False  # "lui ordonne-t-on"
    said = any(low[i : i + 2] == ["comme", "on"] for i in range(2))
    return said or (told_to_author(view) is None and any(word in ("-on", "t-on", "-t-on") for word in low))


@cache
def _examples() -> re.Pattern[str]:
    return re.compile(" (?:" + "|".join(map(re.escape, lexicon.table("refusals")["example"])) + ") ")


@cache
def _definitions() -> re.Pattern[str]:
    asks = "|".join(map(re.escape, lexicon.table("refusals")["definition"]))
    return re.compile(rf"(?:^| )(?:{asks})(?: (?:un|une|le|la|l'|les|des))?$")


@cache
def _terms() -> re.Pattern[str]:
    return re.compile("(?:^| )(?:" + "|".join(map(re.escape, lexicon.table("refusals")["term"])) + ")$")


def is_nested(view: View) -> bool:
    """The span stands inside another marked span."""
    return view.marked.depth > 0


def is_callout(view: View) -> bool:
    """A blockquote that nobody is said to have spoken: a note of the author's own."""
    return view.marked.marks == "blockquote"


def is_labelled_note(view: View) -> bool:
    """A blockquote that opens with a label, of the lexicon or in bold: "À retenir : …", "**Astuce :** …"."""
    if view.marked.marks != "blockquote":
        return False
    if is_certainly_a_note(view):
        return True
    block = view.block
    bold = next((b for a, b in block.bold if a <= block.start + 1), None)
    if bold is None or bold >= block.end - 1:
        return False
    label = view.words.text[block.start : bold + 1].rstrip()
    return (
        label.endswith((".", ":", "!"))
        and view.words.at(block.start) not in view.words.names
        and len(label.split()) <= 5
    )


def is_certainly_a_note(view: View) -> bool:
    """A blockquote with a label of the lexicon, a pictogram at its head, or about the post itself.

    >>> refused("> 💡 Le service est gratuit pour les agents, et ouvert la nuit.")
    ('callout', 'is_certainly_a_note')
    >>> refused("> **À noter**\\n> Les demandes sont traitées sous 48 heures.")
    ('callout', 'is_certainly_a_note')
    >>> refused("> Cet article a d'abord été publié sur le site de la Ligue.")
    ('callout', 'is_certainly_a_note')
    """
    if view.marked.marks != "blockquote":
        return False
    head, block = view.inner[:1], view.block
    bold = next((last for first, last in block.bold if first <= block.start + 1), block.start)
    label = view.words.text[block.start : bold].strip(" :.!").lower()
    pictogram = unicodedata.category(head) == "So" and head not in lexicon.table("refusals")["speaking"]
    if label in lexicon.table("refusals")["note"]:
        return True
    return pictogram or bool(_notes().match(view.inner) or _about_itself().match(view.inner))


def is_button(view: View) -> bool:
    """A link alone in its block, its label between marks, is a button or a title: [« Je m'inscris »](/inscription)."""
    return view.is_link and view.fills_block and view.marked.marks != "blockquote" and view.size <= _LABEL


_LABEL = 6  # words of a button


def is_surely_none(view: View) -> bool:
    """Whether no ranker need weigh the words: a note with its label, a button, what a drawing's description tells."""
    return is_certainly_a_note(view) or is_button(view) or is_drawn(view)


@cache
def _about_itself() -> re.Pattern[str]:
    posts, told = (lexicon.table("refusals")[name] for name in ("posts", "told_of_posts"))
    return re.compile(rf"\W{{0,4}}(?:{'|'.join(posts)}) (?:{'|'.join(told)})\b", re.IGNORECASE)


@cache
def _notes() -> re.Pattern[str]:
    labels = "|".join(map(re.escape, lexicon.table("refusals")["note"]))
    return re.compile(rf"\W{{0,4}}(?:{labels})\b[^.:!?]{{0,40}}[.:!]", re.IGNORECASE)


def is_title(view: View) -> bool:
    """A short span with a capital and no final mark, in a heading or after a preposition: a title.

    >>> refused("Le festival revient avec « Les Nuits bleues » cet été.")
    ('title', 'is_title')
    """
    inner = view.inner
    return view.size >= 2 and inner[:1].isupper() and inner[-1:] not in ".!?…" and view.marked.marks != "blockquote"


def is_work(view: View) -> bool:
    """The sentence says of what stands between the marks that it is a work, or the post has this very title.

    Not where a verb or a colon reports the words.

    >>> refused("« Ce que la mer emporte » est un livre de [Maud Kerbrat].")
    ('title', 'is_work')
    >>> refused("« La criée est morte », un long article de [Paul Roux], date de mai.")
    ('title', 'is_work')
    >>> refused("Plus tard, [Paul Roux] écrit « la criée est morte », un essai qui fâche.")
    ('title', 'is_work')
    >>> refused("« La criée est morte », c'était le nom de la campagne lancée par [Paul Roux].")
    ('title', 'is_work')
    """
    low, i = view.words.low, view.close
    if view.marked.marks == "blockquote" or view.has_colon:
        return False
    if low[i : i + 1] == ["est"]:
        return low[i + 1 : i + 2] in (["un"], ["une"], ["le"], ["la"]) and _work_at(view, i + 2) is not None
    apposed = low[i : i + 2] in ([",", "un"], [",", "une"], [",", "le"], [",", "la"])
    noun = _work_at(view, i + 2) if apposed else None
    if any(place <= 0 and not (noun and cue.lemma in members("authoring")) for place, cue in view.cues_around):
        return False
    title = view.context.title
    if view.size >= 2 and folded(view.inner) == folded(title) and _unmarked(title):
        return low[i : i + 1] != [","] and view.nearest_cue is None
    if low[i : i + 3] in ([",", "c'", "est"], [",", "c'", "était"]):
        return low[i + 3 : i + 4] == ["le"] and low[i + 4 : i + 5] in (["nom"], ["titre"], ["slogan"])
    if noun is None:
        return False
    behind = set(low[noun + 1 : noun + 2])
    return bool(behind & grammar("relatives")) or (bool(behind & _BY) and _is_whose(view, noun + 2))


_BY = frozenset({"de", "d'", "du", "paru", "parue", "publié", "publiée"})


def _work_at(view: View, i: int) -> int | None:
    """The noun for a work at token i, past an adjective: "un long | article"."""
    low = view.words.low
    i += i < len(low) and low[i] in grammar("adjectives_before")
    return i if i < len(low) and low[i] in nouns("works") else None


def _is_whose(view: View, i: int) -> bool:
    """Whether a name or a date follows within a few tokens: "un article | de Paul Roux", "paru en 1997"."""
    words = view.words
    return any(j in words.names or words.low[j][:4].isdigit() for j in range(i, min(len(words), i + 4)))


def _unmarked(title: str) -> bool:
    """Whether a title is no quotation itself."""
    return not any(mark in title for mark in '«»“”"')


def is_inscription(view: View) -> bool:
    """A picture's caption or description says what is written on it: "une feuille où est écrit « … »".

    >>> refused("<figcaption>Un carton où est écrit « Merci à tous et à demain ! »</figcaption>")
    ('title', 'is_inscription')
    >>> refused("<figcaption>Une affichette sur la vitre : « Ne pas toquer, nous vous voyons. »</figcaption>")
    ('title', 'is_inscription')
    >>> refused("<figcaption>Dessin en blanc sur noir. Deux élus disent que « le port ne dort jamais ».</figcaption>")
    ('title', 'is_inscription')
    """
    before = set(view.words.low[view.before : view.open])
    written = bool(before & grammar("inscribed") or before & nouns("inscribed"))
    return view.block.kind == "caption" and (written or is_drawn(view))


def is_drawn(view: View) -> bool:
    """Whether the words stand in the description of a drawing: "Dessin sur noir. Deux élus disent que « … »"."""
    first = view.words.at(view.block.start)
    return view.block.kind == "caption" and not nouns("drawn").isdisjoint(view.words.low[first : first + 3])


_REASONS = (
    (is_certainly_a_note, "callout"),
    (is_button, "title"),
    (is_prompted, "hypothetical"),
    (is_inscription, "title"),
    (is_nested, "nested"),
    (is_callout, "callout"),
    (is_work, "title"),
    (is_example, "hypothetical"),
    (is_gloss, "gloss"),
    (is_named, "title"),
    (is_worded, "title"),
    (is_introduced, "term"),
    (is_title, "title"),
)


def _introducing() -> frozenset[str]:
    return lexicon.words("term_introducers")
