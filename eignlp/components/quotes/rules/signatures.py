"""Signatures: the name stands below or behind the words."""

from eignlp import lexicon
from eignlp.components.morphology.people import is_human
from eignlp.components.morphology.verbs import finite
from eignlp.components.quotes.marks import REFERS
from eignlp.components.quotes.model import Evidence, Mention
from eignlp.components.quotes.reading.mentions import can_speak, mention_at
from eignlp.components.quotes.reading.noun_phrases import bare_role_at, phrase_end
from eignlp.components.quotes.reading.proper_names import name_by_capitals
from eignlp.components.quotes.reading.words import Words
from eignlp.components.quotes.refuse import is_abbreviated, is_labelled_note
from eignlp.components.quotes.view import View
from eignlp.lexicon import grammar, nouns
from eignlp.markup import Block

DASHES = frozenset({"—", "–", "-", "―", "--", "---", "~", "_", "/"})


def signature(view: View) -> Evidence | None:
    """The name stands after the words: "« … » — X, fonction", "(X, fonction)", or in the block below.

    >>> example("« Le port ne dort jamais. » — [Maud Kerbrat], directrice")
    ('signature', 'Maud Kerbrat', None)
    >>> example("« Le port ne dort jamais. »\\n\\n[Maud Kerbrat], directrice du port")
    ('signature', 'Maud Kerbrat', None)
    >>> example("Son mot d'ordre tient en une ligne (« la mer décide de tout », [Maud Kerbrat]) et il plaît.")
    ('signature', 'Maud Kerbrat', None)
    >>> example("« Le port ne dort jamais, même en hiver. » (agente, port de Brest)")
    ('signature', 'agente', None)
    >>> example("> « Le port ne dort jamais, même en hiver. »\\n>\\n> *Agente de nuit*")
    ('signature', 'Agente', None)
    >>> example("« Le port ne dort jamais, même en hiver. » Source : rapport de la capitainerie")
    ('signature', 'rapport de la capitainerie', None)
    >>> example("« Le port ne dort jamais, même en hiver. » [Maud Kerbrat]")
    ('signature', 'Maud Kerbrat', None)
    >>> example("« Le port ne dort jamais, même en hiver. » [Maud Kerbrat], juriste à la criée")
    ('signature', 'Maud Kerbrat', None)
    >>> example("« Le port ne dort jamais, même en hiver. » Source : Extrait d'une étude sur les ports")
    ('signature', 'étude', None)
    >>> example("« Le port ne dort jamais, même en hiver. » Une agente du port de Brest")
    ('signature', 'agente du port de Brest', None)
    >>> example("> Le port ne dort jamais.\\n>\\n> p. 62, [Maud Kerbrat], Le Port. Brest, 2007.")
    ('signature', 'Maud Kerbrat', None)
    >>> example("« Le port ne dort jamais la nuit », [Maud Kerbrat] (équipe 7).")
    ('signature', 'Maud Kerbrat', None)
    >>> example("« Le port ne dort jamais. » [Maud Kerbrat] / « Ici, tout le monde rit. » [Paul Roux]")
    ('signature', 'Maud Kerbrat', None)
    >>> example("> Le port ne dort jamais.\\n>\\n> --- PortLibre (@port_libre) 9 avril 2018")
    ('signature', 'PortLibre', None)
    >>> example("« Le port ne dort jamais, même en hiver. »\\n\\n----\\n\\n**[Maud Kerbrat], agente**") is None
    True
    """
    if view.marked.marks == "blockquote":
        return None if is_labelled_note(view) else _inside_blockquote(view) or _below(view)
    behind = signed_behind(view)
    if behind is not None:
        return Evidence(behind)
    end = view.words.at(view.last_block.end)
    return _below(view) if view.opens_block and view.close >= end - 1 else None


def signed_behind(view: View) -> Mention | None:
    """The mention of a signature in the block of the words: behind a dash, in brackets, on the next line."""
    words, end = view.words, view.words.at(view.last_block.end)
    if view.close >= end or not view.is_clause or view.marked.marks == "blockquote" or is_abbreviated(view):
        return None
    if (listed := _in_a_series(view, end)) is not None:
        return listed
    if words.starts[view.close] in view.last_block.lines:
        mention = _signed(words, view.close, end) or _capitals_alone(words, view.close, end)
        named = mention is not None and mention.kind in ("name", "names")
        return mention if named else _role_alone(words, view.close, end)
    marks = DASHES | {"(", "source", "sources"} | {"heading": {":"}, "caption": {","}}.get(view.block.kind, set())
    if words.low[view.close] in marks:
        mention = _signed(words, view.close + (not words.low[view.close].startswith("source")), end)
        if mention is None and words.low[view.close] == "(" and view.opens_block:
            mention = _unnamed(words, view.close, end)
        return mention if mention is not None and (mention.kind != "org" or view.opens_block) else None
    set_off = view.opens_block and words.low[view.close] in (",", ":")
    behind = _named_alone(words, view.close + 1, end, words.low[view.close] == ":") if set_off else None
    if behind is not None:
        return behind
    if view.close < end and view.opens_block and view.inner[-1:] in ".!?…":
        name = mention_at(words, view.close, end)
        alone = name is not None and name.kind in ("name", "names") and _is_function(words, name.last, end)
        return name if alone else _role_alone(words, view.close, end)
    return _in_brackets(view)


def _named_alone(words: Words, first: int, end: int, colon: bool) -> Mention | None:
    """A name that fills the rest of the block, with brackets, or behind a colon with a function.

    "« C'est long », Maud Kerbrat (groupe 7)", "« Qui décide ? » : Maud Kerbrat, le premier jour".
    """
    mention = mention_at(words, first, end)
    if mention is None or mention.kind != "name":
        return None
    rest = [word for word in words.low[mention.last : end] if word != "."]
    bracketed = rest[:1] == ["("] and rest[-1:] == [")"]
    return mention if not rest or bracketed or (colon and _is_function(words, mention.last, end)) else None


def _in_a_series(view: View, end: int) -> Mention | None:
    """The name between this quotation and the next of a line: "« On tient. » Lise Roux / « On rit. » Le Port libre"."""
    words = view.words
    parted = not view.opens_block and words.low[view.open - 1] in _PARTS
    near = range(view.close, min(end, view.close + _NAMED))
    last = next((i for i in near if words.low[i] in _PARTS), end if parted else view.close)
    if last == view.close or not (parted or view.opens_block):
        return None
    mention = mention_at(words, view.close, last) or name_by_capitals(words, view.close, last)
    if mention is None or mention.last < last:  # a project, whatever it is called
        mention = Mention(view.close, last, "org") if words.capital(view.close) else None
    told = words.low[view.close : last]
    text = not ({".", "!", "?"} | finite()).isdisjoint(told)
    short = last - view.close <= _NAMED and view.inner[-1:] in ".!…"
    return mention if mention is not None and mention.kind != "pronoun" and short and not text else None


_PARTS = frozenset({"/", "|", "·", "•"})
_NAMED = 10  # tokens of a name in a series


def _is_function(words: Words, first: int, end: int) -> bool:
    """Whether nothing follows a name at token `first` but a function or an age: ", juriste", ", 51 ans, juriste."."""
    rest = words.low[first:end]
    acts = not (finite().isdisjoint(rest) and grammar("relatives").isdisjoint(rest))
    return rest[:1] in ([], [","], ["."]) and len(rest) <= _FUNCTION and not acts


_FUNCTION = 14  # tokens of a function behind a name


def _capitals_alone(words: Words, first: int, end: int) -> Mention | None:
    """A name that only its capitals show, alone on its line: "« … »" above "Confucius"."""
    mention = name_by_capitals(words, first, end)
    return mention if mention is not None and mention.last >= end else None


def _in_brackets(view: View) -> Mention | None:
    """A name behind the words in the brackets that hold both: "(« On apprend en faisant », Anna Roux)"."""
    words, i = view.words, view.close
    if view.open == view.before or words.low[view.open - 1] != "(":
        return None
    i += words.low[i] in DASHES | {","}
    mention = mention_at(words, i, view.after)
    ends = mention is not None and mention.last < len(words) and words.low[mention.last] == ")"
    return mention if ends and mention is not None and mention.kind in ("name", "org") else None


def _role_alone(words: Words, first: int, end: int) -> Mention | None:
    """A role that fills the rest of the block without a verb: "« … » Une agente du port de Brest"."""
    mention = mention_at(words, first, end)
    if mention is None or mention.kind != "noun" or not is_human(mention.head):
        return None
    return mention if all(word in (".", ",") or word.isdigit() for word in words.low[mention.last : end]) else None


def _signed(words: Words, first: int, end: int) -> Mention | None:
    """The mention of a signature that fills tokens [first, end): a name, perhaps with a function."""
    dashed = first > 0 and words.low[first - 1] in DASHES
    while first < end and words.low[first] in DASHES | {"(", "*"}:
        dashed = True
        first += 1
    refers = REFERS.match(words.text, words.starts[first]) if first < end else None
    if refers is not None:
        first = words.at(refers.end())
    label = words.low[first] if first + 1 < end and words.low[first + 1] == ":" else ""
    labelled = is_human(label) and label not in nouns("rubrics")
    first += 2 * labelled  # "Intervenante : Maud Kerbrat, directrice"
    sourced = words.low[first : first + 2] in (["source", ":"], ["sources", ":"])
    first += 2 * sourced
    first += 2 * (
        sourced
        and words.low[first : first + 1] in (["extrait"], ["extraits"])
        and words.low[first + 1 : first + 2] in (["de"], ["d'"], ["du"], ["des"])
    )
    mention = (_bare_text(words, first, end) if sourced else None) or mention_at(words, first, end)
    if mention is None and dashed:
        mention = _before_a_handle(words, first, end)
    cut = mention is not None and mention.kind == "name" and mention.last < end and words.capital(mention.last)
    if (mention is None or cut) and dashed:  # "— Lise M."
        mention = bare_role_at(words, first, end) or name_by_capitals(words, first, end) or mention
    if mention is None or mention.kind == "pronoun" or not can_speak(mention) or end - first > (90 if refers else 30):
        return None
    following = words.low[mention.last] if mention.last < end else ","
    behind = range(mention.last + 1, min(end, mention.last + 3))
    of_a_body = following in ("de", "du", "des", "d'") and any(words.capital(i) for i in behind)
    if dashed and mention.kind == "name" and of_a_body:
        return mention  # "— Karim de la DINUM"
    return mention if sourced or following in {",", "(", ")", ".", "/", ":", "—", "–", "-", "et", "|"} else None


def _before_a_handle(words: Words, first: int, end: int) -> Mention | None:
    """Who signs a message by the name of an account, whatever it is: "— Pont libre (@pont_libre) 9 avril 2018"."""
    near = range(first + 1, min(end - 1, first + _ACCOUNT))
    bracket = next((i for i in near if words.low[i] == "(" and words.low[i + 1].startswith("@")), None)
    return Mention(first, bracket, "name") if bracket is not None else None


_ACCOUNT = 6  # tokens of an account's name


def _bare_text(words: Words, first: int, end: int) -> Mention | None:
    """A text without its article, as a source: "rapport de l'Observatoire"."""
    if first >= end or words.low[first] not in nouns("text"):
        return None
    return Mention(first, phrase_end(words, first + 1, end), "noun", words.low[first])


def _below(view: View) -> Evidence | None:
    """The signature in the block below; an answer of several blockquotes is signed once."""
    place = view.marked.last_block + 1
    found = _signs(view, place) if not _heads_the_next(view, place) else None
    if found is None and view.marked.marks == "blockquote" and _is_quoted(view, place):
        after = (n for n in range(place + 1, place + SIGNED) if not _is_quoted(view, n))
        found = next((_signs(view, n) for n in after), None)
    return Evidence(found) if found is not None else None


def _heads_the_next(view: View, place: int) -> bool:
    """Whether the name below heads the next quotation, as another name heads this one."""
    if not any(_begins_quoted(view, block) for block in view.blocks[place + 1 : place + 3]):
        return False
    above = view.marked.block - 1
    while above > view.marked.block - SIGNED and above > 0 and _begins_quoted(view, view.blocks[above]):
        above -= 1  # past other quotations under the same name
    return any(_names_somebody(view, block) for block in view.blocks[max(0, above - 1) : above + 1])


def _begins_quoted(view: View, block: Block) -> bool:
    return block.quote is not None or view.words.text[block.start] in "«“"


def _names_somebody(view: View, block: Block) -> bool:
    """Whether a short line begins with a name, that of another quotation's signature apart."""
    words = view.words
    mention = mention_at(words, words.at(block.start), words.at(block.end))
    if mention is None or block.end - block.start > _LINE:
        return False
    if mention.kind not in ("name", "names") and not (mention.kind == "noun" and is_human(mention.head)):
        return False
    ends = mention.last >= words.at(block.end) or words.low[mention.last] in AFTER_NAME | {"et"}
    return ends and not signs_another(view, mention)


_LINE = 150  # code points of a line that heads a quotation
SIGNED = 8  # blocks of blockquotes at most that one signature below is for


def _is_quoted(view: View, place: int) -> bool:
    return place < len(view.blocks) and view.blocks[place].quote is not None


def _signs(view: View, place: int) -> Mention | None:
    block = view.blocks[place] if place < len(view.blocks) else None
    if block is None or block.parted or not view.is_clause or block.kind in ("heading", "table_cell"):
        return None
    words = view.words
    first, last = words.at(block.start), words.at(block.end)
    dashed = first < last and words.low[first] in DASHES | {"("}
    text = words.text[block.start : block.end]
    if any(mark in text for mark in "«“"):
        return None
    presents = _goes_on_about(view, place + 1) or not _is_name_and_function(words, block)
    if text.rstrip().endswith((".", "!", "?", ":")) and not dashed and presents:
        return None
    mention = _signed(words, first, last)
    sourced = words.low[first : first + 1] in (["source"], ["sources"])
    if mention is not None and (mention.kind in ("name", "names", "org") or dashed or sourced):
        return mention
    if block.quote is not None and block.quote == view.block.quote and last - first <= _ROLE:
        unnamed = _unnamed(words, first, last)
        if unnamed is not None and finite().isdisjoint(words.low[first:last]):
            return unnamed  # "> « … »" above "> *Agente de nuit*"
    series = view.decided and view.decided[-1].rule == "signature"
    return (_role_alone(words, first, last) if series else None) or _name_with_a_role(words, first, last)


def _is_name_and_function(words: Words, block: Block) -> bool:
    """Whether a short line in bold at its head is a name and a function: "**Maud Kerbrat**, agente au port."."""
    first, last = words.at(block.start), words.at(block.end)
    name = words.names.get(first)
    bold = name is not None and any(a <= block.start and b >= block.start + len(name.text) for a, b in block.bold)
    low = words.low[name.end : last] if name is not None and name.label_ == "PER" else []
    acts = not finite().isdisjoint(low)
    return bold and low[:1] == [","] and not acts and block.end - block.start <= _LINE


def _name_with_a_role(words: Words, first: int, end: int) -> Mention | None:
    """A name that only its capitals show, before a comma and a role: "Poyel, saisonnier & masseur"."""
    mention = name_by_capitals(words, first, end)
    if mention is None or mention.last + 1 >= end or _is_no_name(words.low[mention.first]):
        return None
    role = words.low[mention.last + 1]
    return mention if words.low[mention.last] == "," and is_human(role) and not role.endswith("s") else None


def _is_no_name(word: str) -> bool:
    """Whether a word that opens a line is no name: "Demain, élus et marins au port"."""
    common = any(word in grammar(name) for name in ("adverbs", "prepositions", "determiners_plural"))
    return common or word in nouns("times") or word in nouns("speech") or word in lexicon.words("places")


def _goes_on_about(view: View, place: int) -> bool:
    """Whether a block goes on about who was named above: "Il est arrivé hier."."""
    block = view.blocks[place] if place < len(view.blocks) else None
    return block is not None and view.words.low[view.words.at(block.start)] in ("il", "elle")


_ROLE = 10  # tokens of a line that tells a role and nothing else


def _inside_blockquote(view: View) -> Evidence | None:
    """The last line of a blockquote, or what follows a dash at its end, is its signature."""
    words = view.words
    block = view.last_block
    first, last = words.at(block.start), words.at(block.end)
    if view.marked.signed is not None:
        start = words.at(view.marked.signed)
        mention = _signed(words, start, last) or _unnamed(words, start, last)
        if mention is not None:
            return Evidence(mention)
    if view.marked.last_block > view.marked.block:
        mention = _signed(words, first, last)
        if mention is not None and (mention.kind != "noun" or mention.last >= last - 1 or words.low[first] in DASHES):
            return Evidence(mention, end=view.blocks[view.marked.last_block - 1].end)
    bold = next((a for a, b in block.bold if a > block.start and b >= block.end - 1), None)
    if bold is not None and words.text[block.start : bold].rstrip().endswith((".", "!", "?", "…")):
        mention = _signed(words, words.at(bold), last)
        if mention is not None and mention.kind in ("name", "names", "org"):
            return Evidence(mention, end=words.offsets(words.at(bold) - 1, words.at(bold))[1])
    for line in reversed(block.lines):
        mention = _signed(words, words.at(line), last)
        if mention is not None and mention.kind in ("name", "names"):
            return Evidence(mention, end=words.offsets(words.at(line) - 1, words.at(line))[1])
    for i in range(last - 1, max(first, last - 25), -1):
        if words.low[i] in DASHES - {"-", "_", "/"} or (
            words.low[i] in ("-", "(") and words.text[words.starts[i] - 1].isspace()
        ):
            mention = _signed(words, i, last)
            if mention is not None:
                return Evidence(mention, end=words.offsets(i - 1, i)[1])
    return None


def _unnamed(words: Words, first: int, end: int) -> Mention | None:
    """A signature that names nobody, by a role without its article: "(étudiante, L2 droit)"."""
    while first < end and words.low[first] in DASHES | {"(", "*"}:
        first += 1
    for i in range(first, min(end, first + 3)):
        if is_human(words.low[i]):
            number = "p" if words.low[i].endswith("s") else "s"
            return Mention(first, phrase_end(words, i + 1, end), "noun", words.low[i], number, definite=False)
    return None


def signs_another(view: View, mention: Mention) -> bool:
    """Whether the name is the signature of the quotation before."""
    last = view.decided[-1] if view.decided else None
    signed = last is not None and last.rule == "signature" and last.evidence.mention is not None
    return signed and last is not None and last.evidence.mention == mention


AFTER_NAME = frozenset({",", "(", ":", "/", "—", "–", "-", "|", "."})
