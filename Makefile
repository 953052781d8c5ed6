# Two commands do everything on a fresh machine: `make demo` and `make test`. Both set up .venv first if that is needed.

PYTHON ?= python3
BIN := .venv/bin
TORCH_INDEX := https://download.pytorch.org/whl/cpu
export OMP_NUM_THREADS ?= 1

.PHONY: demo test lint agreement bench bench-peers soak clean

demo: .venv/ready
	$(BIN)/autograder demo

# A file's tests stay together: many share a sandbox, or a course.
test: .venv/ready
	$(BIN)/pytest -n auto --dist loadfile

lint: .venv/ready
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/interrogate tests
	$(BIN)/autograder stubs --check

bench: .venv/ready
	$(BIN)/python bench/isolation.py
	$(BIN)/python bench/course.py
	$(BIN)/python bench/export.py

bench-peers: .venv/ready
	$(BIN)/python -m bench.peers

# 30 students' points by files, nbgrader and otter both ways, and Gradescope's container; as root, several minutes.
agreement: .venv/ready
	AGREEMENT_STUDENTS=$${AGREEMENT_STUDENTS:-30} $(BIN)/pytest -s tests/bridges/test_agreement.py

soak: .venv/ready
	$(BIN)/python -m bench.soak

clean:
	rm -rf .venv demo .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

# torch's build for CPUs is a tenth of the other's size; where its index cannot be reached, pip's own will do.
.venv/ready: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
		{ echo "This needs Python 3.11 or newer with venv: install it, or name yours with make PYTHON=..." >&2; exit 1; }
	@echo "Setting up .venv once; this takes a few minutes."
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/pip install -qqq --retries 0 --timeout 15 --no-deps --extra-index-url $(TORCH_INDEX) -c constraints.txt torch || true
	@$(BIN)/pip install -qq -c constraints.txt -e '.[dev]'
	@touch $@
