"""Features: what is seen of a marked span, and of each candidate for its speaker, by name.

Every feature is a statement about French or about layout; names of people, titles and words of the
quotations are none.
"""

import re
from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence
from functools import cache

from eignlp.components.quotes.candidates import Candidate, distance
from eignlp.components.quotes.cues import cue_at
from eignlp.components.quotes.interviews import asked_about
from eignlp.components.quotes.introducers import introducer_at
from eignlp.components.quotes.mentions import is_governed, is_human
from eignlp.components.quotes.model import Cue, Evidence, Mention
from eignlp.components.quotes.refuse import is_labelled_note
from eignlp.components.quotes.resolve import Resolver, gender_of, gender_of_noun
from eignlp.components.quotes.verbs import CLASSES, members, third_persons
from eignlp.components.quotes.view import FAR, View
from eignlp.components.quotes.words import grammar, nouns
from eignlp.people import folded

Features = dict[str, float]

_SAYING = frozenset({"say", "reflexive", "manner", "fragment"})

_TOPICS = ("text", "org", "collective", "speech", "named", "wording")


def span_features(view: View, rules: Mapping[str, Evidence], refused: str) -> Features:
    """What is seen of a span: its words, what stands around it, which rules would take or refuse it."""
    found: Features = {"bias": 1.0}
    for part in (_inside, _edges, _layout, _sentence, _passage, _lead):
        found |= part(view)
    found |= {f"rule={rule}": 1.0 for rule in rules}
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


def cues_around(view: View) -> list[tuple[int, Cue]]:
    """(signed distance in tokens, cue) of the reporting words in the span's sentence, outside of marks."""
    words = view.words
    found = []
    for first, last in ((view.before, view.open), (view.close, view.after)):
        i = first
        while i < last:
            cue = None if words.quoted[i] or i in words.names else cue_at(words, i, last)
            if cue is not None:
                found.append((cue.last - view.open if last == view.open else cue.first - view.close, cue))
                i = cue.last
            else:
                i += 1
    return found


def nearest_cue(view: View) -> Cue | None:
    """The reporting words of the sentence that stand nearest to the span, if they are near."""
    near = [(abs(place), n, cue) for n, (place, cue) in enumerate(cues_around(view)) if cue.classes & _SAYING]
    place, _, cue = min(near, default=(_FAR, 0, None))
    return cue if place < _FAR else None


_FAR = 8  # tokens


def _sentence(view: View) -> Features:
    words = view.words
    found: Features = {}
    clause = view.is_clause
    for place, cue in cues_around(view):
        if cue.person == 1 and cue.classes & _SAYING:
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


def candidate_features(
    view: View, candidates: Sequence[Candidate], resolver: Resolver, spoken: Sequence[str]
) -> list[Features]:
    """What is seen of each candidate for the span's speaker, alone and among the others; last, of nobody.

    `spoken` are the names of those who spoke before in the post.
    """
    words = _of_words(view)
    rule = next((rule for c in candidates for rule in c.evidence), None)
    ruled = next((evidence.mention for c in candidates for evidence in c.evidence.values()), None)
    named = resolver.named
    top = max(named.values(), default=0)
    pronoun = _pronoun_subject(candidates)
    taken_up = _pronoun_near(view)
    described = _role_subject(candidates)
    last = view.last_decided()
    signed = last.evidence.mention if last is not None and last.rule == "signature" else None
    turn = resolver.turn(view.open)
    asked = {resolver.full(m) for m in asked_about(view.words, view.question)} if view.question is not None else set()
    taking = "I" if pronoun is not None and pronoun.head == "je" else "rule" if rule is not None else "none"
    people = [c for c in candidates if c.speaker.kind == "person"]
    nearest = _nearest(view, candidates)
    nearest_person = _nearest(view, people)
    author_reports = any(cue.person == 1 and cue.classes & _SAYING for _, cue in cues_around(view))
    most = max((c.mentions for c in people), default=0)
    title = f" {folded(view.context.title)} "
    found = []
    for candidate in candidates:
        seen = _of_candidate(view, candidate)
        person = candidate.speaker.kind == "person"
        name = candidate.speaker.name
        seen |= {f"{what} & kind={candidate.speaker.kind}": 1.0 for what in words}
        seen["only person"] = float(person and len(people) == 1)
        seen["most named of the post"] = float(person and named[name] == top > 1)
        seen["only person of the post"] = float(person and len(named) == 1 and name in named)
        if turn is not None:
            seen["answers in this turn"] = float(name == turn)
            seen[f"answers in this turn & by {taking}"] = float(name == turn)
        seen["signs the quotation before"] = float(candidate.mention is not None and candidate.mention == signed)
        seen["spoke before"] = float(name in spoken)
        if not person:
            seen["in the title"] = float(f" {folded(name)} " in title)
        seen["nobody else spoke before"] = float(bool(spoken) and set(spoken) == {name})
        seen["nearest"] = float(candidate is nearest)
        seen["nearest person"] = float(candidate is nearest_person)
        seen["most mentioned person"] = float(person and candidate.mentions == most > 0)
        if rule is None:
            seen |= {f"no rule & {name}": 1.0 for name in _ALONE if seen.get(name)}
        elif not candidate.evidence:
            role = "role" in candidate.origins
            seen |= {f"against {rule}": 1.0, f"against {rule} & role": float(role)}
            seen["against a rule & role & recent"] = float(role and "recent" in candidate.origins)
            seen |= {f"against a rule & from={origin}": 1.0 for origin in candidate.origins}
            seen["against a rule & governed"] = seen.get("governed", 0.0)
            seen["against a rule & named behind it"] = float(_is_behind(candidate, ruled, view))
            seen[f"against a rule & kind={candidate.speaker.kind}"] = 1.0
        if view.answers:
            seen |= _of_question(asked, candidate)
            seen |= {f"answers & from={origin}": 1.0 for origin in candidate.origins}
            seen |= {
                f"answers & {what}": 1.0
                for what in ("in the title", "only person", "most named of the post")
                if seen.get(what)
            }
            seen[f"answers & kind={candidate.speaker.kind}"] = 1.0
        if author_reports:
            seen |= {f"I report & from={origin}": 1.0 for origin in candidate.origins} or {"I report": 1.0}
        if described is not None:
            seen |= _takes_the_role(view, described, candidate, resolver)
        if pronoun is not None:
            seen |= _agreement(pronoun, candidate, resolver)
        elif taken_up is not None:
            seen |= {f"near {name}": value for name, value in _agreement(taken_up, candidate, resolver).items()}
        found.append(seen)
    return [*found, _of_nobody(view, candidates, words, author_reports)]


def _is_behind(candidate: Candidate, ruled: Mention | None, view: View) -> bool:
    """Whether the candidate is named between whom a rule takes and the span: "la gardienne, derrière Luc, dit : «"."""
    return ruled is not None and candidate.mention is not None and ruled.last <= candidate.mention.first < view.open


def _of_question(asked: Collection[str], candidate: Candidate) -> Features:
    """Whether the question asks about the candidate: then somebody else answers."""
    if candidate.speaker.name in asked:
        return {"asked about": 1.0} | {f"asked about & from={origin}": 1.0 for origin in candidate.origins}
    return {"not asked about": float(candidate.speaker.kind == "person")}


def _of_nobody(view: View, candidates: Sequence[Candidate], words: Sequence[str], author_reports: bool) -> Features:
    """What speaks for nobody whom the post tells: no rule, no person near, an author who stays unnamed, "on dit"."""
    found: Features = {"nobody": 1.0} | {f"nobody & {what}": 1.0 for what in words}
    found["nobody & one says"] = float(_one_says(view))
    if not any(c.evidence for c in candidates):
        found["nobody & no rule"] = 1.0
    if not any("near" in c.origins for c in candidates):
        found["nobody & nobody near"] = 1.0
    if author_reports and not any("author" in c.origins for c in candidates):
        found["nobody & I report"] = 1.0
    return found


def _one_says(view: View) -> bool:
    """Whether one says the words, or the author takes them in: "on m'avait dit", "lit-on", "j'entendais déjà"."""
    cue, low = nearest_cue(view), view.words.low
    if any(around.person == 1 and around.lemma in grammar("taking_in") for _, around in cues_around(view)):
        return True
    told = [*range(*view.lead or (0, 0)), *range(view.before, view.open)]
    if any(low[i : i + 1] == ["on"] and low[i + 1 : i + 2] in (["me"], ["m'"], ["nous"]) for i in told):
        return True  # "la question que l'on me pose :"
    if cue is None:
        return False
    around = low[max(0, cue.first - 3) : cue.first] + low[cue.first : cue.last + 1]
    return any(word.removeprefix("-").removeprefix("t-") == "on" for word in around)


def _of_words(view: View) -> list[str]:
    """What the words between the marks say of who can have said them: "je" is one person, "nous" more."""
    low = set(view.words.low[view.words.at(view.marked.start) : view.words.at(view.marked.end)])
    found = [f"clause={view.is_clause}", f"marks={view.marked.marks}"]
    if low & {"je", "j'", "moi", "me", "m'", "mon", "ma", "mes"}:
        found.append("I inside")
    if low & {"nous", "notre", "nos"}:
        found.append("we inside")
    return found


_ALONE = (
    "only person",
    "most named of the post",
    "only person of the post",
    "spoke before",
    "nobody else spoke before",
    "nearest",
    "nearest person",
    "most mentioned person",
    "from=recent",
    "from=author",
    "from=page",
    "from=title",
    "from=role",
    "from=topic",
    "from=discussed",
    "kind=anonymous",
    "kind=group",
    "kind=text",
    "kind=org",
)


def _pronoun_subject(candidates: Sequence[Candidate]) -> Mention | None:
    """The pronoun that a rule found as the subject of the reporting verb."""
    evidences = (evidence for c in candidates for evidence in c.evidence.values())
    return next((e.mention for e in evidences if e.mention and e.mention.kind in ("pronoun", "demonstrative")), None)


def _role_subject(candidates: Sequence[Candidate]) -> Mention | None:
    """The role that a rule found as the speaker, and that no name is known for: "rappelle le sociologue"."""
    for candidate in candidates:
        if candidate.evidence:
            mention = next(iter(candidate.evidence.values())).mention
            role = mention is not None and mention.kind == "noun" and mention.number == "s" and mention.definite
            return mention if role and mention is not None and candidate.speaker.kind == "anonymous" else None
    return None


def _takes_the_role(view: View, role: Mention, candidate: Candidate, resolver: Resolver) -> Features:
    """Whether the role may be the candidate's: "le sociologue" after Paul Roux, "ma cheffe" is nobody named."""
    article = view.words.low[role.first - 1] if role.first else ""
    named = "article" if article in ("le", "la", "l'") else "own"
    if candidate.mention is role:
        return {f"role by {named}": 1.0, f"role of {min(3, role.last - role.first)} words": 1.0}
    if candidate.speaker.kind != "person":
        return {"role & no person": 1.0}
    name = candidate.speaker.name
    if not any(person.name == name and person.token < role.first for person in resolver.people):
        return {"role & named later": 1.0}
    if named == "own":
        return {"role by own & person": 1.0}
    others = resolver.functions.get(name, set())
    if others and role.head not in others and role.last - role.first > 1:
        return {"role & no person": 1.0}  # "le président du Département" after "le préfet, Paul Roux"
    known = resolver.genders.get(name) or gender_of(name)
    gender = role.gender or {"le": "m", "la": "f"}.get(article, "") or gender_of_noun(role.head)
    fits = "unknown" if not known or not gender else "fits" if known == gender else "clashes"
    found = {"role by article & person": 1.0, f"role & gender {fits}": 1.0}
    found["role & other function"] = float(bool(others))
    found |= {f"role & {fits} & from={origin}": 1.0 for origin in candidate.origins}
    return found


def _pronoun_near(view: View) -> Mention | None:
    """The third-person pronoun nearest before the span, in its sentence or the one before, else after it."""
    words = view.words
    first = words.sentence(max(0, view.before - 1))[0]
    first = max(first, words.at(view.block.start))
    for i in (*range(view.open - 1, first - 1, -1), *range(view.close, view.after)):
        word = words.low[i].removeprefix("-").removeprefix("t-")
        if word in ("il", "elle", "ils", "elles") and not words.quoted[i]:
            gender = "f" if word.startswith("elle") else "m"
            return Mention(i, i + 1, "pronoun", word, "p" if word.endswith("s") else "s", gender)
    return None


def _agreement(pronoun: Mention, candidate: Candidate, resolver: Resolver) -> Features:
    """Whether the candidate can be what the pronoun takes up, by gender and number."""
    kind, name = candidate.speaker.kind, candidate.speaker.name
    if pronoun.head in ("je", "nous"):
        return {f"I & from={origin}": 1.0 for origin in candidate.origins} | {f"I & kind={kind}": 1.0}
    found = {f"pronoun {pronoun.number} & kind={kind}": 1.0}
    if kind == "person" and pronoun.number == "s":
        gender = resolver.genders.get(name) or gender_of(name)
        fits = "unknown" if not gender or not pronoun.gender else "fits" if gender == pronoun.gender else "clashes"
        found[f"pronoun & gender {fits}"] = 1.0
        found[f"pronoun & mentions & {fits}"] = min(4, candidate.mentions) / 4
        found |= {f"pronoun & from={origin} & {fits}": 1.0 for origin in candidate.origins}
    return found


def _nearest(view: View, candidates: Sequence[Candidate]) -> Candidate | None:
    placed = [(distance(view, c.mention), n, c) for n, c in enumerate(candidates) if c.mention is not None]
    return min(placed)[2] if placed else None


def _of_candidate(view: View, candidate: Candidate) -> Features:
    kind = candidate.speaker.kind
    found: Features = {"bias": 1.0, f"kind={kind}": 1.0, "mentions": min(4, candidate.mentions) / 4}
    for place, rule in enumerate(candidate.evidence):
        found[f"rule={rule}"] = 1.0
        found[f"rule={rule} & kind={kind}"] = 1.0
        if place == 0:
            found[f"first rule={rule}"] = 1.0
    for origin in candidate.origins:
        found[f"from={origin}"] = 1.0
        if origin in ("near", "recent", "author"):  # the others are of one kind
            found[f"from={origin} & kind={kind}"] = 1.0
    if "recent" in candidate.origins:
        found |= _of_recent(view)
    if candidate.mention is None:
        found["no mention"] = 1.0
        return found
    if "signature" in candidate.evidence:
        return found | {f"signed by a {candidate.mention.kind}": 1.0}  # however far below a series it stands
    return found | _of_mention(view, candidate.mention, kind)


def _of_recent(view: View) -> Features:
    """How the speaker of the quotation before stands to this one."""
    last = view.last_decided()
    where = "far" if last is None else "here" if last.marked.last_block == view.marked.block else "block before"
    alone = view.open == view.before and view.close >= view.after
    return {f"recent {where}": 1.0, f"recent {where} & opens={view.opens_block}": 1.0, f"recent & alone={alone}": 1.0}


def _of_mention(view: View, mention: Mention, kind: str) -> Features:
    words = view.words
    side = "before" if mention.last <= view.open else "after"
    tokens, apart = distance(view, mention), _sentences_apart(view, mention)
    found: Features = {
        f"{side} {apart}": 1.0,
        f"{side} {apart} & kind={kind}": 1.0,
        f"tokens {side}": min(60, tokens) / 60,
        f"mention={mention.kind}": 1.0,
    }
    if tokens <= 2:
        found[f"touches {side} & kind={kind}"] = 1.0
    if mention.kind == "noun":
        found[f"definite={mention.definite} & {side} {apart}"] = 1.0
        found[f"definite={mention.definite} & kind={kind}"] = 1.0
        found[f"human={is_human(mention.head)}"] = 1.0
    governed = is_governed(words, mention)
    if governed:
        found["governed"] = 1.0
        found[f"governed & kind={kind}"] = 1.0
        found[f"governed & {side} {apart}"] = 1.0
    if mention.first == words.sentence(mention.first)[0]:
        found["opens its sentence"] = 1.0
        found[f"opens its sentence & {side} {apart}"] = 1.0
    follows = words.low[mention.last : mention.last + 3]
    if any(w in third_persons() or w in grammar("auxiliaries") for w in follows):
        found[f"verb follows & {side} {apart}"] = 1.0
        if not governed:
            found[f"subject & {side} {apart}"] = 1.0
            found[f"subject & kind={kind}"] = 1.0
    if mention.last < len(words) and words.low[mention.last] == ":":
        found[f"colon after & {side} {apart}"] = 1.0
    if view.lead is not None and view.lead[0] <= mention.first < view.lead[1]:
        found |= {"in the lead": 1.0, f"in the lead & kind={kind}": 1.0}
        found["in the lead & governed"] = float(governed)
    found |= _beside_cue(view, mention, f"{side} {apart}")
    return found | _in_block(view, mention, side)


def _in_block(view: View, mention: Mention, side: str) -> Features:
    """In which block the mention stands, as seen from the span's."""
    start = view.words.starts[mention.first]
    near = range(max(0, view.marked.block - 6), min(len(view.blocks), view.marked.last_block + 2))
    number = next((n for n in near if view.blocks[n].start <= start < view.blocks[n].end), None)
    if number is None:
        return {"block far": 1.0}
    block = view.blocks[number]
    found: Features = {f"in {block.kind} & {side}": 1.0}
    if view.marked.block <= number <= view.marked.last_block:
        found[f"same block & {side}"] = 1.0
    else:
        apart = min(3, abs(number - (view.marked.block if side == "before" else view.marked.last_block)))
        found[f"blocks {side} {apart}"] = 1.0
        found[f"blocks {side} {apart} & opens={view.opens_block}"] = 1.0
        found[f"{block.kind} {side} {apart} & opens={view.opens_block}"] = 1.0
        bold = any(a <= start < b for a, b in block.bold)
        found[f"bold {side} {apart}"] = float(bold)
        short = block.end - block.start < 120
        found[f"short block {side} {apart} & opens={view.opens_block}"] = float(short)
    found[f"opens its block & {side}"] = float(start <= block.start + 1)
    return found


def _sentences_apart(view: View, mention: Mention) -> str:
    starts = view.words.sentence_starts
    at = bisect_right(starts, view.open if mention.first < view.open else max(view.close - 1, 0))
    apart = abs(bisect_right(starts, mention.first) - at)
    return str(apart) if apart < 3 else "3-5" if apart <= 5 else "6+"


def _beside_cue(view: View, mention: Mention, place: str) -> Features:
    """Whether a reporting verb stands right before or after the mention."""
    words = view.words
    found: Features = {}
    for i in range(max(0, mention.first - 6), min(len(words), mention.last + 8)):
        if words.quoted[i] or mention.first <= i < mention.last or i in words.names:
            continue
        cue = cue_at(words, i, min(len(words), i + 8))
        if cue is not None and cue.classes & _SAYING:
            where = "follows" if i >= mention.last else "precedes"
            where += " governed" if where == "follows" and is_governed(words, mention) else ""
            found[f"cue {where}"] = 1.0
            found[f"cue {where} & {place}"] = 1.0
    return found
