"""The rules that find who speaks, one construct a file; `component.RULES` has their order."""
