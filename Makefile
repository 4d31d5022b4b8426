# Two commands: `make app` and `make test`. Everything else serves them.
#
#   make app [PORT=8501] [ADDRESS=127.0.0.1] [HOSTS=name] [ARTICLES=seeds] [INDEX=index]
#   make test
#   make index | lint | unit | browser | thorough | screenshot | clean
#   make bench DATA=folder [SAMPLE=500]
#   make audit
#   make app OPENVINO=1     also installs OpenVINO, on which the models run faster on processors
#   make app ONNX=1         or ONNX Runtime's side of it, for processors that OpenVINO is not made for
#   make app LOCKED=1       installs what requirements.lock names, and nothing else under its names
#   make lock               writes requirements.lock anew, after a change of requirements

PYTHON ?= python3
VENV ?= .venv
AUDIT = $(VENV)-audit
LOCK = $(VENV)-lock
# torch is another file for each kind of machine, and may bring these: the lock leaves them out
UNLOCKED = torch triton cuda-bindings cuda-pathfinder cuda-toolkit nvidia-cublas nvidia-cuda-cupti \
	nvidia-cuda-nvrtc nvidia-cuda-runtime nvidia-cudnn-cu13 nvidia-cufft nvidia-cufile \
	nvidia-curand nvidia-cusolver nvidia-cusparse nvidia-cusparselt-cu13 nvidia-nccl-cu13 \
	nvidia-nvjitlink nvidia-nvshmem-cu13 nvidia-nvtx
PORT ?= 8501
ADDRESS ?= 127.0.0.1
export QA_ARTICLES = $(or $(ARTICLES),seeds)
export QA_INDEX = $(or $(INDEX),index)

PY = $(VENV)/bin/python

.PHONY: app index test lint unit browser thorough bench audit lock screenshot clean
.DEFAULT_GOAL := app

app: index
	$(PY) -m qa.web.port $(ADDRESS) $(PORT)
	$(PY) -m streamlit run app.py --server.address $(ADDRESS) --server.port $(PORT) \
		$(foreach host,$(HOSTS),--server.allowedHosts $(host))

# Exit code 3: the index is built, but for files that cannot be read, which it names.
index: $(VENV)/app $(if $(OPENVINO),$(VENV)/openvino) $(if $(ONNX),$(VENV)/onnx)
	$(PY) -m qa index || test $$? -eq 3

test: lint unit browser

lint: $(VENV)/dev
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy

unit: $(VENV)/dev
	env -u QA_ARTICLES -u QA_INDEX $(PY) -m pytest -m "not browser"

browser: $(VENV)/dev
	env -u QA_ARTICLES -u QA_INDEX $(PY) -m pytest -m browser

# What takes longer than a change can wait for: 10,000 mutated files.
thorough: $(VENV)/dev
	FUZZ=10000 $(PY) -m pytest tests/unit/test_fuzzed_files.py

# This program beside the usual recipe, on a BEIR folder: make bench DATA=folder [SAMPLE=500]
bench: $(VENV)/dev
	@test -n "$(DATA)" || { echo "Name a BEIR folder: make bench DATA=folder [SAMPLE=500]"; exit 1; }
	mkdir -p artifacts
	env -u QA_ARTICLES -u QA_INDEX $(PY) -m benchmarks.side_by_side --dataset $(DATA) \
		$(if $(SAMPLE),--sample $(SAMPLE)) --out artifacts/bench.json --plot artifacts/bench.svg

# What is installed and under which licences, then whether anything in it is known to be unsafe,
# for which PyPI is asked.
audit: $(VENV)/app $(AUDIT)/audit
	mkdir -p artifacts
	$(AUDIT)/bin/cyclonedx-py environment $(PY) --output-reproducible -o artifacts/sbom.json
	$(AUDIT)/bin/pip-licenses --python=$(PY) --format=markdown --with-urls \
		--output-file=artifacts/licences.md
	@echo "artifacts/sbom.json and artifacts/licences.md are written. Asking PyPI ..."
	@rm -f artifacts/audit.json
	-@$(AUDIT)/bin/pip-audit --path $$($(PY) -c "import sysconfig; print(sysconfig.get_path('purelib'))") \
		--progress-spinner off --format json --output artifacts/audit.json > artifacts/audit.log 2>&1
	@$(PY) .ci/audited.py artifacts/audit.json

# Every file that PyPI holds of every package, by its SHA-256, for each system and Python.
lock: $(LOCK)/lock
	$(LOCK)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--index-url https://pypi.org/simple --custom-compile-command "make lock" \
		$(foreach package,$(UNLOCKED),--no-emit-package $(package)) \
		requirements.txt requirements-signin.txt -o requirements.lock

screenshot: $(VENV)/dev
	env -u QA_ARTICLES -u QA_INDEX SCREENSHOT=1 $(PY) -m pytest -m browser

# LOCKED=1: every file but torch's must have a hash of the lock, and none is built here.
# torch comes last: what it needs of the lock is there by then.
$(VENV)/app: requirements.txt $(if $(LOCKED),requirements.lock) | $(VENV)/bin/pip
ifdef LOCKED
	$(PY) -m pip install --quiet --disable-pip-version-check --only-binary :all: --no-deps \
		--require-hashes -r requirements.lock
	$(PY) -m pip install --quiet --disable-pip-version-check $$(grep '^torch==' requirements.txt)
endif
	$(PY) -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/openvino $(VENV)/onnx: $(VENV)/%: requirements-%.txt $(VENV)/app
	$(PY) -m pip install --quiet --disable-pip-version-check -r $<
	@touch $@

$(VENV)/dev: requirements-dev.txt requirements-milvus.txt requirements-openvino.txt requirements-onnx.txt \
		$(VENV)/app
	$(PY) -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

$(VENV)/bin/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; name one with: make app PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
		{ rm -rf $(VENV); echo "Python cannot make a virtual environment here. On Debian and Ubuntu run: sudo apt install python3-venv"; exit 1; }
	@echo "Installing what the program needs (3 to 7 GB on the disk, a few minutes, once) ..."

$(AUDIT)/audit: requirements-audit.txt
	@$(PYTHON) -m venv $(AUDIT)
	$(AUDIT)/bin/python -m pip install --quiet --disable-pip-version-check -r requirements-audit.txt
	@touch $@

$(LOCK)/lock: requirements-lock.txt
	@$(PYTHON) -m venv $(LOCK)
	$(LOCK)/bin/python -m pip install --quiet --disable-pip-version-check -r requirements-lock.txt
	@touch $@

clean:
	rm -rf $(VENV) $(AUDIT) $(LOCK) .mypy_cache .ruff_cache .pytest_cache artifacts
