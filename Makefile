# `make help` lists the targets. Needs only make and Python 3.11 or later with venv.
.DEFAULT_GOAL := help
SHELL := /bin/sh

PORT ?= 8000
# The environment of a desktop sets LANGUAGE too: only what stands on the command line begins a catalogue.
ifneq ($(origin LANGUAGE),command line)
LANGUAGE =
endif
PYTHON ?= python3
# What `make manage` and `make test` pass on, as in: make test ARGS="tests/web -x"
ARGS ?=
CASES ?= 5000
SEED ?= 1
HOSTILE ?= 2000
export PYTHON TEST_POSTGRES TEST_BROWSER

VENV := .venv/bin

.PHONY: help demo test fuzz setup embeddings serve manage migrate check fix lock upgrade docs messages screenshots soak clean runtime

help: ## list these targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1|/' | while IFS='|' read -r target what; do printf '  make %-12s %s\n' "$$target" "$$what"; done

demo: runtime ## install, load the demo knowledge base and serve it (PORT=8000)
	@$(VENV)/python .ci/demo.py --port $(PORT)

test: setup ## run the whole suite on SQLite and, where it answers, on PostgreSQL (ARGS= go to pytest)
	@.ci/test $(ARGS)

fuzz: setup ## ask the API what its OpenAPI document allows and forbids (CASES=5000 a role, ROLE=editor, SEED=1)
	@CASES=$(CASES) SEED=$(SEED) HOSTILE=$(HOSTILE) $(VENV)/python -m pytest tests/contract/test_roles.py \
		tests/contract/test_hostile.py -n 2 -q --show-capture=no --tb=short -p no:randomly $(if $(ROLE),-k $(ROLE)) $(ARGS)

setup: runtime ## make .venv with everything developers need
	@.ci/install requirements-dev.txt

embeddings: runtime ## add what EMBEDDINGS=True needs to .venv: about 280 MB (see docs/how-to/check-an-article.md)
	@.ci/install requirements-embeddings.txt --no-deps

serve: setup ## run the development server, which reloads on changes (PORT=8000)
	@DEBUG=True SITE_URL=http://127.0.0.1:$(PORT) $(VENV)/python manage.py runserver 127.0.0.1:$(PORT)

manage: runtime ## run a management command: make manage ARGS="load FILE"
	@$(VENV)/python manage.py $(ARGS)

migrate: setup ## write migrations for changed models and apply them to the local database
	@DEBUG=True $(VENV)/python manage.py makemigrations
	@DEBUG=True $(VENV)/python manage.py migrate

check: setup ## lint, types, layers, migrations, templates, deploy check, docs
	@.ci/check

fix: setup ## put right what tools can put right by themselves
	@$(VENV)/ruff check --fix .
	@$(VENV)/ruff format .
	@find templates claims -name '*.html' -exec $(VENV)/djade --target-version 5.2 {} +
	@find templates claims -name '*.html' -exec $(VENV)/djhtml --tabwidth 2 {} +

lock: setup ## compile the lock files after a change of pyproject.toml
	@$(VENV)/python .ci/lock

upgrade: setup ## compile the lock files with the newest versions allowed
	@$(VENV)/python .ci/lock --upgrade

docs: setup ## build the documentation into site/, strictly
	@$(VENV)/mkdocs build --strict

messages: setup ## collect and compile the strings to translate (LANGUAGE=de begins a language)
	@.ci/messages $(LANGUAGE)

screenshots: setup ## take the screenshots of docs/ anew, in headless Chromium
	@$(VENV)/python -m pytest tests/browser -m browser --screenshots $(ARGS)

soak: setup ## let a mirror follow random acts while everything is killed (ARGS="--acts 1000 --kills 20")
	@$(VENV)/python -m benchmarks.soak_mirror $(ARGS)

clean: ## delete what was built; the database in var/ stays
	@rm -rf .venv site .mypy_cache .ruff_cache .pytest_cache .import_linter_cache var/static var/prepared

runtime:
	@.ci/install requirements.txt
