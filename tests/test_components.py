"""The components in anybody's spaCy pipeline."""

import spacy
from spacy.tokens import DocBin

import eignlp
from eignlp.annotation import tokenized

TEXT = "Maud Kerbrat dirige le port. « La mer décide de tout », explique-t-elle."


def test_quotes_work_in_a_stock_pipeline() -> None:
    nlp = spacy.load("fr_core_news_sm")
    nlp.add_pipe("eignlp_quotes")
    (quote,) = nlp(TEXT)._.quotes
    assert (quote.speaker.name, quote.rule) == ("Maud Kerbrat", "inversion")
    assert nlp(TEXT).text[quote.start : quote.end] == "La mer décide de tout"


def test_components_are_found_through_entry_points() -> None:
    nlp = spacy.blank("fr")
    for name in ("eignlp_sentences", "eignlp_entities", "eignlp_quotes"):
        nlp.add_pipe(name)
    doc = nlp("Il pleut. « Un mot ».")
    assert len(list(doc.sents)) == 2 and doc._.quotes == [] and len(doc._.rejected) == 1


def test_apostrophes_may_be_typographic() -> None:
    nlp = spacy.blank("fr")
    nlp.add_pipe("eignlp_sentences")
    nlp.add_pipe("eignlp_quotes")
    (quote,) = nlp("« On y va », s’exclame Maud Kerbrat.")._.quotes
    assert quote.speaker.name == "Maud Kerbrat"


def test_docs_travel_to_other_processes_and_to_disk() -> None:
    nlp = spacy.load("fr_core_news_sm", exclude=["parser", "lemmatizer", "morphologizer", "attribute_ruler"])
    for name in ("eignlp_sentences", "eignlp_entities", "eignlp_quotes"):
        nlp.add_pipe(name)
    texts = ["« Il pleut », dit Anne Roux. Elle rit : « Encore et toujours ! »"] * 4
    docs = list(nlp.pipe(texts))
    stored = DocBin(store_user_data=True)
    for doc in docs:
        stored.add(doc)
    loaded = DocBin().from_bytes(stored.to_bytes()).get_docs(nlp.vocab)
    for others in (nlp.pipe(texts, n_process=2), loaded):
        there = [(list(doc._.quotes), list(doc._.blocks)) for doc in others]
        assert there == [(doc._.quotes, doc._.blocks) for doc in docs]


def test_tokens_are_the_same_however_often_a_word_was_seen() -> None:
    text = "L'aide-mémoire d'Anna, etc.\n\nAujourd'hui, l'élu rit : « Ah ? »\n\nL'aide-mémoire d'Anna, a-t-il dit."
    fresh = [token.text for token in eignlp.load().make_doc(text)]
    nlp = eignlp.load()
    for _ in range(3):
        doc = tokenized(text, nlp)
        assert [token.text for token in doc] == fresh and doc.text == text
