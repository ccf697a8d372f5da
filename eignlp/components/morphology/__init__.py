"""French words by themselves: forms of verbs, nouns for people."""
