package campaign

import (
	"maps"
	"slices"
	"strings"
	"time"
)

// PacingStatus says how a running campaign is paced, in codes and numbers that the pages put into words (R16, R34).
type PacingStatus struct {
	CampaignID int64  `json:"campaign_id"`
	Campaign   string `json:"campaign"`
	Mode       string `json:"mode" enum:"progressive,predictive,preview,agentless,manual,inbound" doc:"the campaign's dialling mode"`
	PacingFigures
	Cap   float64      `json:"cap" doc:"abandoned / (abandoned + served) at most"`
	Nodes []NodePacing `json:"nodes,omitempty" doc:"of a campaign that several nodes pace: each of them; the figures beside it are their sum"`
}

// PacingFigures are why a campaign is dialled or waits at one node, and how many lines and agents it has there; or the sum over
// nodes.
type PacingFigures struct {
	By        string             `json:"by,omitempty" enum:"predictive,progressive" doc:"predictive campaigns: what the latest decision went by; absent when nodes differ"`
	Reason    string             `json:"reason" doc:"code of why it dials or waits; see package pacing; by_node: the nodes differ; window_closed: the calling window of the campaign"`
	Detail    map[string]float64 `json:"detail" doc:"the numbers of the reason; of several nodes each has its own"`
	Dialled   int                `json:"dialled" doc:"lines that the latest decision dialled"`
	Lines     int                `json:"lines" doc:"that ring without an agent"`
	Waiting   int                `json:"waiting" doc:"persons who answered and wait for an agent"`
	Free      float64            `json:"free" doc:"agents; one who serves several campaigns counts by his share"`
	Busy      int                `json:"busy" doc:"agents in a conversation or in wrap-up"`
	Served    int                `json:"served" doc:"handed to an agent today, by the nodes that are seen"`
	Abandoned int                `json:"abandoned" doc:"today, by the nodes that are seen"`
	At        time.Time          `json:"at"`
}

// NodePacing is the pacing of a campaign at one node.
type NodePacing struct {
	Node string `json:"node"`
	PacingFigures
}

// Reasons beside those of package pacing.
const (
	ReasonByNode = "by_node"       // those of the nodes differ
	ReasonClosed = "window_closed" // the campaign's calling window
)

// SumPacing makes one list, by campaign, of those of the nodes. What only one node paces stays as it is.
func SumPacing(byNode map[string][]PacingStatus) []PacingStatus {
	at := map[int64]int{} // campaign: place in the list
	list := []PacingStatus{}
	for _, node := range slices.Sorted(maps.Keys(byNode)) {
		for _, s := range byNode[node] {
			s.Nodes = []NodePacing{{node, s.PacingFigures}}
			if i, ok := at[s.CampaignID]; ok {
				list[i] = list[i].plus(s)
				continue
			}
			at[s.CampaignID] = len(list)
			list = append(list, s)
		}
	}
	for i := range list {
		if len(list[i].Nodes) == 1 {
			list[i].Nodes = nil
		}
	}
	slices.SortStableFunc(list, func(a, b PacingStatus) int { return strings.Compare(a.Campaign, b.Campaign) })
	return list
}

// plus adds the pacing of another node.
func (s PacingStatus) plus(o PacingStatus) PacingStatus {
	s.Nodes = append(s.Nodes, o.Nodes...)
	if s.Reason != o.Reason {
		s.Reason = ReasonByNode
	}
	if s.By != o.By {
		s.By = ""
	}
	s.Detail = map[string]float64{}
	s.Dialled, s.Lines, s.Waiting, s.Busy = s.Dialled+o.Dialled, s.Lines+o.Lines, s.Waiting+o.Waiting, s.Busy+o.Busy
	s.Free, s.Served, s.Abandoned = s.Free+o.Free, s.Served+o.Served, s.Abandoned+o.Abandoned
	if o.At.After(s.At) {
		s.At = o.At
	}
	return s
}

// PacingCounts are a campaign's calls of persons at one node: handed to an agent, and abandoned; of the calendar day and of
// the last 24 hours (I9).
type PacingCounts struct {
	Served, Abandoned     int
	Served24, Abandoned24 int
}
