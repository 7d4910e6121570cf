# Everything runs in .venv/, made from the hashed requirements.lock by whatever Python >= 3.11 is found.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do command -v $$p >/dev/null && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
SPARK := .venv-spark
BIN := $(VENV)/bin
PORT ?= 8501
ARGS ?=
SPARK_TESTS ?= spark and not long
# A process more than cores, for tests in a browser wait; the tests of one file stay together, they share what they have opened.
PARALLEL := -n $(shell expr $$(nproc) + 1) --dist loadfile --no-loadscope-reorder

# One more than cores: while one process waits for Python's lock another works (docs/decisions/18-serving-many.md).
WORKERS ?= $(shell expr $$(nproc) + 1)
SIZE ?= 1m

.PHONY: help run serve build lint format typecheck test test-long test-spark test-shared bench screenshots clean

help: ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 14

$(VENV)/.installed: requirements.lock
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed and was not found."; exit 1; }
	@bash tools/install.sh "$(PYTHON)" $(VENV)
	@touch $@

$(SPARK)/.installed: requirements-spark.lock
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed and was not found."; exit 1; }
	@bash tools/install.sh "$(PYTHON)" $(SPARK) requirements-spark.lock
	@touch $@

run: $(VENV)/.installed ## build both datasets and start the dashboard (PORT=8501)
	@$(MAKE) --no-print-directory build
	@bash tools/serve.sh $(BIN) $(PORT)

serve: $(VENV)/.installed ## the same with a process more than cores behind nginx, for many readers (WORKERS=3 PORT=8501)
	@$(MAKE) --no-print-directory build
	@exec $(BIN)/python tools/serve_many.py --workers $(WORKERS) --port $(PORT)

build: $(VENV)/.installed ## build the warehouse from data/ (real and demo); unchanged inputs publish nothing
	@$(BIN)/python -m etl build --dataset real
	@$(BIN)/python -m etl build --dataset demo

lint: $(VENV)/.installed ## style, unused code, layering of imports
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

format: $(VENV)/.installed ## apply the style
	@$(BIN)/ruff check --fix -q .
	@$(BIN)/ruff format -q .

typecheck: $(VENV)/.installed ## static types
	@$(BIN)/mypy

test: $(VENV)/.installed ## all tests with short seeded forms of the long ones (ARGS= goes to pytest), then those on Spark
	@bash tools/need_programs.sh java
	@$(MAKE) --no-print-directory build
	@$(BIN)/python -m pytest $(PARALLEL) -m "not long and not shared" --ignore=tests/test_spark.py $(ARGS)
	@$(MAKE) --no-print-directory test-spark

test-long: $(VENV)/.installed ## the long runs as well
	@bash tools/need_programs.sh
	@$(MAKE) --no-print-directory build
	@$(BIN)/python -m pytest $(PARALLEL) -m "not shared" --ignore=tests/test_spark.py $(ARGS)
	@$(MAKE) --no-print-directory test-spark SPARK_TESTS=spark

spark: $(SPARK)/.installed ## the environment for builds on Spark (.venv-spark)

test-spark: $(SPARK)/.installed ## builds and questions on a local Spark cluster, equal to DuckDB's
	@bash tools/need_programs.sh java
	@$(SPARK)/bin/python -m pytest -m "$(SPARK_TESTS)" tests/test_spark.py

test-shared: $(VENV)/.installed ## tests that read the foreign open data in ../shared
	@test -d ../shared/open_data || { echo "../shared/open_data is missing: these tests need the foreign open data beside this folder."; exit 1; }
	@$(BIN)/python -m pytest -m shared $(ARGS)

bench: $(VENV)/.installed ## timings beside their limits, measured in the same run (SIZE=25m: the whole country)
	@bash tools/need_programs.sh
	@$(MAKE) --no-print-directory build
	@$(BIN)/python -m tests.bench --size $(SIZE) $(ARGS)

screenshots: $(VENV)/.installed ## every page on both datasets into screenshots/
	@bash tools/need_programs.sh
	@$(MAKE) --no-print-directory build
	@$(BIN)/python -m tests.screenshots $(ARGS)

clean: ## remove what was built (environment, warehouse, demo inputs)
	@rm -rf $(VENV) $(SPARK) data/warehouse data/demo screenshots .pytest_cache .mypy_cache .ruff_cache .hypothesis
