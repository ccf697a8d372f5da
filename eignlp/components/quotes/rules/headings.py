"""A heading, a byline or a caption names who speaks below it."""

from eignlp.components.morphology.verbs import finite
from eignlp.components.quotes.interviews import is_question
from eignlp.components.quotes.model import Evidence, Mention
from eignlp.components.quotes.reading.mentions import mention_at
from eignlp.components.quotes.reading.proper_names import name_by_capitals
from eignlp.components.quotes.reading.words import Words
from eignlp.components.quotes.rules.signatures import AFTER_NAME, DASHES, signed_behind, signs_another
from eignlp.components.quotes.view import View
from eignlp.lexicon import nouns
from eignlp.markup import Block


def name_above(view: View) -> Evidence | None:
    """A heading, a bold line or a caption above names who speaks in the blocks below.

    >>> example("# [Maud Kerbrat], directrice du port\\n\\n« Ici, la mer décide de tout. »")
    ('name_above', 'Maud Kerbrat', None)
    >>> example("Une saison en mer, par [Maud Kerbrat] (patronne)\\n\\n> Ici, la mer décide de tout.")
    ('name_above', 'Maud Kerbrat', None)
    >>> example("**Le service des digues** / _Il veille_\\n\\n« Tout le monde regarde enfin la même carte. »")
    ('name_above', 'service des digues', None)
    """
    if not view.opens_block or not view.is_clause or signed_behind(view) is not None:
        return None
    place = view.marked.block - 1
    for _ in range(SECTION):
        if place < 0 or view.blocks[place + 1].parted:
            return None
        block = view.blocks[place]
        if is_question(view.words.text, block):
            return None  # whom a question names, it asks about
        found = _headed(view.words, block)
        if found is not None:
            return None if signs_another(view, found) else Evidence(found)
        byline = _byline(view.words, block)
        if byline is not None:
            return Evidence(byline)
        same = any(d.rule == "name_above" and d.marked.last_block == place for d in view.decided[-SECTION:])
        if not same and not (block.kind == "caption" or _is_subtitle(block)):
            return None
        place -= 1
    return None


def bold_lead(view: View) -> Evidence | None:
    """A name in bold leads the words in their block, alone or with a function: "**Maud, 12 ans, de Brest.** « … »".

    >>> example("**[Maud Kerbrat], 12 ans, de Brest.** « Je préfère rester ici, avec les autres. »")
    ('bold_lead', 'Maud Kerbrat', None)
    >>> example("**[Maud Kerbrat]**, 25 ans « Je préfère rester ici, avec les autres. »")
    ('bold_lead', 'Maud Kerbrat', None)
    >>> example("* **[Maud Kerbrat]** (agente) — « Je préfère rester ici, avec les autres. »")
    ('bold_lead', 'Maud Kerbrat', None)
    >>> example("**Un port ouvert.** « Je préfère rester ici, avec les autres. »") is None
    True
    """
    words, block = view.words, view.block
    bold = next((last for first, last in block.bold if first <= block.start + 1), block.start)
    told = words.text[bold : view.marked.opens].strip(" .")  # a function, or nothing
    if not view.is_clause or view.opens_block or (told and told[0] not in ",(–—-"):
        return None
    first = words.at(block.start)
    mention = mention_at(words, first, view.open)
    if mention is None or mention.kind not in ("name", "names") or view.open - first > _FUNCTION + SECTION:
        return None
    acts = not finite().isdisjoint(words.low[mention.last : view.open])
    return Evidence(mention) if words.low[mention.last] in AFTER_NAME and not acts else None


SECTION = 8  # blocks above in which the name stands, past other quotations of the same person


def _byline(words: Words, block: Block) -> Mention | None:
    """Who a short line names at its end behind "par": "De retour du port, par Maud Kerbrat (patronne)"."""
    first, last = words.at(block.start), words.at(block.end)
    if last - first > 25 or words.text[block.start : block.end].rstrip().endswith((".", "!", "?")):
        return None
    for i in range(last - 2, first - 1, -1):
        if words.low[i] == "par" and (i == first or words.low[i - 1] in (",", "-", "–", "—", "]")):
            mention = mention_at(words, i + 1, last) or name_by_capitals(words, i + 1, last)
            ends = mention is not None and (mention.last >= last - 1 or words.low[mention.last] in ("(", ","))
            return mention if ends and mention is not None and mention.kind in ("name", "names", "org") else None
    return None


def _headed(words: Words, block: Block) -> Mention | None:
    """Who a heading, a line in bold or italics, or a caption begins with or presents."""
    first, last = words.at(block.start), words.at(block.end)
    if not _is_title_line(words, block):
        return None
    if first < last and words.low[first] in DASHES:
        first += 1
    mention = mention_at(words, first, last)
    following = words.low[mention.last] if mention is not None and mention.last < last else ","
    if following == ":" and mention is not None and last - mention.last > _FUNCTION:
        return None  # "Maud : Oui, bien sûr, et…" is a turn of its own
    if mention is not None and mention.kind in ("name", "names"):
        return mention if following in AFTER_NAME or block.kind == "heading" else None
    if mention is not None and block.kind != "heading" and (mention.kind == "org" or mention.head in nouns("org")):
        end = next((i for i in range(mention.first, mention.last) if words.low[i] in AFTER_NAME), mention.last)
        return mention._replace(last=end) if end < mention.last or following in AFTER_NAME else None
    if mention is not None and mention.kind == "noun" and mention.head in nouns("human"):
        return mention if mention.last >= last - 1 or following in (",", "(", "/") else None
    if block.kind == "heading":
        names = {words.names[i] for i in range(first, last) if i in words.names and words.names[i].label_ == "PER"}
        if len(names) == 1:
            name = names.pop()
            return Mention(name.start, name.end, "name")
    return None


_FUNCTION = 12  # tokens that may follow a name and a colon in a title


def _is_title_line(words: Words, block: Block) -> bool:
    if block.kind in ("heading", "caption"):
        return True
    text = words.text[block.start : block.end].rstrip()
    whole = any(a <= block.start + 1 and b >= block.end - 1 for a, b in block.bold)
    if any(mark in text for mark in "«“") and not whole:
        return False  # "**Anna Roux**, agente : « … »" heads nothing, "**Anna Roux, agente : « … »**" does
    if block.kind == "list_item" and block.quote is None and _names_nothing_else(words, block):
        return True
    bold = any(a <= block.start + 1 for a, b in block.bold)
    return len(text) < 250 and (bold or (_is_subtitle(block) and not text.endswith((".", "!", "?", ";"))))


def _names_nothing_else(words: Words, block: Block) -> bool:
    """Whether a list's item is a name with its function, and no sentence: "- Maud Kerbrat, agente"."""
    first, last = words.at(block.start), words.at(block.end)
    name = words.names.get(first)
    if name is None or name.label_ != "PER" or last - name.end > _FUNCTION:
        return False
    rest = words.low[name.end : last]
    return rest[:1] in ([], [","], ["("]) and finite().isdisjoint(rest)


def _is_subtitle(block: Block) -> bool:
    """A short line in italics, as between a name and the words."""
    return any(a <= block.start and b >= block.end - 1 for a, b in block.italic) and block.end - block.start < 150
