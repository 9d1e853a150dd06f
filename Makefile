# The course's commands. `make help` lists them.
#   make lab PYTHON=python3.13    another Python than the first that is new enough
#   make lab PORT=9000            another port than the first free one from 8888 on

PY := .venv/bin/python

# Any Python can read tools/start.py, which looks for one that is new enough and says so if there is none.
define start
@for p in $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11 python; do \
	if command -v "$$p" >/dev/null 2>&1; then exec "$$p" tools/start.py $(1); fi; \
done; \
echo "No Python was found. This course needs Python 3.11 or newer: see README.md." >&2; exit 1
endef

.DEFAULT_GOAL := help
.PHONY: help lab test notebooks check lint bench fuzz lock clean .lab .tests

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

lab: ## open JupyterLab at the first notebook (installs on first use)
	$(call start,lab)

test: lint check ## everything that must hold before a change is handed in
	$(PY) -m pytest -n 2 --dist loadfile

lint: .tests ## style, format and types
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy

check: .tests ## are the generated notebooks those of their sources?
	$(PY) -m course build --check

notebooks: .tests ## make notebooks/ and solutions/*.ipynb from solutions/*.py
	$(PY) -m course build

bench: .lab ## how fast is the simulator?
	$(PY) -m benchmarks

fuzz: .tests ## try a million forged tokens on simulator/jose (CASES=20000, SEED=2: others)
	$(PY) -m tests.jose.fuzz --cases $(or $(CASES),1000000) --seed $(or $(SEED),1)

lock: ## pin the dependencies anew (UPGRADE=1: the newest of everything)
	$(call start,lock $(if $(UPGRADE),--upgrade))

clean: ## delete .venv and caches; nothing that you wrote
	rm -rf .venv build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.lab:
	$(call start,install lab)

.tests:
	$(call start,install tests)
