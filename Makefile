# make run: the pipeline over corpus/ into outputs/. make test: the whole test suite. Both set up .venv first.
# make bench: speed and memory, a quarter of an hour; less with make bench POSTS=2000.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
POSTS ?= 20000

.PHONY: run test score bench clean

run: $(READY)
	$(BIN)/eignlp run corpus --out outputs

test: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest

score: $(READY)
	$(BIN)/eignlp run corpus --out outputs --drafts
	$(BIN)/eignlp evaluate corpus/gold.jsonl outputs --by-rule
	@if [ -d ../shared/gold ]; then \
	  $(BIN)/eignlp run ../shared/gold/posts --out outputs/shared && \
	  $(BIN)/eignlp evaluate ../shared/gold/gold.jsonl outputs/shared --by-rule; \
	else echo "no ../shared/gold beside this checkout: only corpus/ is scored"; fi

bench: $(READY)
	$(BIN)/python -m pytest tests/bench --benchmark-quiet --posts=$(POSTS)

$(READY): pyproject.toml constraints.txt
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 is needed: make PYTHON=/path/to/python3.11"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

clean:
	rm -rf $(VENV) outputs/*.jsonl outputs/run.json
