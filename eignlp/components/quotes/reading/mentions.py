"""Mentions: the words that designate who speaks, at a token."""

from functools import cache

from eignlp.components.morphology.people import is_human
from eignlp.components.morphology.verbs import finite
from eignlp.components.quotes.model import Mention
from eignlp.components.quotes.reading.cues import is_written
from eignlp.components.quotes.reading.noun_phrases import INDEFINITE, TO, noun_phrase_at
from eignlp.components.quotes.reading.proper_names import name_at
from eignlp.components.quotes.reading.words import Words
from eignlp.lexicon import grammar, nouns


def mention_at(words: Words, i: int, end: int) -> Mention | None:
    """The mention that begins at token i, within [i, end): a name, a pronoun, an article and its noun."""
    if i >= end:
        return None
    word = words.low[i]
    named = name_at(words, i, end)
    if named is not None:
        return named
    titled = words.names.get(i + 1) if i + 1 < end and i not in words.names and is_human(word) else None
    if titled is not None and titled.label_ == "PER" and titled.start == i + 1:
        return Mention(i + 1, min(titled.end, end), "name")  # "Commandant Paul Roux, …"
    return (
        _demonstrative_at(words, i, end)
        or _pronoun_at(words, i)
        or _somebody(words, i, end)
        or noun_phrase_at(words, i, end)
    )


def _demonstrative_at(words: Words, i: int, end: int) -> Mention | None:
    """A demonstrative that stands alone: "celui-ci", "celle | -là", "ce | dernier"."""
    word, behind = words.low[i], words.low[i + 1 : min(i + 3, end)]
    pointed = 1 if behind[:1] in (["-ci"], ["-là"]) else 2 if behind in (["-", "ci"], ["-", "là"]) else 0
    head = word.removesuffix("-ci").removesuffix("-là")
    if head in grammar("demonstratives") and (head != word or pointed):
        number = "p" if head.startswith(("ceux", "celles")) else "s"
        return Mention(i, i + 1 + pointed, "demonstrative", f"{head}-ci", number, "f" if "elle" in head else "m")
    if word in ("ce", "cette", "ces") and behind and behind[0].removesuffix("s") in ("dernier", "dernière"):
        number, gender = "p" if behind[0].endswith("s") else "s", "f" if "ère" in behind[0] else "m"
        return Mention(i, i + 2, "demonstrative", "dernier", number, gender)
    return None


def _pronoun_at(words: Words, i: int) -> Mention | None:
    """A personal pronoun: "elle", "j'", "eux"; "il" of "il faut" is nobody's."""
    word = words.low[i]
    if word == "il" and _is_impersonal(words, i + 1):
        return None
    if word in ("tous", "toutes", "les") and words.low[i + 1 : i + 2] == ["deux"]:
        alone = word != "les" or _stands_alone(words, i + 2, len(words))
        gender = "f" if word == "toutes" else ""
        return Mention(i, i + 2, "pronoun", "ils", "p", gender) if alone else None
    if word in grammar("pronouns"):
        number = "p" if word in ("ils", "elles", "nous") else "s"
        gender = {"il": "m", "ils": "m", "elle": "f", "elles": "f"}.get(word, "")
        return Mention(i, i + 1, "pronoun", "je" if word == "j'" else word, number, gender)
    if word in ("lui", "eux"):
        return Mention(i, i + 1, "pronoun", {"lui": "il", "eux": "ils"}[word], "s" if word == "lui" else "p", "m")
    return None


def _is_impersonal(words: Words, i: int) -> bool:
    """Whether the verb at token i has nobody for its "il": "il faut", "il n'y a", "il s'agit", "il est écrit que"."""
    while i < len(words) and (words.low[i] in grammar("negation") or words.low[i] in ("y", "s'", "en")):
        i += 1
    if i + 1 < len(words) and words.low[i] in grammar("datives") and words.low[i + 1].startswith("arriv"):
        return True  # "il m'arrive de me dire"
    if words.low[i - 1] == "y" and i < len(words) and words.low[i] in grammar("auxiliaries"):
        return True
    if i < len(words) and words.low[i] in grammar("auxiliaries"):
        i += 1
    if is_written(words, i):
        return True
    if i + 1 < len(words) and words.low[i] in ("revient", "revenait") and words.low[i + 1] in TO:
        return True
    return i < len(words) and words.low[i] in grammar("impersonal")


def noun_at(words: Words, i: int, end: int) -> Mention | None:
    """The noun phrase that begins at token i and can speak: `mention_at`, quick where none can begin."""
    word = words.low[i]
    if not (word in _beginnings() or word.isdigit()):
        return None
    mention = mention_at(words, i, end)
    return mention if mention is not None and mention.kind == "noun" and can_speak(mention) else None


@cache
def _beginnings() -> frozenset[str]:
    return grammar("determiners_singular") | grammar("determiners_plural") | _SOMEBODY | {"d'"}


_SOMEBODY = frozenset({"quelqu'un", "quelqu'une", "quelqu'", "certains", "certaines", "beaucoup", "plusieurs"})


def _somebody(words: Words, i: int, end: int) -> Mention | None:
    """A pronoun for somebody whom nobody names: "quelqu'un", "certains", "d'autres", "l'un d'eux"."""
    word = words.low[i]
    if word in ("quelqu'un", "quelqu'une"):
        return Mention(i, i + 1, "noun", "quelqu'un", definite=False)
    if word == "quelqu'" and i + 1 < end and words.low[i + 1] in ("un", "une"):
        return Mention(i, i + 2, "noun", "quelqu'un", definite=False)
    follows = words.low[i + 1] if i + 1 < end else "."
    if follows in ("autre", "autres") and word in ("un", "une", "l'", "les") and _stands_alone(words, i + 2, end):
        return Mention(i + 1, i + 2, "noun", follows, "p" if follows == "autres" else "s", definite=False)
    one = i + 1 if word == "l'" else i
    if one + 2 < end and words.low[one] in INDEFINITE and _of_them(words, one + 1):
        named = words.names.get(one + 4) if words.low[one + 3 : one + 4] == [","] else None
        if named is not None and named.label_ == "PER" and named.end <= end:
            return Mention(named.start, named.end, "name")  # "l'une d'elles, Anna Roux, …"
        return Mention(one, one + 1, "noun", words.low[one], gender="fm"[words.low[one] == "un"], definite=False)
    behind = i + 2 + (words.low[i + 2 : i + 3] != [] and words.low[i + 2] in grammar("clitics"))
    if word in ("le", "la") and follows in grammar("ranks") and (behind > i + 2 or _stands_alone(words, behind, end)):
        return Mention(i + 1, i + 2, "noun", follows, gender="mf"[word == "la"])
    alone = _stands_alone(words, i + 1, end)
    if word in ("certains", "certaines", "beaucoup", "plusieurs") and alone and follows not in ("de", "d'"):
        return Mention(i, i + 1, "noun", word, "p", definite=False)
    if word == "d'" and follows == "autres" and not (i + 2 < end and words.low[i + 2] in nouns("human")):
        return Mention(i + 1, i + 2, "noun", "autres", "p", definite=False)
    return None


def _of_them(words: Words, i: int) -> bool:
    return words.low[i] in ("d'", "de", "parmi") and words.low[i + 1] in ("eux", "elles", "entre", "nous")


def _stands_alone(words: Words, i: int, end: int) -> bool:
    """Whether no noun follows at token i, for which the word before would only be its article."""
    word = words.low[i] if i < end else "."
    verbal = word in finite() or word in grammar("negation")
    return not word[:1].isalpha() or word in grammar("prepositions") or verbal or word in grammar("reflexives")


def can_speak(mention: Mention) -> bool:
    """Whether a mention designates what can speak: names and pronouns do, nouns by the lexicon.

    "Le conseil" may be a body, "un conseil" is what somebody says.
    """
    if mention.kind != "noun":
        return True
    if not mention.definite and mention.head in nouns("speech") and mention.head in nouns("org"):
        return False
    speaks = any(mention.head in nouns(name) for name in ("org", "text", "collective", "adjectival"))
    return speaks or is_human(mention.head) or mention.head in INDEFINITE | grammar("ranks") | nouns("superlatives")


def names_somebody(mention: Mention) -> bool:
    """Whether a mention is a name or a noun for people: "Anna Roux", "une voisine"."""
    return mention.kind == "name" or is_human(mention.head)
