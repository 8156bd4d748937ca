# Each target works on a fresh clone with Python 3.11+, make and a package index. `make help` lists them.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/ready
MEMBERS := procurify_client dynamicsgp_sba gp_sync
PACKAGES := $(MEMBERS) tests examples benchmarks tools

# The theme announces a successor of mkdocs at every build; we stay below mkdocs 2 on purpose.
export NO_MKDOCS_2_WARNING := 1

.DEFAULT_GOAL := help
.PHONY: help demo test coverage check format docs dist test-dist test-long simulate bench release lock clean

help:  ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## */\t/' | expand -t 14

# The environment: pinned dependencies by hash, then the three members without asking an index again.
$(READY): requirements.txt $(MEMBERS:%=%/pyproject.toml)
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation $(MEMBERS:%=--editable ./%)
	touch $@

demo: $(READY)  ## two loopback servers, some 60 orders, the main job and its proof
	$(BIN)/gp-sync demo

test: $(READY)  ## the tests
	$(BIN)/pytest -n 2 -m "not long"

# The simulation is left out: tracing would double its cost, and its code is not the product's.
coverage: $(READY)  ## the tests with branch coverage, of which each package needs 95 %
	$(BIN)/pytest -n 2 --cov --cov-report= -m "not long" --ignore tests/simulation
	for member in $(MEMBERS); do echo "$$member"; $(BIN)/coverage report --include="$$member/*" || exit 1; done

test-long: $(READY)  ## engines killed over thousands of orders, many vendors, and properties with a thousand examples
	$(BIN)/pytest tests/real_processes tests/simulation -m long -n 0 --timeout 1800 -s
	$(BIN)/pytest tests/benchmarks tests/gp_sync tests/procurify_client/every_limit.py -m long -n 2 --timeout 1800
	$(BIN)/pytest -m "hypothesis and not long" -n 2 --timeout 3600 --hypothesis-profile thorough

HISTORIES ?= 10000
SEED      ?= 1
STORE     ?= memory
GAME      ?= orders

simulate: $(READY)  ## drawn histories: make simulate HISTORIES=10000 SEED=1 STORE=memory|sqlite|postgresql GAME=orders|vendors|requisitions
	$(BIN)/python -m tests.simulation --histories $(HISTORIES) --seed $(SEED) --store $(STORE) --game $(GAME) --workers 2

PEERS ?= 1

bench: $(READY)  ## cost beside a bare loop and other tools, in one run: a table, and JSON in benchmarks/results
	$(BIN)/python -m benchmarks --peers $(PEERS)

test-dist: $(READY)  ## two builds compared; published to an index here, each alone and all three in clean environments
	$(BIN)/pytest tests/project -m long

check: $(READY)  ## lint, format, types on Linux and Windows, dependency rules, docs
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy $(PACKAGES)
	$(BIN)/mypy --platform win32 $(PACKAGES)
	$(BIN)/lint-imports
	$(BIN)/mkdocs build --strict --quiet --site-dir $(VENV)/site

format: $(READY)  ## put the code into its format
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .

docs: $(READY)  ## the documentation site, in site/
	$(BIN)/mkdocs build --strict --quiet --site-dir site
	@echo "open site/index.html"

dist: $(READY)  ## three wheels, source archives and bills of materials, in dist/: the same bytes from every clone
	$(BIN)/python -m tools.dist dist
	@ls dist

release: $(READY)  ## a version: make release VERSION=0.2.0 sets it everywhere, commits and tags; it pushes nothing
	$(BIN)/python -m tools.release "$(VERSION)"

# The packages of the extra `kerberos` are left out: Linux builds them from source, against headers that few machines have.
lock:  ## pin the dependencies anew (needs uv on the path)
	uv pip compile $(MEMBERS:%=%/pyproject.toml) --all-extras --group dev --universal --python-version 3.11 \
	    --generate-hashes --no-header --no-annotate --upgrade --quiet \
	    --no-emit-package procurify-client --no-emit-package dynamicsgp-sba --no-emit-package gp-sync \
	    --no-emit-package gssapi --no-emit-package krb5 --no-emit-package decorator \
	    --output-file requirements.txt

clean:  ## remove what the other targets made
	rm -rf $(VENV) dist site .coverage .mypy_cache .ruff_cache .pytest_cache .hypothesis
