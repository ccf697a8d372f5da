"""spaCy components, each usable alone with `nlp.add_pipe`: sentences, entities, quotes."""
