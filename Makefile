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
.PHONY: help lab test test-browser notebooks cheatsheet check lint bench fuzz lock book slides site nbgrader clean .lab .tests

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

lab: ## open JupyterLab at the first notebook (installs on first use)
	$(call start,lab)

test: ## everything that must hold before a change is handed in
	$(call start,test)

test-browser: .tests ## every notebook in Chromium: runs, pictures, keyboard, barriers (axe)
	$(PY) -m pytest tests/in_browser -n 2 --dist loadfile -o faulthandler_timeout=1800

lint: ## style, format and types
	$(call start,test lint)

check: ## are the generated notebooks those of their sources?
	$(call start,test check)

notebooks: .tests ## make notebooks/ and solutions/*.ipynb from solutions/*.py
	$(PY) -m course build

cheatsheet: .lab ## make docs/cheatsheet.pdf, its pictures and docs/CHEATSHEET.md
	$(PY) -m course.cheatsheet

bench: .lab ## how fast is the simulator?
	$(PY) -m benchmarks

fuzz: .tests ## try a million forged tokens on simulator/jose (CASES=20000, SEED=2: others)
	$(PY) -m tests.jose.fuzz --cases $(or $(CASES),1000000) --seed $(or $(SEED),1)

lock: ## pin the dependencies anew (UPGRADE=1: the newest of everything)
	$(call start,lock $(if $(UPGRADE),--upgrade))

book: .tests ## make build/book: the solved notebooks to read, without a server
	$(PY) -m tools.publishing.book

slides: .tests ## make build/slides: slides of the workshops (teaching/workshops.yaml)
	$(PY) -m tools.publishing.slides

site: .tests ## make build/site: notebooks that run in a browser (OFFLINE=1: without network)
	$(PY) -m tools.publishing.site $(if $(OFFLINE),--offline)

nbgrader: .tests ## make the course for nbgrader, see docs/NBGRADER.md (INTO=../my_class: there)
	$(PY) -m tools.publishing.nbgrader $(if $(INTO),--into "$(INTO)")

clean: ## delete .venv, build and caches; nothing that you wrote, and no grades
	@if [ -d build ]; then find build -mindepth 1 -maxdepth 1 \
		! -exec test -e '{}/gradebook.db' ';' -exec rm -rf '{}' +; fi
	rm -rf .venv dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.lab:
	$(call start,install lab)

.tests:
	$(call start,install tests)
