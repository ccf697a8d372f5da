"""Layout that shows who speaks: answers, turns of a transcript, table rows, a person's page, words said elsewhere."""

from eignlp.components.morphology.people import is_human
from eignlp.components.morphology.verbs import finite
from eignlp.components.quotes.interviews import called
from eignlp.components.quotes.model import Evidence, Mention
from eignlp.components.quotes.reading.mentions import mention_at
from eignlp.components.quotes.reading.proper_names import name_by_capitals
from eignlp.components.quotes.reading.words import Words
from eignlp.components.quotes.view import View
from eignlp.lexicon import grammar


def answer(view: View) -> Evidence | None:
    """The words answer an interviewer's question: whom it calls speaks, else whom the interview presents.

    >>> example("[Maud Kerbrat] pêche ici.\\n\\n# Ça va ?\\n\\n« Il pleut trop. »\\n\\n# Et demain ?\\n\\n« Ça ira. »")
    ('answer', 'Maud Kerbrat', None)
    >>> example("# [Paul Roux], comment va le port ?\\n\\n« Il va bien, merci de demander. »")
    ('answer', 'Paul Roux', None)
    """
    if view.question is None or not view.fills_block or view.block.kind == "list_item":
        return None
    caller = called(view.words, view.question)
    return Evidence(caller) if caller is not None else view.guest


def echo(view: View) -> Evidence | None:
    """A heading or a pull quote holds words that the text below, or above, gives again with their speaker.

    >>> example("# « Rien n'est joué »\\n\\n« Ici, rien n'est joué, croyez-moi », prévient [Maud Kerbrat].")
    ('echo', 'Maud Kerbrat', 'prévient')
    """
    told = view.echoed is not None and view.echoed.cue is not None
    return view.echoed if told and view.fills_block and view.block.kind != "list_item" else None


def heads_section(view: View) -> Evidence | None:
    """A heading between marks holds the words of whoever speaks first below it.

    On 47 real posts of other sites with such headings 18 of 21 were quotations, 15 of these by the next speaker.

    >>> example("# « On ne lâchera rien »\\n\\nLe port est vide. « La criée ferme », soupire [Maud Kerbrat].")
    ('heads_section', 'Maud Kerbrat', 'soupire')
    >>> example("# « Je suis le dernier à comprendre »\\n\\n[Régis Morel] a 61 ans et part en juin.")
    ('heads_section', 'Régis Morel', None)
    """
    if view.block.kind != "heading" or not view.fills_block:
        return None
    headed = view.headed
    unnamed = headed is None or (headed.mention is not None and headed.mention.kind == "noun")
    if unnamed and (presented := _presented_below(view)) is not None:
        return presented
    told = headed is not None and headed.cue is not None and view.echoed is None
    titled = not view.is_clause and any(word[:1].isupper() for word in view.inner.split()[1:])  # "Les Nuits bleues"
    return headed if told and view.size >= 3 and not titled else None


def _presented_below(view: View) -> Evidence | None:
    """Who says "je" in a heading between marks, if the block below is about somebody: "Régis Morel a 61 ans…"."""
    words, below = view.words, view.block_after()
    inside = words.low[words.at(view.marked.start) : words.at(view.marked.end)]
    if below is None or below.kind != "paragraph" or view.echoed or grammar("first_person").isdisjoint(inside):
        return None
    mention = mention_at(words, words.at(below.start), words.at(below.end))
    named = mention is not None and mention.kind == "name" and words.low[mention.last : mention.last + 1]
    return Evidence(mention) if named and not finite().isdisjoint(named) else None


def turn(view: View) -> Evidence | None:
    """A blockquote begins with who speaks, as in a transcript: "> Maud : Oui, bien sûr."

    >>> example("> **[Maud Kerbrat]** : On a tout repris depuis le début.")
    ('turn', 'Maud Kerbrat', None)
    """
    words = view.words
    if view.marked.marks != "blockquote":
        return None
    first, last = words.at(view.marked.start), words.at(view.marked.end)
    mention = mention_at(words, first, last) or _by_capitals(words, first, last)
    if mention is None or mention.kind not in ("name", "org", "noun") or mention.last + 1 >= last:
        return None
    if words.low[mention.last] != ":" or (mention.kind == "noun" and not is_human(mention.head)):
        return None
    return Evidence(mention, start=words.starts[mention.last + 1])


def _by_capitals(words: Words, first: int, end: int) -> Mention | None:
    """A name that only its capitals show, of more than one word: "Note :" is none."""
    mention = name_by_capitals(words, first, end)
    return mention if mention is not None and ("." in words.low[first] or mention.last > first + 1) else None


def table_row(view: View) -> Evidence | None:
    """Another cell of the table's row holds the name, and nothing else but a function."""
    if view.block.kind != "table_cell" or not view.is_clause or not view.opens_block:
        return None
    words = view.words
    for block in view.blocks:
        if block.kind == "table_cell" and block.row == view.block.row and block is not view.block:
            mention = mention_at(words, words.at(block.start), words.at(block.end))
            if mention is not None and mention.kind in ("name", "names"):
                return Evidence(mention)
    return None


def person_page(view: View) -> Evidence | None:
    """A page that presents a person holds their own words: whole paragraphs between marks."""
    if view.context.person is None or not view.opens_block or not view.is_clause:
        return None
    if view.marked.closed and not view.fills_block:
        return None
    return Evidence(None, name=view.context.person)
