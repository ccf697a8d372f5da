"""The component `eignlp_quotes`: marked spans, what the rules say of them, and what the ranker makes of it."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice, takewhile

from spacy.language import Language
from spacy.tokens import Doc

from eignlp.components import serial as _serial  # noqa: F401, a Doc that holds quotations can travel
from eignlp.components.entities.known import names_of
from eignlp.components.layout import blocks_of
from eignlp.components.quotes.candidate_features import candidate_features
from eignlp.components.quotes.candidates import Candidate, Candidates
from eignlp.components.quotes.interviews import guest
from eignlp.components.quotes.marks import marked_spans
from eignlp.components.quotes.model import Context, Evidence, Features, Marked, Quote, Rejected, Speaker
from eignlp.components.quotes.ranker import Ranker, load_ranker
from eignlp.components.quotes.reading.words import Words
from eignlp.components.quotes.refuse import is_alleged, is_invented, is_surely_none, is_work, refusal
from eignlp.components.quotes.resolve import Resolver
from eignlp.components.quotes.rules import (
    agents,
    colon,
    continued,
    headings,
    incises,
    introductions,
    inversion,
    layout,
    objects,
    openings,
    preambles,
    relayed,
    signatures,
    sources,
    speech_nouns,
    summed_up,
    texts,
    that_clauses,
    told,
    without_cue,
)
from eignlp.components.quotes.span_features import span_features
from eignlp.components.quotes.view import Decided, View
from eignlp.components.tokens import text_of
from eignlp.markup import Block
from eignlp.people import folded

Rule = Callable[[View], Evidence | None]

# Rules that rest on an explicit attribution.
ATTRIBUTIONS: tuple[Rule, ...] = (
    inversion.inversion,
    sources.source_after,
    incises.incise_inside,
    without_cue.self_named,
    incises.incise_before,
    agents.passive,
    colon.colon,
    incises.as_says,
    relayed.citing,
    speech_nouns.speech_noun,
    colon.label,
    colon.among,
    continued.elided_subject,
    told.told_to_author,
    summed_up.credited,
)
# Rules for words inside a reporting sentence or passage: a term there is still a term.
EMBEDDED: tuple[Rule, ...] = (
    continued.gapped,
    continued.coordinated,
    continued.resumed,
    objects.object_of_verb,
    objects.called_by,
    that_clauses.that_clause,
    preambles.preamble,
    openings.opens_with,
    openings.utters,
    sources.source_before,
    introductions.led_item,
    introductions.sentence_before,
)
# Rules about layout and about what stands before, for words that stand by themselves.
LAYOUT: tuple[Rule, ...] = (
    layout.turn,
    told.sent_in,
    introductions.introduced_by_block,
    layout.answer,
    layout.echo,
    layout.heads_section,
    headings.name_above,
    headings.bold_lead,
    signatures.signature,
    layout.table_row,
    layout.person_page,
    summed_up.summed_up,
    texts.read_in,
    colon.colon_subject,
    colon.colon_behind,
    without_cue.bracketed,
    without_cue.contrasted,
    without_cue.free_speech,
)
RULES = ATTRIBUTIONS + EMBEDDED + LAYOUT
# Rules that give the words to whom the quotation before was given.
CONTINUING = {rule.__name__ for rule in (continued.coordinated, continued.resumed, continued.elided_subject)}

# Words that have a reporting clause of their own need no rule about what goes on: "« A », dit X. « B », dit Y."
OVERRULING = {inversion.inversion.__name__, incises.incise_inside.__name__}
OVERRULED = {rule.__name__ for rule in (continued.coordinated, continued.resumed, without_cue.free_speech)}
# Nor do words that have a source right behind them: "X rappelle que le pont est « un danger » selon Y."
SOURCED = {
    rule.__name__
    for rule in (that_clauses.that_clause, objects.object_of_verb, sources.source_before, continued.coordinated)
}

# Nor does who is told say the words: "X s'est vu répondre : « … »".
TAKING_SUBJECTS = {
    rule.__name__
    for rule in (
        colon.colon,
        colon.colon_subject,
        objects.object_of_verb,
        openings.utters,
        that_clauses.that_clause,
    )
}

_NOBODY_THERE = 0.33  # of 24 such quotations in annotated posts 8 were nobody's
_ALLEGED = 0.5  # others tell that the words were said: whether they were, the post leaves open
_PAST_SOMEBODY = 0.7  # a word that may be a name the model missed acts between a pronoun and its person
_HEADS = 0.8  # a heading may hold the words of another than whom its section quotes first: 15 of 18 on real posts
_SURE = 0.8  # from this probability, words are a quotation even where nobody is there who could speak

for _name in ("quotes", "rejected"):
    if not Doc.has_extension(_name):
        Doc.set_extension(_name, default=())
if not Doc.has_extension("context"):
    Doc.set_extension("context", default=Context())


class Quotes:
    """Fills `doc._.quotes` and `doc._.rejected`; needs sentences and person entities."""

    def __init__(self, ranker: Ranker) -> None:
        self.ranker = ranker

    def __call__(self, doc: Doc) -> Doc:
        """Decide on every marked span of the Doc."""
        decided = list(self.decisions(doc))
        doc._.quotes = [_quote(decision) for decision in decided if decision.reason is None]
        doc._.rejected = [_rejected(decision) for decision in decided if decision.reason is not None]
        return doc

    def decisions(self, doc: Doc) -> Iterator["Decision"]:
        """The decision on each marked span, in order; each may lean on those before it."""
        for seen in observed(doc):
            decision = self._decide(seen)
            if decision.reason is None:
                seen.passage.note(seen, decision.chosen, decision.confidence)
            yield decision

    def _decide(self, seen: "Observed") -> "Decision":
        quotation = 0.0 if is_surely_none(seen.view) else self.ranker.quotation(seen.features)
        if quotation < self.ranker.threshold:
            reason, rule = seen.refused
            return Decision(seen.view, seen.features, rule, quotation, reason=reason)
        candidates, features = seen.candidates()
        shares = self.ranker.speakers(features)
        best = max(range(len(shares)), key=shares.__getitem__)
        confidence = self.ranker.confidence(quotation, shares[best])
        considered = list(zip([*candidates, None], features, shares, strict=True))
        chosen = considered[best][0]
        if not candidates:
            confidence = min(confidence, _NOBODY_THERE)
        confidence = min(confidence, _most(seen, chosen))
        if chosen is None and quotation < _SURE and not seen.view.is_unsigned:
            return Decision(seen.view, seen.features, "nobody", quotation, reason="unattributed")
        rule = chosen.rule if chosen is not None else "nobody"
        return Decision(seen.view, seen.features, rule, quotation, confidence, chosen, considered)


def _most(seen: "Observed", chosen: Candidate | None) -> float:
    """How sure a decision can be at most, by what the ranker does not see."""
    caps = [1.0]
    if is_alleged(seen.view):
        caps.append(_ALLEGED)
    if chosen is not None and _is_past_somebody(chosen, seen.resolver):
        caps.append(_PAST_SOMEBODY)
    if chosen is not None and chosen.rule == layout.heads_section.__name__:
        caps.append(_HEADS)
    if chosen is not None and _goes_on(chosen):
        caps.append(seen.passage.confidence)
    return min(caps)


def _is_past_somebody(chosen: Candidate, resolver: Resolver) -> bool:
    """Whether "il" takes up a person past somebody whom the names may have missed."""
    mention = next((found.mention for found in chosen.evidence.values()), None)
    if mention is None or not mention.is_third:
        return False
    return chosen.speaker.kind == "person" and resolver.somebody_since(chosen.speaker.name, mention.first)


def _goes_on(chosen: Candidate) -> bool:
    """Whether nothing but the quotation before tells who speaks: then it is no surer than that one."""
    return "recent" in chosen.origins and chosen.evidence.keys() <= CONTINUING


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided on a marked span.

    `quotation` is the probability that it is one, by its `features`; `confidence` that its speaker is right too;
    `considered` are all candidates, and None for nobody, with their features and shares; `reason` says
    why it is none.
    """

    view: View
    features: Features
    rule: str
    quotation: float
    confidence: float = 0.0
    chosen: Candidate | None = None
    considered: list[tuple[Candidate | None, Features, float]] | tuple[()] = ()
    reason: str | None = None


class Passage:
    """What was decided so far in a Doc: later spans lean on it."""

    def __init__(self) -> None:
        self.decided: list[Decided] = []
        self.spoken: list[str] = []
        self.recent: Speaker | None = None
        self.confidence = 1.0  # in the recent speaker
        self.speakers: dict[int, Speaker] = {}  # by where their words open

    def note(self, seen: "Observed", chosen: Candidate | None, confidence: float = 1.0) -> None:
        """Take in a quotation and its speaker; a quotation inside another says nothing of the passage."""
        if chosen is None:
            return
        self.speakers[seen.view.marked.opens] = chosen.speaker
        if seen.view.marked.held > 0:
            return
        person = chosen.speaker.name if chosen.speaker.kind == "person" else None
        evidence = next(iter(chosen.evidence.values()), Evidence(chosen.mention, name=person))
        self.decided.append(Decided(seen.view.marked, evidence, chosen.rule))
        self.recent, self.confidence = chosen.speaker, confidence
        self.spoken.append(chosen.speaker.name)


@dataclass(frozen=True, slots=True)
class Observed:
    """A marked span with what the rules find in it and what is seen of it, before any decision.

    `refused`: (reason, rule) of the refusal, should it be no quotation.
    """

    view: View
    rules: dict[str, Evidence]
    refused: tuple[str, str]
    features: Features
    resolver: Resolver
    passage: Passage

    def candidates(self) -> tuple[list[Candidate], list[Features]]:
        """Who could speak, and what is seen of each; last, what is seen of nobody."""
        holder = self.view.marked.holder
        speaks = self.passage.speakers.get(holder.opens) if holder is not None else None
        proposed = Candidates(self.view, self.resolver, self.passage.recent, speaks).of_rules(self.rules.items())
        for takes_in in (relayed.receiver, relayed.reader, relayed.hearer, relayed.addressee):
            proposed.discard(takes_in(self.view))
        if self.view.is_unsigned:
            proposed.discard(self.passage.decided[-1].evidence.mention)
        found = proposed.all()
        return found, candidate_features(self.view, found, self.resolver, self.passage.spoken)


def observed(doc: Doc) -> Iterator[Observed]:
    """The marked spans of a Doc, in order; `passage.note` what is decided on each before going on."""
    blocks = blocks_of(doc)
    spans = marked_spans(text_of(doc), blocks)
    if not spans:
        return
    words = Words(doc)
    for marked in spans:
        words.cover(marked.opens, marked.closes)
    around = _Surroundings(words, Resolver(words, names_of(doc), doc._.context))
    passage = Passage()
    asked = sum(_is_question(words.text, blocks, marked) for marked in spans) >= QUESTIONS
    context = doc._.context
    answering = guest(words, blocks, [*context.titled, *filter(None, [context.person])])
    echoes = _echoes(words, spans)
    previous: Marked | None = None
    for marked in spans:
        seen, resolver = around.of(marked)
        view = View(seen, marked, blocks, context, previous, decided=passage.decided, guest=answering, asked=asked)
        if view.fills_block:
            view.echoed = _first_reported(echoes.get(marked.opens, ()), around, blocks, context)
        if view.fills_block and view.block.kind == "heading":
            view.headed = _first_reported(_in_section(spans, marked, blocks), around, blocks, context)
        rules = _tried(view)
        refused = refusal(view)
        yield Observed(view, rules, refused, span_features(view, rules, refused[1]), resolver, passage)
        if marked.depth == 0:
            previous = marked


def _tried(view: View) -> dict[str, Evidence]:
    """The evidence of all rules that apply, by their names, in the order in which they are tried."""
    tried = () if is_invented(view) or is_work(view) else RULES
    found = {rule.__name__: evidence for rule in tried if (evidence := rule(view)) is not None}
    over = OVERRULED if not found.keys().isdisjoint(OVERRULING) else set()
    over = over | SOURCED if sources.source_after.__name__ in found and view.behind == view.close else over
    over = over | TAKING_SUBJECTS if relayed.told_to_subject(view) is not None else over
    return {rule: found[rule] for rule in found if rule not in over}


def _reported(view: View, resolver: Resolver) -> Evidence | None:
    """Who a reporting verb gives the words of a span to, by name: what is said elsewhere in the post."""
    evidence = next((found for found in _tried(view).values() if found.cue is not None), None)
    speaker = resolver.speaker(evidence, view.open, None) if evidence is not None else None
    if evidence is None or speaker is None:
        return None
    return Evidence(None, evidence.cue, speaker.name) if speaker.kind == "person" else evidence


def _in_section(spans: list[Marked], heading: Marked, blocks: list[Block]) -> Iterator[Marked]:
    """The first spans between a heading and the next one."""
    first = bisect_right(spans, heading.block, key=lambda span: span.block)
    section = takewhile(lambda span: blocks[span.block].kind != "heading", islice(spans, first, None))
    return islice((span for span in section if span.depth == 0), HEADED)


class _Surroundings:
    """The words around a span and who can be meant there: another look for what stands in each blockquote."""

    def __init__(self, words: Words, resolver: Resolver) -> None:
        self.outside = words, resolver
        self.inside: dict[int, tuple[Words, Resolver]] = {}

    def of(self, marked: Marked) -> tuple[Words, Resolver]:
        holder = marked.holder
        if holder is None:
            return self.outside
        if holder.opens not in self.inside:
            words, resolver = self.outside
            within = words.within(holder.opens, holder.closes, marked.held)
            self.inside[holder.opens] = within, resolver.within(within)
        return self.inside[holder.opens]


def _first_reported(
    spans: Iterable[Marked], around: _Surroundings, blocks: list[Block], context: Context
) -> Evidence | None:
    """Who says the words of the first of the spans that a reporting verb gives to somebody."""
    seen = ((View(around.of(span)[0], span, blocks, context), around.of(span)[1]) for span in spans)
    return next(filter(None, (_reported(view, resolver) for view, resolver in seen)), None)


def _echoes(words: Words, spans: list[Marked]) -> dict[int, list[Marked]]:
    """For each span, by the offset of its opening mark, the other spans whose text contains its text."""
    folds = [(marked, f" {folded(words.text[marked.start : marked.end])} ") for marked in spans[:ECHOES]]
    return {
        marked.opens: [
            whole for whole, more in folds if text in more and not whole.opens <= marked.opens < whole.closes
        ]
        for marked, text in folds
        if len(text.split()) >= ECHOED
    }


HEADED = 3  # spans below a heading among which its speaker speaks again
ECHOED = 3  # words from which on a span echoes another
ECHOES = 200  # spans of a post among which echoes are looked for: the search is quadratic
QUESTIONS = 3  # marked questions that fill their blocks, from which on a post is one of questions and answers


def _is_question(text: str, blocks: list[Block], marked: Marked) -> bool:
    block = blocks[marked.block]
    return text[marked.end - 1] == "?" and marked.opens <= block.start and block.end - marked.closes <= 2


def _quote(decision: Decision) -> Quote:
    view, chosen = decision.view, decision.chosen
    marked = view.marked
    evidence = next(iter(chosen.evidence.values()), None) if chosen else None
    cue = evidence.cue if evidence is not None else view.nearest_cue
    return Quote(
        (evidence.start if evidence else None) or marked.start,
        (evidence.end if evidence else None) or marked.end,
        marked.marks,
        "direct" if is_direct(view) else "fragment",
        chosen.speaker if chosen else None,
        view.words.offsets(cue.first, cue.last) if cue else None,
        decision.rule,
        decision.confidence,
    )


def _rejected(decision: Decision) -> Rejected:
    marked = decision.view.marked
    return Rejected(marked.start, marked.end, marked.marks, decision.reason or "", decision.rule)


def is_direct(view: View) -> bool:
    """Whether the span is a whole utterance or clause, and no fragment woven into the sentence."""
    inner = view.inner
    if inner[-1:] in ".!?…" or view.opens_block or view.open == view.before:
        return True
    words = view.words
    before_mark = words.low[view.open - 1] if view.open > view.before else ""
    if before_mark in (":", ",") and view.size >= 4:
        return True
    return (inner[:1].isupper() and view.size >= 3) or view.size >= 8


@Language.factory("eignlp_quotes", requires=["doc.ents", "doc.sents"], assigns=["doc._.quotes", "doc._.rejected"])
def make_quotes(nlp: Language, name: str) -> Quotes:
    """spaCy factory `eignlp_quotes`."""
    return Quotes(load_ranker())
