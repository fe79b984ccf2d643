# `make demo` and `make test` set up everything they need; only Python 3.11 (or newer) and make have to be there.

PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3.14 python3; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && command -v $$p && break; done)
VENV ?= .venv
BIN = $(VENV)/bin
WORKERS ?= 2

.DEFAULT_GOAL := help
.PHONY: help setup compiler demo three-years test lint types mypy pyright contracts unit browser fuzz bench bench-live crash bench-page format locale lock clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(VENV)/installed ## create the environment (rebuilt when requirements.lock changes)
# An editable package is not compiled by pip; where nothing may be written later, every start would do it again.
	@$(BIN)/python -m compileall -q src/zhiben/*.py src/zhiben/*/

$(VENV)/dependencies: requirements.lock | compiler
	@test -n "$(PYTHON)" || { echo "Zhiben needs Python 3.11 or newer on the PATH (or: make PYTHON=/path/to/python3.11)" >&2; exit 2; }
	@echo "setting up $(VENV) with $(PYTHON)" >&2
	@$(PYTHON) -m venv --clear $(VENV)
	@$(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

# durable-rules, the live monitor's engine, is compiled when it is installed.
compiler:
	@{ command -v gcc >/dev/null && $(PYTHON) -c 'import pathlib, sys, sysconfig; sys.exit(not (pathlib.Path(sysconfig.get_path("include")) / "Python.h").exists())'; } || { \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			echo "installing gcc and the headers of Python" >&2; \
			apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends gcc libc6-dev python3-dev >/dev/null; \
		else \
			echo "no C compiler, or no headers of $(PYTHON): durable-rules, which the live monitor needs, cannot be built" >&2; \
		fi; }

$(VENV)/installed: $(VENV)/dependencies pyproject.toml
	@$(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

DEMO = rules/dongsheng-2024-21/demo

demo: setup ## audit three untidy workbooks of ten invented enterprises
	@$(BIN)/zhiben audit $(DEMO)/hazards.xlsx $(DEMO)/records.xlsx $(DEMO)/documents.xlsx --rulebook dongsheng-2024-21 \
		--map $(DEMO)/map.yaml --entities $(DEMO)/entities.csv --coverage $(DEMO)/coverage.csv \
		--as-of 2025-01-31 --out demo-report \
		|| test $$? -eq 1 # 1 = the audit found something, which is what the example is for

three-years: setup ## make up three years of ten enterprises for the whole notice, and audit them
	@$(BIN)/zhiben simulate --rulebook dongsheng-2024-21 --entities 10 --seed 1 --as-of 2026-12-31 --no-expected --out demo-simulated
	@$(BIN)/zhiben audit demo-simulated/log.csv --rulebook dongsheng-2024-21 --entities demo-simulated/entities.csv \
		--as-of 2026-12-31 --out demo-report || test $$? -eq 1

test: setup ## everything that has to pass before a change lands
	@$(MAKE) --no-print-directory -j 2 --output-sync=target lint mypy pyright contracts
	@$(MAKE) --no-print-directory unit

lint: setup ## style and formatting
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: mypy pyright ## mypy and pyright

mypy: setup
	$(BIN)/mypy

pyright: setup
	$(BIN)/pyright --warnings --pythonpath $(BIN)/python

contracts: setup ## imports point one way
	$(BIN)/lint-imports

# A worker has files of its own until it runs out of them, so that what a file prepares is prepared once.
unit: setup browser ## all tests
	$(BIN)/pytest -n $(WORKERS) --dist worksteal

browser: ## Debian's chromium, in which the HTML report is tried, where there is none yet
	@command -v chromium >/dev/null || test -n "$$ZHIBEN_CHROMIUM" || { \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			echo "installing chromium" >&2; \
			apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk >/dev/null; \
		else \
			echo "no chromium: the tests of the HTML report are skipped (install it, or set ZHIBEN_CHROMIUM to one)" >&2; \
		fi; }

fuzz: setup ## fast engine against reference evaluator, many more random examples
	ZHIBEN_HYPOTHESIS=long $(BIN)/pytest -n $(WORKERS) tests/agreement tests/live/test_same_as_batch.py

bench: setup ## how long audits take here, and how much memory, beside programs by hand (WORKLOADS="plain csv" SIZES=1e5,1e6: only some)
	$(BIN)/python -m bench.run $(WORKLOADS) $(if $(SIZES),--sizes $(SIZES))

bench-live: setup ## how fast the live monitor judges, what it keeps in memory, what durable_rules costs (EVENTS=1e6 ENTERPRISES=500 AT_MOST=1e5: more)
	$(BIN)/python -m bench.live $(if $(EVENTS),--events $(EVENTS)) $(if $(ENTERPRISES),--enterprises $(ENTERPRISES)) $(if $(AT_MOST),--at-most $(AT_MOST))

crash: setup ## kill the live monitor 200 times while it judges, and compare with an audit
	ZHIBEN_KILLS=200 $(BIN)/pytest tests/live/test_crash.py

bench-page: setup browser ## how long report.html takes to write, open and filter with 100,000 findings
	$(BIN)/python bench/report_page.py

format: setup ## put every file into the house format
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

locale: setup ## compile what the command line says in Chinese, after a change of zhiben.po
	$(BIN)/pybabel compile --domain zhiben --directory src/zhiben/cli/locale

lock: setup ## write requirements.lock anew from pyproject.toml
	$(BIN)/uv pip compile pyproject.toml --group dev --extra live --universal --python-version 3.11 --generate-hashes --no-strip-extras \
		--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" --quiet --output-file requirements.lock

clean: ## remove the environment, caches and reports
	rm -rf $(VENV) dist demo-report demo-simulated zhiben-report .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
