"""People and organisations: what the statistical model tags, repaired by rules of French."""
