"""What one reads in a text: "Dans le rapport, on lit : « … »"."""

from eignlp.components.quotes.model import Cue, Evidence, Mention
from eignlp.components.quotes.reading.cues import is_written
from eignlp.components.quotes.reading.mentions import mention_at
from eignlp.components.quotes.reading.words import Words
from eignlp.components.quotes.view import View
from eignlp.lexicon import grammar, nouns


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
    >>> example("Le gardien ouvre le registre : il est écrit que « la lampe a tenu ».")
    ('read_in', 'registre', 'écrit')
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
        return Evidence(whose or mention, Cue(reading, reading + 1, "lire"))
    there = _text_before(view) if "y" in words.low[view.before : reading] or is_written(words, reading) else None
    return Evidence(there, Cue(reading, reading + 1, "lire")) if there is not None else None


def _tells_what_is_read(words: Words, i: int) -> bool:
    """Whether the verb at token i tells what a text says: "on lit", "on y apprend", "il y est écrit"."""
    word, before = words.low[i], words.low[max(0, i - 2) : i]
    if word in ("dispose", "stipule"):
        return words.low[i + 1 : i + 2] in (["que"], ["qu'"], [":"])
    reads = word in grammar("reading") and before[-1:] != ["("]  # "(lire page 50)" only refers
    return reads or (word == "apprend" and before[-1:] == ["y"]) or is_written(words, i)


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
