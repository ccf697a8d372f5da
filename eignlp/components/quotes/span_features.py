"""What is seen of a marked span, by name: its words, its edges, its sentence, its block, the rules that apply."""

import re
from collections.abc import Mapping
from functools import cache

from eignlp.components.morphology.people import is_human
from eignlp.components.morphology.verbs import CLASSES, members
from eignlp.components.quotes.model import Evidence, Features
from eignlp.components.quotes.reading.cues import SAYING, cue_at
from eignlp.components.quotes.reading.introducers import introducer_at
from eignlp.components.quotes.refuse import is_labelled_note
from eignlp.components.quotes.view import FAR, View
from eignlp.lexicon import grammar, nouns

SAID = 3  # words from which on what a verb and a colon announce is seldom a title: "a écrit : « Il faut courir »"
_TOPICS = ("text", "org", "collective", "speech", "named", "wording")


def span_features(view: View, rules: Mapping[str, Evidence], refused: str) -> Features:
    """What is seen of a span: its words, what stands around it, which rules would take or refuse it."""
    found: Features = {"bias": 1.0}
    for part in (_inside, _edges, _layout, _sentence, _passage, _lead):
        found |= part(view)
    found |= {f"rule={rule}": 1.0 for rule in rules}
    found |= {f"rule={rule} & clause={view.is_clause}": 1.0 for rule in rules}
    found["rules"] = min(3.0, len(rules))
    if not rules:
        found["no rule"] = 1.0
    found[f"refused={refused}"] = 1.0
    found["turn of a transcript"] = float("turn" in rules and _has_turns_beside(view))
    found["labelled note"] = float(is_labelled_note(view))
    found[f"refused={refused} & clause={view.is_clause}"] = 1.0
    judged = rules.get("object_of_verb")
    if judged is not None and judged.cue is not None and view.size <= 2:
        found["judged"] = float(judged.cue.lemma in members("judging"))
    if rules:
        found[f"taken & refused={refused}"] = 1.0
        found[f"taken & clause={view.is_clause}"] = 1.0
    return found


def _has_turns_beside(view: View) -> bool:
    """Whether the blockquote goes on before or after the span: a transcript, of which it is one turn."""
    beside = (view.block_before(), view.block_after())
    return any(block is not None and block.quote == view.block.quote for block in beside)


_SIZES = ((1, "1"), (2, "2"), (4, "3-4"), (8, "5-8"), (15, "9-15"))


def _size(words: int) -> str:
    """A number of words as a class.

    >>> _size(1), _size(4), _size(40)
    ('1', '3-4', '16+')
    """
    return next((name for most, name in _SIZES if words <= most), "16+")


def _inside(view: View) -> Features:
    """The words between the marks: how many, how they begin and end, what kind of words."""
    inner, size, clause = view.inner, view.size, view.is_clause
    low = view.words.low[view.words.at(view.marked.start) : view.words.at(view.marked.end)]
    found = {
        f"size={_size(size)}": 1.0,
        "ends with a stop": float(inner[-1:] in ".!…"),
        "ends with ?": float(inner[-1:] == "?"),
        "capital": float(inner[:1].isupper()),
        "small": float(inner[:1].islower()),
        "first person": float(any(w in grammar("first_person") for w in low)),
        "second person": float(any(w in grammar("second_person") for w in low)),
        "clause words": min(4, sum(w in grammar("clause_words") for w in low)) / 4,
        "no clause word": float(not any(w in grammar("clause_words") for w in low)),
        "several sentences": float(bool(re.search(r"[.!?…]\s+\S", inner))),
        "capitals": float(size >= 2 and sum(w[:1].isupper() for w in inner.split()) / size > 0.6),
        "digits": float(any(c.isdigit() for c in inner)),
        "brackets": float("[" in inner or ("(" in inner and "…" in inner)),
        "english": float(sum(w in grammar("english") for w in low) >= 2),
    }
    if clause:
        found |= {f"{name} & clause": value for name, value in found.items() if value}
    return found | {f"clause={clause}": 1.0}


def _class(view: View, i: int) -> str:
    """What kind of word token i is, for the words beside the marks."""
    words = view.words
    if not 0 <= i < len(words) or "\n" in words.low[i]:
        return "edge"
    word = words.low[i]
    if not any(c.isalnum() for c in word):
        return word.strip() or "edge"
    if i in words.names:
        return words.names[i].label_
    if word in ("que", "qu'", "comme", "de", "d'", "par", "selon", "et", "ou", "à", "en", "est", "un", "une"):
        return word
    for name in ("determiners_singular", "determiners_plural", "prepositions", "relatives", "auxiliaries", "clitics"):
        if word in grammar(name):
            return name
    cue = cue_at(words, i, min(len(words), i + 6))
    if cue is not None:
        return f"cue {next((name for name in CLASSES if name in cue.classes), 'none')}"
    for topic in _TOPICS:
        if word in nouns(topic):
            return topic
    if is_human(word):
        return "human"
    return "capital" if words.capital(i) else "word"


def _edges(view: View) -> Features:
    words = view.words
    first = view.open > view.before
    before = _class(view, view.open - 1) if first else "start"
    second = _class(view, view.open - 2) if view.open - 1 > view.before else "start"
    end = words.at(view.last_block.end)
    after = _class(view, view.close) if view.close < max(view.after, end) else "end"
    clause = view.is_clause
    means = words.low[view.close : view.close + 2]
    return {
        "means": float(means[:1] in (["signifie"], ["désigne"], ["signifiait"]) or means == ["veut", "dire"]),
        f"before={before}": 1.0,
        f"before={before} & clause={clause}": 1.0,
        f"before2={second} {before}": 1.0,
        f"after={after}": 1.0,
        f"after={after} & clause={clause}": 1.0,
    }


def _layout(view: View) -> Features:
    block = view.block
    bold = any(a <= view.marked.start and view.marked.end <= b for a, b in block.bold)
    italic = any(a <= view.marked.start + 1 and view.marked.end - 1 <= b for a, b in block.italic)
    above = view.block_before()
    question = above is not None and view.words.text[above.start : above.end].rstrip().endswith("?")
    colon = above is not None and view.words.text[above.start : above.end].rstrip().endswith(":")
    clause = view.is_clause
    found = {
        f"marks={view.marked.marks}": 1.0,
        f"marks={view.marked.marks} & clause={clause}": 1.0,
        f"block={block.kind}": 1.0,
        f"block={block.kind} & clause={clause}": 1.0,
        "nested": float(view.marked.depth > 0),
        "open": float(not view.marked.closed),
        "link": float(view.is_link),
        "bold": float(bold),
        "italic": float(italic),
        "italic & clause": float(italic and clause),
        "opens block": float(view.opens_block),
        "fills block": float(view.fills_block),
        "fills block & clause": float(view.fills_block and clause),
        "answers a question": float(view.answers),
        "answers a question & fills block": float(view.answers and view.fills_block),
        "question above & opens": float(question and view.opens_block),
        "colon above & opens": float(colon and view.opens_block),
        "page of a person": float(view.context.person is not None),
        "several blocks": float(view.marked.last_block > view.marked.block),
    }
    if block.quote is not None and view.marked.marks != "blockquote":
        found |= {"in a blockquote": 1.0, "in a blockquote & fills block": float(view.fills_block)}
    for name in ("fills block", "opens block"):
        found[f"{name} & {view.marked.marks}"] = found[name]
    return found | (_blockquote(view, colon) if view.marked.marks == "blockquote" else {})


def _blockquote(view: View, colon: bool) -> Features:
    """What tells a quotation in a blockquote from a note in the author's own voice."""
    words, inner = view.words, view.inner
    low = set(words.low[words.at(view.marked.start) : words.at(view.marked.end)])
    links = any(view.marked.start <= a < view.marked.end for block in view.blocks for a, _, _ in block.links)
    return {
        "note: signed": float(view.marked.signed is not None),
        "note: colon above": float(colon),
        "note: symbol first": float(not inner[:1].isalnum() and inner[:1] not in "«“\"'([…"),
        "note: I": float(bool(low & {"je", "j'", "moi", "mon", "ma", "mes"})),
        "note: we": float(bool(low & {"nous", "notre", "nos"})),
        "note: you": float(bool(low & {"vous", "votre", "vos"})),
        "note: link": float(links),
        "note: last of the post": float(view.marked.last_block == len(view.blocks) - 1),
    }


def _sentence(view: View) -> Features:
    words = view.words
    found: Features = {}
    clause = view.is_clause
    for place, cue in view.cues_around:
        if cue.person == 1 and cue.classes & SAYING:
            found["I report"] = 1.0
        side = "before" if place <= 0 and cue.last <= view.open else "after"
        for name in cue.classes:
            found[f"cue {name} {side}"] = 1.0
            found[f"cue {name} {side} & clause={clause}"] = 1.0
            near = abs(place) <= 3
            found[f"cue {name} {side} {'near' if near else 'far'}"] = 1.0
    around = [i for i in (*range(view.before, view.open), *range(view.close, view.after)) if not words.quoted[i]]
    labels = {words.names[i].label_ for i in around if i in words.names}
    for label in labels:
        found[f"{label} in sentence"] = 1.0
        found[f"{label} in sentence & clause={clause}"] = 1.0
    topics = {topic for i in around for topic in _topics().get(words.low[i], ())}
    for topic in topics:
        found[f"{topic} in sentence"] = 1.0
        found[f"{topic} in sentence & clause={clause}"] = 1.0
    if any(introducer_at(words, i, view.open) for i in range(view.before, view.open) if not words.quoted[i]):
        found["introducer"] = 1.0
        found[f"introducer & clause={clause}"] = 1.0
    said = view.has_colon and any(place <= 0 and "say" in cue.classes for place, cue in view.cues_around)
    found["said before a colon & capital"] = float(said and view.size >= SAID and view.inner[:1].isupper())
    if not around:
        found["alone in sentence"] = 1.0
    if view.inner[-1:] == "?":
        found["question announced"] = float(any(words.low[i] in ("question", "questions") for i in around))
    subjects = {words.low[i] for i in around} & {"je", "j'", "nous", "on", "il", "elle", "ils", "elles", "vous"}
    found |= {f"pronoun {subject}": 1.0 for subject in subjects}
    return found | {f"word {words.low[i]}": 1.0 for i in around if words.low[i] in grammar("hedges")}


@cache
def _topics() -> dict[str, list[str]]:
    """The topics of each noun that has some."""
    found: dict[str, list[str]] = {}
    for topic in (*_TOPICS, "human"):
        for noun in nouns(topic):
            found.setdefault(noun, []).append(topic)
    return found


def _passage(view: View) -> Features:
    """What the block and the spans before say: a passage that reports somebody's words goes on doing so."""
    words = view.words
    last = view.last_decided()
    found: Features = {}
    if last is not None:
        near = last.marked.last_block == view.marked.block
        found["quotation before" if near else "quotation in the block before"] = 1.0
        found[f"quotation before & clause={view.is_clause}"] = 1.0
    first, end = words.at(view.block.start), words.at(view.block.end)
    first, end = max(first, view.open - FAR), min(end, view.close + FAR)
    outside = [i for i in range(first, end) if not words.quoted[i]]
    people = {words.names[i].start for i in outside if i in words.names and words.names[i].label_ == "PER"}
    found["people in block"] = float(min(2, len(people)))
    earlier = [i for i in range(first, view.before) if not words.quoted[i]]
    cues = 0
    for i in earlier:
        cue = cue_at(words, i, end) if i not in words.names else None
        cues += cue is not None and bool(cue.classes & {"say", "reflexive"})
    found["cues earlier in block"] = min(3, cues) / 3
    found[f"cues earlier in block & clause={view.is_clause}"] = min(3, cues) / 3
    if view.before > first and view.open == view.before:
        start, _ = words.sentence(view.before - 1)
        for i in range(start, view.before):
            if i in words.names and not words.quoted[i]:
                found[f"{words.names[i].label_} in the sentence before"] = 1.0
    if people and not cues:
        found["people without cue"] = 1.0
    return found


def _lead(view: View) -> Features:
    """What the sentence says that introduces the span's block with a colon."""
    if view.lead is None:
        return {}
    words, (first, last) = view.words, view.lead
    found: Features = {"lead": 1.0, f"lead & clause={view.is_clause}": 1.0}
    for i in range(first, last):
        if words.quoted[i]:
            continue
        cue = cue_at(words, i, last) if i not in words.names else None
        for name in cue.classes if cue is not None else ():
            found[f"lead cue {name}"] = 1.0
        for topic in _topics().get(words.low[i], ()):
            found[f"lead {topic}"] = 1.0
        if i in words.names:
            found[f"lead {words.names[i].label_}"] = 1.0
    return found
