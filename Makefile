# run and test are all that a newcomer needs; lint, proof and bench are for who changes it. PORT=, DEMO=0, ARGS= and PYTHON= are heard.
MAKEFLAGS += --no-print-directory
CANDIDATES = $(or $(PYTHON),python3.11 python3.12 python3.13 python3.14 python3 python)
NEW_ENOUGH = import sys; sys.exit(sys.version_info < (3, 11))

run test lint proof bench:
	@for python in $(CANDIDATES); do \
		"$$python" -c '$(NEW_ENOUGH)' >/dev/null 2>&1 && exec "$$python" -I config/bootstrap.py $@; \
	done; \
	echo 'Python 3.11 or newer is needed, none of these is it: $(CANDIDATES). Install it (Debian: apt-get install python3.11-venv) or name it: make $@ PYTHON=/path/to/python3.11' >&2; \
	exit 1

.PHONY: run test lint proof bench
