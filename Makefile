# Everything a fresh machine needs is set up by the target that needs it. Nothing here needs root.
.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c

# A uv that is on the PATH, or one of a pinned version in .uv/, checked by its hash.
UV := $(shell command -v uv || echo .uv/bin/uv)
CORES_AND_ONE = $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1)
IN_APP := PATH="$(CURDIR)/.venv/bin:$$PATH"

APP := .venv/.ready
ENGINE := engine/.venv/.ready
WEB := web/dist/.ready
WEB_SOURCES := $(shell find web -type f -not -path 'web/node_modules/*' -not -path 'web/dist/*' -not -path 'web/npm/dist/*' 2>/dev/null)

.PHONY: help
help: ## Say what each target does
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## /\1\t/' | expand -t 14

.PHONY: run
run: setup ## Set up what is missing, then serve the demo (Ctrl+C stops it)
	@.venv/bin/giftline demo

.PHONY: test
test: setup ## Set up what is missing, then run the whole suite
	@$(IN_APP) npm --prefix web test --silent
	@# One more than there are cores: who waits for a database leaves a core idle.
	@.venv/bin/pytest -m "not engine and not browser" -n $(CORES_AND_ONE) --dist worksteal
	@.venv/bin/pytest -m "browser and not engine" -n auto --dist loadfile
	@# Three engines wait for each other's processes on two cores, and need 5 GB on any number.
	@.venv/bin/pytest -m engine -n 3 --dist loadfile --no-loadscope-reorder

.PHONY: test-fast
test-fast: $(APP) ## Run the tests that need no engine, no browser and no minutes
	@.venv/bin/pytest -m "not engine and not browser and not proof" -n auto --dist worksteal

.PHONY: check
check: check-style check-types check-imports check-generated check-web ## Lint, types, import contracts, generated files, sizes

.PHONY: check-style
check-style: $(APP)
	.venv/bin/ruff check
	.venv/bin/ruff format --check --quiet

.PHONY: check-types
check-types: $(APP)
	.venv/bin/mypy

.PHONY: check-imports
check-imports: $(APP)
	.venv/bin/lint-imports --no-logo

.PHONY: check-generated
check-generated: $(APP)
	.venv/bin/giftline cases build --check

.PHONY: check-web
check-web: $(WEB)
	$(IN_APP) npm --prefix web run --silent check
	@$(IN_APP) npm --prefix web run --silent sizes

.PHONY: audit
audit: $(APP) ## Ask the public advisories about the app's libraries
	@$(IN_APP) .venv/bin/python deploy/audit.py --uv $(UV)

.PHONY: setup
setup: $(APP) $(ENGINE) $(WEB) ## Install both tiers and build the chat page

.PHONY: screenshots
screenshots: setup ## Take the pictures in docs/screenshots from the running product
	@.venv/bin/python -m docs.take_screenshots

.uv/bin/uv:
	@echo "Installing uv into .uv/"
	@python3 -m venv .uv || { echo "This needs python3 with venv, or uv on the PATH."; exit 1; }
	@.uv/bin/pip install --quiet --disable-pip-version-check --require-hashes -r deploy/uv.txt

$(APP): uv.lock pyproject.toml .python-version | $(filter .uv/bin/uv,$(UV))
	@echo "Setting up the app (.venv)"
	@$(UV) sync --frozen --quiet
	@touch $@

$(ENGINE): engine/uv.lock engine/pyproject.toml engine/.python-version | $(filter .uv/bin/uv,$(UV))
	@echo "Setting up the engine (engine/.venv): Rasa and TensorFlow, about a minute"
	@$(UV) sync --frozen --quiet --project engine
	@touch $@

web/node_modules/.ready: web/package-lock.json $(APP)
	@echo "Setting up the chat page's libraries (web/node_modules)"
	@$(IN_APP) npm --prefix web ci --silent --no-audit --no-fund
	@touch $@

$(WEB): web/node_modules/.ready $(WEB_SOURCES)
	@echo "Building the chat page"
	@$(IN_APP) npm --prefix web run --silent build
	@touch $@
