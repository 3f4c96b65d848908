# Every command a person needs. `make run` on a fresh clone does everything.
.POSIX:
.PHONY: run test check format train chat evaluate nlu-figures cross-validate learning-curve compare-nlu bench bench-prepare translations demo-reset backup restore prepare prepare-app screenshots audit sbom
PY = .venv/bin/python
NLU = nlu/.venv/bin/python

run: prepare-app
	@exec $(PY) -m bot.supervisor

prepare-app:
	@tools/prepare app

prepare: prepare-app
	@tools/prepare nlu

test: prepare
	@$(PY) -m tests.run

check: prepare
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	.venv/bin/lint-imports
	$(PY) -m bot.rendering.translations check

format: prepare-app
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

train: prepare
	@$(NLU) -m nlu.train

chat: prepare-app
	@$(PY) -m bot chat "$(AS)"

evaluate: train
	@$(NLU) -m nlu.measuring.evaluate "$(DATA)" "$(REPORT)"

nlu-figures: prepare
	@$(NLU) -m nlu.measuring.figures

cross-validate: prepare
	@$(NLU) -m nlu.measuring.cross_validate "$(REPORT)"

learning-curve: prepare
	@$(NLU) -m nlu.measuring.learning_curve "$(REPORT)"

compare-nlu: prepare
	@$(NLU) -m nlu.measuring.compare "$(REPORT)"

bench: bench-prepare
	@$(PY) -m bench.run

bench-prepare: prepare
	@$(NLU) -m nlu.train
	@$(NLU) -m bench.prepare
	@$(PY) -m bench.catalogue

translations: prepare-app
	@$(PY) -m bot.rendering.translations update

demo-reset: prepare-app
	@$(PY) -m bot.supervisor demo-reset

screenshots: prepare-app
	@$(PY) -m tools.screenshots

backup: prepare-app
	@$(PY) -m bot.supervisor backup "$(FILE)"

restore: prepare-app
	@$(PY) -m bot.supervisor restore "$(FILE)"

audit: prepare
	@$(PY) -m tools.audit

sbom: prepare
	@mkdir -p var
	@$$(tools/prepare uv) export --project . --frozen --no-dev --format cyclonedx1.5 --quiet --output-file var/sbom-app.cdx.json >/dev/null
	@$$(tools/prepare uv) export --project nlu --frozen --no-dev --format cyclonedx1.5 --quiet --output-file var/sbom-nlu.cdx.json >/dev/null
	@echo "var/sbom-app.cdx.json  var/sbom-nlu.cdx.json"
