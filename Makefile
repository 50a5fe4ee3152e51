# Linli. 'make' alone lists the targets.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.NOTPARALLEL:
MAKEFLAGS += --no-print-directory

STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.8.2

# The demo's and the simulator's knobs; empty ones are left to the program.
ORDERS ?=
HEADLESS ?=
SEED ?=
ADDR ?=
SPEED ?=
ARGS ?=

# A checkout that git does not trust (another owner) still builds, unstamped.
export GOFLAGS := $(strip $(GOFLAGS) $(shell git rev-parse HEAD >/dev/null 2>&1 || echo -buildvcs=false))

FIND_GO := find . \( -name node_modules -o -name .git -o -path ./var \) -prune -o -name '*.go'

# $(call dirs_with,pattern,path) expands to a shell command for the directories,
# below the path, of the test files that hold the pattern; none is no error.
dirs_with = $$($(FIND_GO) -path '$(2)_test.go' -exec grep -lE '$(1)' {} + | xargs -r dirname | sort -u || true)

# A test file that knows the flag -update.
UPDATES := flag\.Bool(Var)?\(.*"update"

define step
@printf '\n== %s\n' '$(1)'
endef

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  %-20s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# ---- the two commands of the README

.PHONY: demo test
demo: ## build and run a town: ORDERS= HEADLESS=1 SEED= ADDR= SPEED=
	@scripts/setup.sh demo
	@$(MAKE) build
	bin/dispatcher demo $(if $(ORDERS),--orders $(ORDERS)) $(if $(filter-out 0 false,$(HEADLESS)),--headless) $(if $(SEED),--seed $(SEED)) $(if $(ADDR),--addr $(ADDR)) $(if $(SPEED),--speed $(SPEED)) $(ARGS)

test: setup check ## install what is missing, then check

# ---- parts

.PHONY: setup build web
setup: ## install what is missing (apt-get, npm)
	@scripts/setup.sh

build: web ## bin/dispatcher and bin/robotsim
	@mkdir -p bin
	go build -trimpath -ldflags "-s -w" -o bin/dispatcher ./cmd/dispatcher
	go build -trimpath -ldflags "-s -w" -o bin/robotsim ./cmd/robotsim

web: ## the browser apps, into web/dist
	@[ ! -f web/app/package.json ] || { scripts/setup.sh demo && cd web/app && npm run build; }

# ---- what CI runs

.PHONY: check check-format check-vet check-staticcheck check-web check-api check-pages check-full check-race
check: check-format check-apart check-full check-race ## all checks, without installing anything
	$(call step,all checks passed)

# Node and Chromium leave one of two processors idle: what reads the Go code is
# checked beside them, in their leisure, and told after them.
.PHONY: check-apart
check-apart:
	@mkdir -p var
	@nice -n 19 $(MAKE) check-vet check-staticcheck >var/check-apart.log 2>&1 & go=$$!; \
	pages=0; $(MAKE) check-web check-api check-pages || pages=$$?; \
	code=0; wait $$go || code=$$?; \
	cat var/check-apart.log; \
	[ $$pages -eq 0 ] && [ $$code -eq 0 ]

check-format: ## gofmt
	$(call step,gofmt)
	@bad=$$($(FIND_GO) -exec gofmt -l {} +); [ -z "$$bad" ] || { echo "not formatted (gofmt -w):"; echo "$$bad"; exit 1; }

check-vet: ## go vet
	$(call step,go vet)
	@go vet ./...

check-staticcheck: ## staticcheck, at the pinned version
	$(call step,staticcheck)
	@go run $(STATICCHECK) ./...

check-web: web ## the browser apps build and pass their own tests
	$(call step,browser apps)
	@[ ! -f web/app/package.json ] || { cd web/app && npm test --if-present; }

check-api: web ## the description of the API passes a strict linter
	$(call step,OpenAPI linter)
	@[ ! -f web/app/package.json ] || { cd web/app && npm run --silent lint:api; }

check-pages: web ## the browser apps in Chromium, against a fake server
	$(call step,pages in Chromium)
	@[ ! -f web/app/package.json ] || { cd web/app && npm run e2e; }

# scripts/tests.sh says which test runs where. Together they run all. The full
# part comes first: it keeps the default city, which the other then reads.
check-full: ## the tests that compute, and those named TestHeavy…, at full speed
	$(call step,tests at full speed)
	@scripts/tests.sh full

check-race: ## the tests of what goroutines share, under the race detector
	$(call step,tests with the race detector)
	@scripts/tests.sh race

# ---- apart from CI

.PHONY: check-generated fuzz golden bench bench-geo bench-matching bench-matching-quick sim sim-long sim-planted sim-day sim-robots e2e generate
# CI need not: a test compares each of these files with what the code says.
check-generated: ## run the generators; fail when that changes a file
	$(call step,generated files)
	@scripts/generated.sh

fuzz: ## every fuzz target for FUZZTIME (10s); FUZZ=regexp chooses
	@FUZZ='$(FUZZ)' FUZZTIME='$(FUZZTIME)' scripts/fuzz.sh

fuzz-api: ## every operation of the API, ROUNDS (400) requests each, from SEED (1)
	go test ./httpapi -count=1 -run TestFuzzOperations -v -fuzz-rounds $(or $(ROUNDS),400) -fuzz-seed $(or $(SEED),1)

golden: ## rewrite the golden transcripts; review the diff as behaviour
	@dirs=$(call dirs_with,$(UPDATES),./simulator/*); \
	[ -z "$$dirs" ] || go test -count=1 -run Golden $$dirs -update; \
	git --no-pager diff --stat -- ':(glob)simulator/**'

bench: ## every benchmark; BENCH=regexp chooses
	@dirs=$(call dirs_with,^func Benchmark,*); \
	[ -z "$$dirs" ] || go test -run '^$$' -bench '$(or $(BENCH),.)' -benchmem $$dirs

bench-geo: ## routing and the moving index beside their yardsticks, one table: ARGS= for more
	@mkdir -p bin
	go build -o bin/dispatcher ./cmd/dispatcher
	bin/dispatcher bench $(ARGS)

# Results are kept as they come, in a file named after the program's hash: an
# interrupted run goes on. An instance ends early when it reaches the record;
# FULL=1 gives each its whole time.
bench_matching = bin/dispatcher bench matching --threads 2 --seed $(or $(SEED),1) $(if $(FULL),,--stop-at-record) $(ARGS)

bench-matching: ## the solver on 136 instances beside the records and its peers (80 minutes at most): FULL=1 SEED= ARGS=
	@mkdir -p bin
	go build -trimpath -buildvcs=false -o bin/dispatcher ./cmd/dispatcher
	$(bench_matching) --resume var/bench-matching/$$(sha256sum bin/dispatcher | cut -c1-12)$(if $(FULL),-full).jsonl
	go test -run '^$$' -bench . -benchmem ./matching/...

bench-matching-quick: ## the same on a tenth of the instances
	@mkdir -p bin
	go build -trimpath -buildvcs=false -o bin/dispatcher ./cmd/dispatcher
	$(bench_matching) --share 10

# The sweep of faults: a failing seed prints the line that replays it.
sim: ## the fault sweep: 80 seeds, over 200 zone-hours, 100,000 faults: SEED=first
	@mkdir -p bin
	go build -o bin/dispatcher ./cmd/dispatcher
	bin/dispatcher sweep --seeds 80 $(if $(SEED),--first $(SEED)) $(ARGS)

sim-long: ## the same, over 5,000 zone-hours (half an hour)
	@$(MAKE) sim ARGS="--seeds 2000 $(ARGS)"

sim-planted: ## break guards of the production code, one at a time; the sweep must notice each within 40 seeds
	@mkdir -p bin
	go build -tags planted -o bin/dispatcher-planted ./cmd/dispatcher
	bin/dispatcher-planted sweep --planted --seeds 40 $(ARGS)

sim-day: ## simulate a town once: SEED=n, ARGS= for more
	go run ./cmd/dispatcher simulate $(if $(SEED),--seed $(SEED)) $(ARGS)

sim-robots: ## a day of 200 robots with 40 zones, 20 gates and 8 lifts: grants, waits, deliveries a robot-hour
	LINLI_ROBOTS=1 go test ./simulator -run TestRobotsDay -v -count 1 -timeout 60m

policies: ## compare policies over the same simulated days: ARGS= for more
	go run ./cmd/dispatcher policies $(ARGS)

e2e: setup web ## drive the browser apps in Chromium: SHOTS=folder keeps pictures, LINLI_URL= adds a running demo
	@cd web/app && SHOTS='$(abspath $(SHOTS))' LINLI_URL='$(LINLI_URL)' npm run e2e

generate: ## run the generators
	go generate ./...

# ---- a database to develop with

.PHONY: dev-postgres dev-postgres-stop clean
dev-postgres: ## start a private PostgreSQL and print its --store URL
	@url=$$(scripts/postgres.sh start); printf -- '--store %s\n' "$$url"

dev-postgres-stop: ## stop it; the data stay
	@scripts/postgres.sh stop

clean: ## remove what was built (var/ stays: it holds data)
	rm -rf bin
	@[ ! -d web/dist ] || find web/dist -mindepth 1 ! -name .keep -delete
