# Every target is one line: the work is in engagement/bootstrap.py, which needs python3 (3.11) and pip alone.
PORT ?= 8000
ARGS ?=

.PHONY: demo test test-all soak lint audit bench

demo: ## Fill and serve the example site on http://127.0.0.1:8000
	@python3 engagement/bootstrap.py demo --port $(PORT) $(ARGS)

test: ## The five-minute core of the tests
	@python3 engagement/bootstrap.py test $(ARGS)

test-all: ## The core, then the long checks
	@python3 engagement/bootstrap.py test-all $(ARGS)

soak: ## Killed, filled and locked for half an hour: what was thanked must be stored
	@python3 engagement/bootstrap.py soak $(ARGS)

lint: ## Style, types, templates, oldest safe versions
	@python3 engagement/bootstrap.py lint

audit: ## Ask the advisory databases about every pin; says so where none answers
	@python3 engagement/bootstrap.py audit

bench: ## Speed, as ratios in one run
	@python3 engagement/bootstrap.py bench $(ARGS)
