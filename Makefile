# Huifang 回访. `make help` lists the targets; `make demo` and `make test` need Go, Node 20 and git, and get the rest.
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

GOLANGCI := github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
GOVULN := golang.org/x/vuln/cmd/govulncheck@v1.1.4
UI := web/ui
UI_SOURCES := $(shell find $(UI)/src $(UI)/public -type f 2>/dev/null) $(UI)/index.html $(UI)/vite.config.ts $(UI)/package-lock.json

.PHONY: help
help: ## Show the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

.PHONY: tools
tools: # what the targets below assume
	@for t in go node npm git; do command -v $$t >/dev/null || { echo "missing: $$t (Go 1.26, Node 20 and git must be installed first)" >&2; exit 1; }; done

$(UI)/node_modules/.package-lock.json: $(UI)/package-lock.json | tools
	cd $(UI) && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

$(UI)/dist/index.html: $(UI_SOURCES) $(UI)/node_modules/.package-lock.json
	cd $(UI) && npm run build

.PHONY: ui
ui: $(UI)/dist/index.html ## Build the web app

.PHONY: build
build: tools ui ## Build bin/huifang with the web app in it
	go build -o bin/ ./cmd/huifang ./cmd/demo

.PHONY: demo
demo: build ## Start everything on this machine, seed a demo, print the address and the logins
	bin/demo up --binary bin/huifang

.PHONY: status
status: tools ## Say what of the demo runs
	@test -x bin/demo || go build -o bin/ ./cmd/demo
	@bin/demo status

.PHONY: down
down: tools ## Stop the demo (only what it started); data stays
	@test -x bin/demo || go build -o bin/ ./cmd/demo
	@bin/demo down

.PHONY: erase
erase: tools ## Stop the demo and delete its data
	@test -x bin/demo || go build -o bin/ ./cmd/demo
	@bin/demo erase

.PHONY: test
test: build ## Everything: pure rules, SQL on Postgres, calls on Asterisk, pages in Chromium
	cd $(UI) && npm run gen:check && npm run typecheck && npm test && npm run budget
	go vet ./...
	go run ./cmd/withdb -- go test -timeout 30m ./...

# Seeds of the model test, checks of each property, and simulated days of the pacing, in test-long.
SEEDS ?= 10000
CHECKS ?= 1000
# Calls that the recognisers of announcements and of machines hear in test-long.
EARS ?= 5000
DAYS ?= 10000

.PHONY: test-long
test-long: tools ## Nightly: the model of the follow-up engine, simulated days of the pacing and the properties of the rules, with many more seeds
	go run ./cmd/withdb -- env HUIFANG_MODEL_SEEDS=$(SEEDS) go test -count=1 -v -timeout 6h -run '^TestModel$$' ./campaign/store
	HUIFANG_PACING_DAYS=$(DAYS) go test -count=1 -v -timeout 12h -run '^TestCapHolds$$' ./dialer/pacing/floor
	go test -count=1 -timeout 2h $$(grep -rl --include='*_test.go' pgregory.net/rapid campaign dialer | xargs -n1 dirname | sort -u | sed 's|^|./|') -rapid.checks=$(CHECKS)

	HUIFANG_EARS=$(EARS) go test -count=1 -v -timeout 3h -run '^(TestAnnouncements|TestAnswers)$$' ./cmd/internal/spoken

.PHONY: test-race
test-race: build ## The Go tests with the race detector
	go run ./cmd/withdb -- go test -race -timeout 45m ./...

.PHONY: lint
lint: tools ## Linters, import directions, known vulnerabilities
	go run $(GOLANGCI) run ./...
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { gofmt -l $$(git ls-files '*.go'); exit 1; }

.PHONY: gen
gen: tools ## Write the API's description and the web app's types anew
	go run ./cmd/huifang openapi > $(UI)/openapi.json
	cd $(UI) && npm run gen

.PHONY: sounds
sounds: tools ## Speak the shipped announcements and the simulated carrier's sounds anew (eSpeak NG)
	go run ./cmd/sounds

.PHONY: bench
bench: build ## Measure against the raw limits; prints the table of the README
	go run ./cmd/bench
