"""What stands at a token: words, cues, introducers, mentions, subjects, clauses."""
