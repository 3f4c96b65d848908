# Defines every command that a person needs; `make help` lists them. On a fresh clone `make run` prepares everything
# and starts Caravan.
.POSIX:
.PHONY: help run prepare prepare-run prepare-peer test test-fast check format train chat evaluate dialogues nlu-figures cross-validate learning-curve compare-nlu bench bench-prepare translations demo-reset screenshots backup restore audit sbom
PY = .venv/bin/python

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-15s %s\n", $$1, $$2}' Makefile

run: prepare-run ## everything: environment, model, demo data, all processes (HOST=127.0.0.1 PORT=8000)
	@exec $(PY) -m bot.supervisor

prepare: ## brings the environment up to date, with all that tests need; every other target does it first
	@tools/prepare app

prepare-run: ## the same with what running needs alone, which is half of it
	@tools/prepare run

prepare-peer: ## the stock Rasa that is measured beside Caravan, in an environment of its own
	@tools/prepare peer

test: prepare ## all tests, or those of one subject: make test AREA=orders
	@$(PY) -m tests.run $(AREA)

test-fast: prepare ## the tests that start nothing: no server, database server, browser or trained model
	@$(PY) -m tests.run --fast

check: prepare ## lint, formatting, types, import rules, catalogues
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	.venv/bin/lint-imports
	$(PY) -m bot.rendering.translations check

format: prepare ## repairs what the linter can repair, and formats
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

train: prepare-run ## trains the model, when its inputs have changed
	@$(PY) -m nlu.train

chat: prepare-run ## a chat in the terminal with a running Caravan: make chat AS=nordmarkt
	@$(PY) -m bot chat "$(if $(filter default,$(origin AS)),,$(AS))"

evaluate: train ## measures the NLU: make evaluate DATA=tests/nlu/data/dev.jsonl REPORT=out.json
	@$(PY) -m nlu.measuring.evaluate "$(DATA)" "$(REPORT)"

dialogues: prepare-run ## plays conversations with a running demo: make dialogues DATA=file.jsonl REPORT=out.jsonl
	@$(PY) -m nlu.measuring.dialogues "$(DATA)" "$(REPORT)" "$(URL)" --at-once "$(AT_ONCE)"

nlu-figures: prepare ## measures the current model, into docs/nlu.md and docs/images
	@$(PY) -m nlu.measuring.figures

cross-validate: prepare ## measures the NLU in folds of its examples (REPORT=out.json)
	@$(PY) -m nlu.measuring.cross_validate "$(REPORT)"

learning-curve: prepare ## measures the NLU with ever more of its examples (REPORT=out.json)
	@$(PY) -m nlu.measuring.learning_curve "$(REPORT)"

compare-nlu: prepare prepare-peer ## measures the NLU beside a stock Rasa (REPORT=out.json)
	@$(PY) -m nlu.measuring.compare "$(REPORT)"

bench: bench-prepare ## measures Caravan beside its peers, into bench/results.json
	@$(PY) -m bench.run

bench-prepare: prepare prepare-peer ## makes the data sets and the peer that the benches need
	@$(PY) -m nlu.train
	@$(PY) -m bench.prepare
	@$(PY) -m bench.catalogue

translations: prepare ## extracts new sentences into locales/
	@$(PY) -m bot.rendering.translations update

demo-reset: prepare-run ## the demo data as at the first start
	@$(PY) -m bot.supervisor demo-reset

screenshots: prepare ## takes the pictures of the documents
	@$(PY) -m tools.screenshots

backup: prepare-run ## writes both databases to a file: make backup FILE=caravan.zip
	@$(PY) -m bot.supervisor backup "$(FILE)"

restore: prepare-run ## reads them back: make restore FILE=caravan.zip
	@$(PY) -m bot.supervisor restore "$(FILE)"

audit: prepare ## known weaknesses and licences of what is locked
	@$(PY) -m tools.audit

sbom: prepare ## what is locked, as CycloneDX, into var/
	@mkdir -p var
	@$$(tools/prepare uv) export --project . --frozen --no-dev --group nlu --format cyclonedx1.5 --quiet --output-file var/sbom.cdx.json >/dev/null
	@echo "var/sbom.cdx.json"
