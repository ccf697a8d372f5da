"""What is seen of each candidate for a span's speaker, alone and among the others; last, of nobody."""

from bisect import bisect_right
from collections.abc import Collection, Sequence

from eignlp import lexicon
from eignlp.components.morphology.people import gender_of, gender_of_noun, is_human
from eignlp.components.morphology.verbs import finite
from eignlp.components.quotes.candidates import Candidate, comes_in, distance
from eignlp.components.quotes.interviews import asked_about
from eignlp.components.quotes.model import Features, Mention
from eignlp.components.quotes.reading.cues import SAYING, cue_at, is_adverb
from eignlp.components.quotes.reading.noun_phrases import is_governed
from eignlp.components.quotes.resolve import Resolver
from eignlp.components.quotes.view import View
from eignlp.lexicon import grammar, nouns
from eignlp.people import folded


def candidate_features(
    view: View, candidates: Sequence[Candidate], resolver: Resolver, spoken: Sequence[str]
) -> list[Features]:
    """What is seen of each candidate for the span's speaker, alone and among the others; last, of nobody.

    `spoken` are the names of those who spoke before in the post.
    """
    among = _Among(view, candidates, resolver, spoken)
    found = []
    for candidate in candidates:
        seen = _of_candidate(view, candidate)
        kind = candidate.speaker.kind
        seen |= {f"{what} & kind={kind}": 1.0 for what in among.words}
        seen |= among.rank(candidate)
        seen |= among.beside_rules(candidate, seen)
        if view.answers:
            seen |= _of_answer(among.asked, candidate, seen)
        if among.author_reports:
            seen |= {f"I report & from={origin}": 1.0 for origin in candidate.origins} or {"I report": 1.0}
        seen |= among.by_words(candidate)
        if among.role is not None:
            seen |= _takes_the_role(view, among.role, candidate, resolver, among.rule or "")
        seen |= among.agreement(candidate)
        found.append(seen)
    return [*found, _of_nobody(view, candidates, among.words, among.author_reports)]


class _Among:
    """What all candidates of a span have in common: who is nearest, which rule found whom, what a pronoun asks for."""

    def __init__(self, view: View, candidates: Sequence[Candidate], resolver: Resolver, spoken: Sequence[str]) -> None:
        self.view, self.resolver, self.spoken = view, resolver, spoken
        self.words = _of_words(view)
        self.rule = next((rule for c in candidates for rule in c.evidence), None)
        self.ruled = next((found.mention for c in candidates for found in c.evidence.values()), None)
        self.pronoun, self.role = _pronoun_subject(candidates), _role_subject(candidates)
        self.near_pronoun = None
        if self.pronoun is None and not view.changes_speaker:  # else a pronoun near takes up whoever spoke before
            self.near_pronoun = _pronoun_near(view)
        self.people = [c for c in candidates if c.speaker.kind == "person"]
        self.nearest, self.nearest_person = _nearest(view, candidates), _nearest(view, self.people)
        self.most = max((c.mentions for c in self.people), default=0)
        self.author_reports = any(cue.person == 1 and cue.classes & SAYING for _, cue in view.cues_around)
        low = view.words.low[view.words.at(view.marked.start) : view.words.at(view.marked.end)]
        self.gender_of_i, self.called = _gender_of_i(low), _called(low)
        self.inside = resolver.named_within(view.words.at(view.marked.start), view.words.at(view.marked.end))
        self.turn = resolver.turn(view.open)
        question = view.question
        self.asked = {resolver.full(m) for m in asked_about(view.words, question)} if question is not None else set()
        last = view.last_decided()
        self.signed = last.evidence.mention if last is not None and last.rule == "signature" else None

    def rank(self, candidate: Candidate) -> Features:
        """How the candidate stands among the others: nearest, most named, the only one, who spoke before."""
        name, person = candidate.speaker.name, candidate.speaker.kind == "person"
        named = self.resolver.named
        found = {
            "only person": float(person and len(self.people) == 1),
            "most named of the post": float(person and named[name] == max(named.values(), default=0) > 1),
            "only person of the post": float(person and len(named) == 1 and name in named),
            "signs the quotation before": float(candidate.mention is not None and candidate.mention == self.signed),
            "spoke before": float(name in self.spoken),
            "nobody else spoke before": float(set(self.spoken) == {name} and not self.view.changes_speaker),
            "nearest": float(candidate is self.nearest),
            "nearest person": float(candidate is self.nearest_person),
            "most mentioned person": float(person and candidate.mentions == self.most > 0),
        }
        if not person:
            found["in the title"] = float(f" {folded(name)} " in f" {folded(self.view.context.title)} ")
        if self.turn is not None:
            taking = "I" if self.pronoun is not None and self.pronoun.head == "je" else "rule" if self.rule else "none"
            found["answers in this turn"] = float(name == self.turn)
            found[f"answers in this turn & by {taking}"] = float(name == self.turn)
        return found

    def beside_rules(self, candidate: Candidate, seen: Features) -> Features:
        """What speaks for a candidate whom no rule proposes: where rules propose nobody, and against whom they do."""
        if self.rule is None:
            return {f"no rule & {name}": 1.0 for name in _ALONE if seen.get(name)}
        if candidate.evidence:
            return {}
        role = "role" in candidate.origins
        found = {f"against {self.rule}": 1.0, f"against {self.rule} & role": float(role)}
        found["against a rule & role & recent"] = float(role and "recent" in candidate.origins)
        found |= {f"against a rule & from={origin}": 1.0 for origin in candidate.origins}
        found["against a rule & governed"] = seen.get("governed", 0.0)
        found["against a rule & named behind it"] = float(_is_behind(candidate, self.ruled, self.view))
        found[f"against a rule & kind={candidate.speaker.kind}"] = 1.0
        return found

    def by_words(self, candidate: Candidate) -> Features:
        """What the words say of a person: who is named in them does not say them, nor "je suis venue" a man."""
        if candidate.speaker.kind != "person":
            return {}
        name = candidate.speaker.name
        inside = name in self.inside or not self.called.isdisjoint(self.resolver.functions.get(name, ()))
        gender = self.resolver.genders.get(name) or gender_of(name)
        clashes = bool(self.gender_of_i and gender and self.gender_of_i != gender)
        return {"named in the words": float(inside), "I of the other gender": float(clashes)}

    def agreement(self, candidate: Candidate) -> Features:
        """Whether the candidate agrees with the subject of the reporting verb, else with a pronoun near."""
        if self.pronoun is not None:
            return _agreement(self.pronoun, candidate, self.resolver)
        if self.near_pronoun is None:
            return {}
        near = _agreement(self.near_pronoun, candidate, self.resolver)
        return {f"near {name}": value for name, value in near.items()}


def _is_behind(candidate: Candidate, ruled: Mention | None, view: View) -> bool:
    """Whether the candidate is named between whom a rule takes and the span: "la gardienne, derrière Luc, dit : «"."""
    return ruled is not None and candidate.mention is not None and ruled.last <= candidate.mention.first < view.open


def _called(low: Sequence[str]) -> set[str]:
    """The offices by which the words call somebody: "Bonjour, madame la directrice"."""
    titles = lexicon.entries("names", "civil")
    return {low[i + 2] for i in range(len(low) - 2) if low[i] in titles and low[i + 1] in ("le", "la", "l'")}


def _gender_of_i(low: Sequence[str]) -> str:
    """The gender in which the words speak of "je", "" if they do not tell: "je suis née ici", "j'étais prêt"."""
    for i, word in enumerate(low):
        if word not in grammar("being_i") or not {"je", "j'"} & set(low[max(0, i - 3) : i]):
            continue
        told = next((w for w in low[i + 1 : i + 4] if not is_adverb(w) and w not in ("pas", "été")), "")
        if told.endswith("ée") or told in grammar("i_feminine"):
            return "f"
        if told.endswith("é") or told in grammar("i_masculine"):
            return "m"
    return ""


def _of_answer(asked: Collection[str], candidate: Candidate, seen: Features) -> Features:
    """What is seen of a candidate below a question; whom it asks about, does not answer."""
    found = {f"answers & from={origin}": 1.0 for origin in candidate.origins}
    found |= {f"answers & {what}": 1.0 for what in _WHO_ANSWERS if seen.get(what)}
    found[f"answers & kind={candidate.speaker.kind}"] = 1.0
    if candidate.speaker.name in asked:
        return found | {"asked about": 1.0} | {f"asked about & from={origin}": 1.0 for origin in candidate.origins}
    return found | {"not asked about": float(candidate.speaker.kind == "person")}


_WHO_ANSWERS = ("in the title", "only person", "most named of the post")


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
    cue, low = view.nearest_cue, view.words.low
    if any(around.person == 1 and around.lemma in grammar("taking_in") for _, around in view.cues_around):
        return True
    told = [*range(*view.lead or (0, 0)), *range(view.before, view.open)]
    if told and low[told[0]] in grammar("heard"):
        return True  # "Entendu dans le couloir : « … »"
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


def _takes_the_role(view: View, role: Mention, candidate: Candidate, resolver: Resolver, rule: str) -> Features:
    """Whether the role may be the candidate's: "le sociologue" after Paul Roux, "ma cheffe" is nobody named."""
    article = view.words.low[role.first - 1] if role.first else ""
    named = "article" if article in ("le", "la", "l'") else "own"
    if candidate.mention is role:
        whose = "anybody" if role.head in nouns("anybody") else "one trade"
        return {
            f"role by {named}": 1.0,
            f"role of {min(3, role.last - role.first)} words": 1.0,
            f"role of {rule} & {whose}": 1.0,
            f"role & {whose}": 1.0,
        }
    if candidate.speaker.kind != "person":
        return {"role & no person": 1.0}
    name = candidate.speaker.name
    if resolver.sentences_back(name, role.first) is None:
        return {"role & named later": 1.0}
    if named == "own":
        return {"role by own & person": 1.0}
    if comes_in(view, role, resolver):
        return {"role & no person": 1.0, "role comes in & person": 1.0}
    others = resolver.functions.get(name, set())
    if others and role.head not in others and role.last - role.first > 1:
        return {"role & no person": 1.0}  # "le président du Département" after "le préfet, Paul Roux"
    known = resolver.genders.get(name) or gender_of(name)
    gender = role.gender or {"le": "m", "la": "f"}.get(article, "") or gender_of_noun(role.head)
    fits = "unknown" if not known or not gender else "fits" if known == gender else "clashes"
    found = {"role by article & person": 1.0, f"role & gender {fits}": _CLASH if fits == "clashes" else 1.0}
    found["role & other function"] = float(bool(others))
    known_as = "known" if role.head in others else "anybody" if role.head in nouns("anybody") else "one trade"
    found[f"role of {rule} & {known_as}"] = 1.0
    found[f"role & {known_as} & {fits}"] = 1.0
    found[f"role & {known_as} & other function={bool(others)}"] = 1.0
    found |= {f"role & {fits} & from={origin}": 1.0 for origin in candidate.origins}
    return found


_CLASH = 4.0  # how much it counts: of 32 people of another gender than a role none was right


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
        back = resolver.sentences_back(name, pronoun.first)
        apart = "never" if back is None else "near" if back < 3 else "3" if back == 3 else "far"
        found |= {f"pronoun & named {apart}": 1.0, f"pronoun & named {apart} & {fits}": 1.0}
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
    return {
        f"recent {where}": 1.0,
        f"recent {where} & opens={view.opens_block}": 1.0,
        f"recent & alone={alone}": 1.0,
    }


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
    if not finite().isdisjoint(follows):
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
        if cue is not None and cue.classes & SAYING:
            where = "follows" if i >= mention.last else "precedes"
            where += " governed" if where == "follows" and is_governed(words, mention) else ""
            found[f"cue {where}"] = 1.0
            found[f"cue {where} & {place}"] = 1.0
    return found
