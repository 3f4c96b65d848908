# Every command a person needs. `make run` on a fresh clone does everything.
.POSIX:
.PHONY: run test check format train chat evaluate nlu-figures cross-validate learning-curve compare-nlu bench bench-prepare translations demo-reset backup restore prepare prepare-peer screenshots audit sbom
PY = .venv/bin/python

run: prepare
	@exec $(PY) -m bot.supervisor

prepare:
	@tools/prepare app

prepare-peer:
	@tools/prepare peer

test: prepare
	@$(PY) -m tests.run

check: prepare
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	.venv/bin/lint-imports
	$(PY) -m bot.rendering.translations check

format: prepare
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

train: prepare
	@$(PY) -m nlu.train

chat: prepare
	@$(PY) -m bot chat "$(AS)"

evaluate: train
	@$(PY) -m nlu.measuring.evaluate "$(DATA)" "$(REPORT)"

nlu-figures: prepare
	@$(PY) -m nlu.measuring.figures

cross-validate: prepare
	@$(PY) -m nlu.measuring.cross_validate "$(REPORT)"

learning-curve: prepare
	@$(PY) -m nlu.measuring.learning_curve "$(REPORT)"

compare-nlu: prepare prepare-peer
	@$(PY) -m nlu.measuring.compare "$(REPORT)"

bench: bench-prepare
	@$(PY) -m bench.run

bench-prepare: prepare prepare-peer
	@$(PY) -m nlu.train
	@$(PY) -m bench.prepare
	@$(PY) -m bench.catalogue

translations: prepare
	@$(PY) -m bot.rendering.translations update

demo-reset: prepare
	@$(PY) -m bot.supervisor demo-reset

screenshots: prepare
	@$(PY) -m tools.screenshots

backup: prepare
	@$(PY) -m bot.supervisor backup "$(FILE)"

restore: prepare
	@$(PY) -m bot.supervisor restore "$(FILE)"

audit: prepare
	@$(PY) -m tools.audit

sbom: prepare
	@mkdir -p var
	@$$(tools/prepare uv) export --project . --frozen --no-dev --group nlu --format cyclonedx1.5 --quiet --output-file var/sbom.cdx.json >/dev/null
	@echo "var/sbom.cdx.json"
