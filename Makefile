# Everything that is needed is installed by these targets, outside the clone, once (scripts/tool.sh).
GO ?= go
FUZZTIME ?= 20s
LDFLAGS = -s -w

.PHONY: help build test e2e check race fuzz bench bench-scale demo clean lint labs
.DEFAULT_GOAL := help

help: ## show the targets
	@sed -n 's/^\([a-z0-9-]*\):.*## /\1\t/p' Makefile | awk -F'\t' '{printf "make %-11s %s\n", $$1, $$2}'

build: ## build bin/shellac
	CGO_ENABLED=0 $(GO) build -trimpath -ldflags '$(LDFLAGS)' -o bin/shellac ./cmd/shellac

demo: build ## try it: a local store with recordings made on the spot, no account and no network
	@scripts/demo.sh

test: labs ## unit tests and end-to-end tests with a real sshd and a real S3 server
	$(GO) test -count=1 ./...

e2e: labs ## the same parts and two real Kubernetes clusters
	@scripts/tool.sh kubebox >/dev/null
	@scripts/debs.sh containerd runc containernetworking-plugins busybox-static bash-static >/dev/null
	$(GO) test -count=1 -tags e2e -timeout 30m -v ./test/e2e/... ./test/lab/...
	@scripts/voices.sh

check: lint race ## what every commit passes: gofmt, vet, lint, layering, unit tests with -race

lint:
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { gofmt -l $$(git ls-files '*.go'); echo 'run gofmt -w'; exit 1; }
	$(GO) vet -tags e2e ./...
	$$(scripts/tool.sh golangci-lint) run

race: labs ## all tests of `make test` with the race detector
	$(GO) test -race ./...

fuzz: ## run every fuzz target for FUZZTIME (default 20s)
	@scripts/fuzz.sh $(FUZZTIME)

bench: build ## sizes, throughput, latency; prints ratios against baselines of the same run
	$(GO) test -count=1 -tags bench -timeout 40m -v ./test/bench/...

bench-scale: labs ## index and search on fleets of SHELLAC_SCALE sessions (default "1000 10000"), beside ripgrep, DuckDB and ClickHouse
	@scripts/tool.sh duckdb >/dev/null
	@scripts/debs.sh ripgrep >/dev/null
	$(GO) test -count=1 -tags scale -timeout 120m -v ./test/scale/...

labs:
	@scripts/tool.sh versitygw >/dev/null
	@scripts/debs.sh openssh-server openssh-client rsync >/dev/null

clean: ## remove what was built in this folder, and the demo
	rm -rf bin .demo
