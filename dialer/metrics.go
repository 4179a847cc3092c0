package dialer

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"huifang/ari"
	"huifang/dialer/trunk"
)

// Metrics counts what the dialer does, for Prometheus (R34). No ids are labels.
type Metrics struct {
	calls, dialled, recordings, reconciled *prometheus.CounterVec
	refused                                *prometheus.CounterVec
	faults                                 *prometheus.CounterVec
	orphans                                prometheus.Counter
	connect                                prometheus.Histogram
	ariCommands                            *prometheus.HistogramVec
	ariEvents                              *prometheus.CounterVec
	ariUp, ariBacklog                      prometheus.Gauge
	reg                                    prometheus.Registerer
}

// NewMetrics registers the dialer's metrics.
func NewMetrics(reg prometheus.Registerer) *Metrics {
	vec := func(name, help string, labels ...string) *prometheus.CounterVec {
		return prometheus.NewCounterVec(prometheus.CounterOpts{Namespace: "huifang", Name: name, Help: help}, labels)
	}
	m := &Metrics{
		reg:        reg,
		calls:      vec("calls_total", "Attempts ended, by outcome.", "outcome"),
		dialled:    vec("dials_total", "INVITEs asked for, by trunk.", "trunk"),
		faults:     vec("trunk_faults_total", "Calls that a trunk did not set up, by trunk and fault.", "trunk", "fault"),
		refused:    vec("incoming_refused_total", "Incoming calls that were not taken, by reason.", "reason"),
		recordings: vec("recordings_total", "Recordings closed, by state.", "state"),
		reconciled: vec("reconciled_total", "Attempts that the reconciliation adopted or finished, by result.", "result"),
		orphans:    prometheus.NewCounter(prometheus.CounterOpts{Namespace: "huifang", Name: "orphan_channels_total", Help: "Channels without a live attempt that were hung up."}),
		connect: prometheus.NewHistogram(prometheus.HistogramOpts{Namespace: "huifang", Name: "connect_seconds",
			Help: "From the answer to the customer's first packet forwarded to the agent.", Buckets: []float64{.005, .01, .015, .02, .025, .03, .04, .06, .1, .25, 1}}),
		ariCommands: prometheus.NewHistogramVec(prometheus.HistogramOpts{Namespace: "huifang", Name: "ari_command_seconds",
			Help: "Duration of ARI commands.", Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, 1, 3}}, []string{"op", "ok"}),
		ariEvents:  vec("ari_events_total", "Events of Asterisk, by what became of them.", "fate"),
		ariUp:      prometheus.NewGauge(prometheus.GaugeOpts{Namespace: "huifang", Name: "ari_connected", Help: "1 while the event connection to Asterisk stands."}),
		ariBacklog: prometheus.NewGauge(prometheus.GaugeOpts{Namespace: "huifang", Name: "ari_backlog_high", Help: "Largest number of events that waited in one queue."}),
	}
	reg.MustRegister(m.calls, m.dialled, m.recordings, m.reconciled, m.orphans, m.connect, m.ariCommands, m.ariEvents, m.ariUp, m.ariBacklog, m.faults, m.refused)
	return m
}

// Hooks are the ARI client's counters.
func (m *Metrics) Hooks() ari.Hooks {
	return ari.Hooks{
		Command: func(op string, took time.Duration, err error) {
			ok := "yes"
			if err != nil {
				ok = "no"
			}
			m.ariCommands.WithLabelValues(op, ok).Observe(took.Seconds())
		},
		Event: func(_, fate string) { m.ariEvents.WithLabelValues(fate).Inc() },
		Connection: func(up bool) {
			m.ariUp.Set(0)
			if up {
				m.ariUp.Set(1)
			}
		},
		HighWater: func(depth int) { m.ariBacklog.Set(float64(depth)) },
	}
}

// Describe and Collect make the dialer's state readable as gauges: agents by state, calls by trunk.
func (d *Dialer) Describe(ch chan<- *prometheus.Desc) {
	ch <- agentsDesc
	ch <- trunkDesc
	ch <- trunkMaxDesc
	ch <- trunkUpDesc
	ch <- trunkCallsDayDesc
	ch <- trunkTalkDayDesc
	ch <- trunkCostDayDesc
	ch <- foreignDesc
	ch <- unsentDesc
}

var (
	agentsDesc   = prometheus.NewDesc("huifang_agents", "Agents at this node, by state.", []string{"state"}, nil)
	trunkDesc    = prometheus.NewDesc("huifang_trunk_calls", "Live calls, by trunk.", []string{"trunk"}, nil)
	trunkMaxDesc = prometheus.NewDesc("huifang_trunk_max_calls", "Calls that a trunk allows at once.", []string{"trunk"}, nil)
	trunkUpDesc  = prometheus.NewDesc("huifang_trunk_up", "1 while a trunk takes calls, 0 while it is down, suspect or has spent its limits.", []string{"trunk"}, nil)

	trunkCallsDayDesc = prometheus.NewDesc("huifang_trunk_today_calls", "Calls since midnight over all nodes.", []string{"trunk"}, nil)
	trunkTalkDayDesc  = prometheus.NewDesc("huifang_trunk_today_talk_seconds", "Talk since midnight over all nodes.", []string{"trunk"}, nil)
	foreignDesc       = prometheus.NewDesc("huifang_media_foreign_packets_total", "Datagrams that came to Asterisk's side of the media gateway from elsewhere than a known channel.", nil, nil)
	unsentDesc        = prometheus.NewDesc("huifang_media_unsent_packets_total", "Audio packets that the network did not take.", nil, nil)

	trunkCostDayDesc = prometheus.NewDesc("huifang_trunk_today_cost", "Cost since midnight over all nodes, in the unit of the rates.", []string{"trunk"}, nil)
)

// Collect implements prometheus.Collector.
func (d *Dialer) Collect(ch chan<- prometheus.Metric) {
	ch <- prometheus.MustNewConstMetric(foreignDesc, prometheus.CounterValue, float64(d.cfg.Gateway.Foreign()))
	ch <- prometheus.MustNewConstMetric(unsentDesc, prometheus.CounterValue, float64(d.cfg.Gateway.Unsent()))
	s := d.Status()
	states := map[AgentState]int{AgentOffline: 0, AgentReady: 0, AgentReserved: 0, AgentOnCall: 0, AgentWrapUp: 0, AgentPaused: 0}
	for _, a := range s.Agents {
		states[a.State]++
	}
	for state, n := range states {
		ch <- prometheus.MustNewConstMetric(agentsDesc, prometheus.GaugeValue, float64(n), string(state))
	}
	for _, t := range s.Trunks {
		ch <- prometheus.MustNewConstMetric(trunkDesc, prometheus.GaugeValue, float64(t.Calls), t.Name)
		ch <- prometheus.MustNewConstMetric(trunkMaxDesc, prometheus.GaugeValue, float64(t.MaxCalls), t.Name)
		up := 1.0
		if t.Health == trunk.WordDown || t.Health == trunk.WordSuspect || t.Spent {
			up = 0
		}
		ch <- prometheus.MustNewConstMetric(trunkUpDesc, prometheus.GaugeValue, up, t.Name)
		ch <- prometheus.MustNewConstMetric(trunkCallsDayDesc, prometheus.GaugeValue, float64(t.CallsToday), t.Name)
		ch <- prometheus.MustNewConstMetric(trunkTalkDayDesc, prometheus.GaugeValue, float64(t.TalkTodayS), t.Name)
		ch <- prometheus.MustNewConstMetric(trunkCostDayDesc, prometheus.GaugeValue, t.CostToday, t.Name)
	}
}
