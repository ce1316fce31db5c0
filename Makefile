# Everything from a clean clone, with only Python, make and git.
#   make run    set up and start: Telegram if TELEGRAM_BOT_TOKEN is set, else a chat here
#   make test   set up and run all checks and tests
#   make fuzz   the property tests with examples they have not had before

PYTHON ?= python3
UV := $(or $(shell command -v uv 2>/dev/null),.uv/bin/uv)
BIN := .venv/bin
MODEL := models/hipwise.tar.gz
# What the model is made from; a change of any of these trains it again.
SOURCES := config.yml domain.yml $(shell find data -name '*.yml') $(shell find hipwise/understanding -name '*.py')

.PHONY: run setup train test fuzz lint evaluate bench pictures lock clean
.DELETE_ON_ERROR:

run: $(MODEL)
	@$(BIN)/hipwise start

setup: .venv/.ready
	@$(BIN)/hipwise prepare

train: setup $(MODEL)

# In the order of tests/conftest.py: what takes long comes first. A process that a test hung in is
# not started again: it would hang again.
AT_ONCE := --numprocesses=2 --dist=loadfile --no-loadscope-reorder --max-worker-restart=0

# Training keeps one processor busy most of the time, so the checks run beside it.
test: .venv/.dev
	@$(MAKE) --no-print-directory --jobs=2 $(MODEL) lint
	$(BIN)/python -m pytest $(AT_ONCE)

# Property tests with other examples each time. What it finds becomes a test of its own.
fuzz: .venv/.dev $(MODEL)
	$(BIN)/python -m pytest --hypothesis-profile=fuzz -m hypothesis $(AT_ONCE)

lint: .venv/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m hipwise.validate

evaluate: $(MODEL)
	@$(BIN)/hipwise evaluate

bench: .venv/.dev $(MODEL)
	@$(BIN)/python -m benchmarks

pictures: .venv/.ready
	$(BIN)/python -m hipwise.pictures

# Locks the dependencies again after a change of pyproject.toml.
lock: $(UV)
	$(UV) pip compile pyproject.toml $(LOCK_OPTIONS) -o requirements.txt
	$(UV) pip compile pyproject.toml $(LOCK_OPTIONS) --extra dev -o requirements-dev.txt

LOCK_OPTIONS := --quiet --generate-hashes --no-header --universal --python-version 3.10 \
	--override overrides.txt

clean:
	rm -rf .venv .uv .rasa models var

$(MODEL): .venv/.ready $(SOURCES)
	@$(BIN)/hipwise train

.venv/.ready: requirements.txt pyproject.toml | $(UV)
	@echo "Setting up Python and the packages (a minute or two, once)..."
	@test -x $(BIN)/python || $(UV) venv --quiet --python 3.10 .venv
	@$(UV) pip install --quiet --python $(BIN)/python --no-deps --require-hashes -r requirements.txt
	@$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.dev: requirements-dev.txt .venv/.ready | $(UV)
	@$(UV) pip install --quiet --python $(BIN)/python --no-deps --require-hashes -r requirements-dev.txt
	@touch $@

.uv/bin/uv:
	@echo "Fetching uv, which fetches the rest..."
	@$(PYTHON) -m venv .uv
	@.uv/bin/python -m pip install --quiet --disable-pip-version-check uv
