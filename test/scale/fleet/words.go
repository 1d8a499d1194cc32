package fleet

import "strings"

func services() []string {
	return strings.Fields("gateway cart payment search auth orders billing inventory shipping notifier scheduler ledger catalog session-store rate-limiter edge-proxy ingest mailer")
}

func paths() []string {
	return strings.Fields("/api/v1/cart /api/v1/cart/items /healthz /api/v2/search /login /api/v1/orders /api/v1/orders/export /metrics /static/app.js /api/v2/users/me")
}

func people() []string {
	return strings.Fields("mika jonas aiko priya tomas lena oskar yuki ana pavel sora ines deploy ops")
}

func cities() []string {
	return strings.Fields("Osaka Sapporo Busan Tokyo Berlin Lisbon Turku Nagoya Incheon Porto Kyoto Graz")
}

func words() []string {
	return strings.Fields(`account adapter archive backlog balance batch buffer bundle cache channel checkout cluster column commit config consumer context
		counter cursor deadline delta dispatch driver encoder endpoint envelope export fallback fetcher filter fixture frame garbage grant handler header heap
		histogram import index interval invoice journal kernel lease listener loader lookup manifest mapper marker matcher merge metric migration mirror
		monitor mutex network notify object offset operator packer parser partition patch payload pointer policy pool probe producer profile prune queue quota
		reader rebalance receipt record region registry replica report request resolver retry rollback router sampler schema segment sequence server shard
		signal snapshot socket splitter stream subnet summary switch symbol tenant throttle timeout token topic tracer transfer trigger tuple update upload
		vacuum validator vector version volume watcher webhook window worker writer zone`)
}

// sentence is some words that make a message.
func sentence(s *screenplay, n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(pick(s, s.words))
	}
	return b.String()
}

// message is one of those that a program of the fleet writes again and again.
func (s *screenplay) message() string {
	first := s.rng.IntN(300)
	n := len(s.words)
	return "failed to " + s.words[first%n] + " the " + s.words[first*7%n] + " of " + s.words[first*13%n] + ": " + s.words[first*29%n] + " not ready"
}
