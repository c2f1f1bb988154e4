# One door each: setup, demo, test, check, bench. See docs/decisions/0001-the-house.md.
# Needs Python 3.11 or newer with pip, git and make; all else is fetched from the locks.

PORT ?= 8000
PYTHON ?= python3
# A package index that pip knows, by the usual variable or in its configuration, is used by uv too.
UV_BIN := .tools/bin/uv
UV = INDEX="$${UV_DEFAULT_INDEX:-$${PIP_INDEX_URL:-$$($(PYTHON) -m pip config get global.index-url 2>/dev/null || true)}}"; \
  env $${INDEX:+UV_DEFAULT_INDEX="$$INDEX"} $(UV_BIN)
EDITABLE := --no-deps --build-constraint requirements-build.lock -e .
COMPILE := pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url

export UV_PYTHON_DOWNLOADS := never
export UV_LINK_MODE ?= copy

.DEFAULT_GOAL := help
.PHONY: help setup demo test check bench lock format

help:
	@echo 'make setup   装好运行环境 .venv / make .venv with the command .venv/bin/qingmiao'
	@echo 'make demo    打开演示网站（PORT=8000），Ctrl-C 停止 / run the demonstration site in the foreground'
	@echo 'make test    运行全部测试 / run every test'
	@echo 'make check   检查代码、规则与规划包 / lint, types, import contracts, plan packages, locks'
	@echo 'make bench   测速 / run the benchmarks'

setup: .venv/.ready

demo: setup
	@exec .venv/bin/qingmiao demo --port $(PORT)

test: .venv-test/.ready $(if $(findstring --core,$(ARGS)),,.venv-spark/.ready)
	@exec .venv-test/bin/python tools/run_tests.py $(ARGS)

check: .venv-test/.ready
	@exec .venv-test/bin/python tools/run_checks.py

bench: .venv-test/.ready
	@exec .venv-test/bin/python tools/run_benchmarks.py $(ARGS)

format: .venv-test/.ready
	.venv-test/bin/ruff check --fix .
	.venv-test/bin/ruff format .

# The locks, from the .in files beside them; the only door that asks the package index which versions there are.
lock: $(UV_BIN)
	@$(UV) $(COMPILE) $(ARGS) requirements.in -o requirements.lock
	@$(UV) $(COMPILE) $(ARGS) requirements-build.in -o requirements-build.lock
	@$(UV) $(COMPILE) $(ARGS) requirements-test.in -c requirements.lock -o requirements-test.lock
	@$(UV) $(COMPILE) $(ARGS) requirements-spark.in -c requirements.lock -o requirements-spark.lock
	@$(UV) $(COMPILE) $(ARGS) requirements-spark-test.in -c requirements-test.lock -o requirements-spark-test.lock

$(UV_BIN):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo '需要 Python 3.11 或更新版本（可用 make PYTHON=/路径/python3.12 指定） / Python 3.11 or newer is needed (make PYTHON=/path/to/python3.12)'; exit 2; }
	@$(PYTHON) -m pip --version >/dev/null || { \
	  echo '这个 Python 没有 pip，请先安装（Debian：apt install python3-pip） / this Python has no pip; install it first'; exit 2; }
	@echo '取得 uv / getting uv'
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check --root-user-action ignore --upgrade --target .tools uv

.venv/.ready: requirements.lock requirements-build.lock requirements-spark.in pyproject.toml | $(UV_BIN)
	@echo '按锁文件安装运行环境 .venv / installing .venv from the locks'
	@test -x .venv/bin/python || $(UV_BIN) venv --quiet --allow-existing --python $(PYTHON) .venv
	@$(UV) pip sync --quiet --python .venv/bin/python requirements.lock
	@$(UV) pip install --quiet --python .venv/bin/python $(EDITABLE)
	@touch $@
	@echo '运行环境已就绪：.venv/bin/qingmiao / ready'

.venv-test/.ready: requirements-test.lock requirements-build.lock requirements-spark.in pyproject.toml | $(UV_BIN)
	@echo '按锁文件安装测试环境 .venv-test / installing .venv-test from the locks'
	@test -x .venv-test/bin/python || $(UV_BIN) venv --quiet --allow-existing --python $(PYTHON) .venv-test
	@$(UV) pip sync --quiet --python .venv-test/bin/python requirements-test.lock
	@$(UV) pip install --quiet --python .venv-test/bin/python $(EDITABLE)
	@touch $@

# Spark has an environment of its own: its libraries and those of the other tests never meet.
.venv-spark/.ready: requirements-spark-test.lock requirements-build.lock pyproject.toml | $(UV_BIN)
	@echo '按锁文件安装 Spark 测试环境 .venv-spark / installing .venv-spark from the locks'
	@test -x .venv-spark/bin/python || $(UV_BIN) venv --quiet --allow-existing --python $(PYTHON) .venv-spark
	@$(UV) pip sync --quiet --python .venv-spark/bin/python requirements-spark-test.lock
	@$(UV) pip install --quiet --python .venv-spark/bin/python $(EDITABLE)
	@touch $@
