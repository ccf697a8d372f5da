"""Sentence boundaries: French abbreviations, quotations, lists, domain names, inclusive writing."""

import pytest
import spacy

from eignlp.components.sentences import sentence_ends

CASES = [
    "M. Le Gall arrive.| Mme Roux sort.",
    "J.-P. Morel et C. D. Blin signent.| Ils partent.",
    "Voir p. ex. l'art. 3 et p. 12.| C'est clair.",
    "Des fruits, des noix, etc.| Le reste suit.",
    "C'était l'histoire de l'art.| Puis vint la mer.| Enfin, rien.",
    "« Il pleut.| Rentrons. »| Tous rentrent.",
    "« Tu viens ? » demande-t-elle.| Non.",
    "« Jamais ! », lance Maud.| Elle rit.",
    "Il hésite… puis part.| Elle reste…| Fin.",
    "Les mots (…) manquent.| Oui.",
    "Les agent·e·s de data.gouv.fr et de beta.gouv.fr lisent.| Bien.",
    "Publié sur exemple.fr.| Bravo.",
    "1. Ouvrir la porte.| 2. Entrer.",
    "En 2018.| Depuis, rien.",
    'Il dit "oui".| "Non", dit-elle.',
    "Quoi ?!| Vraiment ?| Oui.",
    "C'est fini (enfin !).| La suite.",
    "Le prix est de 3.5 euros.| Merci.",
]


@pytest.mark.parametrize("case", CASES)
def test_sentences(case: str) -> None:
    text = case.replace("|", "")
    ends = [case[:i].replace("|", "") for i, c in enumerate(case) if c == "|"]
    assert [text[:end] for end in sentence_ends(text)] == ends


def test_component_works_in_any_pipeline() -> None:
    nlp = spacy.blank("fr")
    nlp.add_pipe("eignlp_sentences")
    doc = nlp("M. Roux arrive. Il pleut.\n\nFin du jour")
    assert [sent.text.strip() for sent in doc.sents] == ["M. Roux arrive.", "Il pleut.", "Fin du jour"]


def test_empty_text() -> None:
    nlp = spacy.blank("fr")
    nlp.add_pipe("eignlp_sentences")
    assert list(nlp("").sents) == []
    assert len(list(nlp("  \n\n ").sents)) == 1
