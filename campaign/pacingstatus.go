package campaign

import "time"

// PacingStatus says how a running campaign is paced at one node, in codes and numbers that the pages put into words (R16, R34).
type PacingStatus struct {
	CampaignID int64              `json:"campaign_id"`
	Campaign   string             `json:"campaign"`
	Mode       string             `json:"mode" enum:"progressive,predictive,preview,agentless,manual,inbound" doc:"the campaign's dialling mode"`
	By         string             `json:"by,omitempty" enum:"predictive,progressive" doc:"predictive campaigns: what the latest decision went by"`
	Reason     string             `json:"reason" doc:"code of why it dials or waits; see package pacing"`
	Detail     map[string]float64 `json:"detail" doc:"the numbers of the reason"`
	Dialled    int                `json:"dialled" doc:"lines that the latest decision dialled"`
	Lines      int                `json:"lines" doc:"that ring without an agent"`
	Waiting    int                `json:"waiting" doc:"persons who answered and wait for an agent"`
	Free       float64            `json:"free" doc:"agents; one who serves several campaigns counts by his share"`
	Busy       int                `json:"busy" doc:"agents in a conversation or in wrap-up"`
	Served     int                `json:"served" doc:"handed to an agent today, by this node"`
	Abandoned  int                `json:"abandoned" doc:"today, by this node"`
	Cap        float64            `json:"cap" doc:"abandoned / (abandoned + served) at most"`
	At         time.Time          `json:"at"`
}

// PacingCounts are a campaign's calls of persons at one node: handed to an agent, and abandoned; of the calendar day and of
// the last 24 hours (I9).
type PacingCounts struct {
	Served, Abandoned     int
	Served24, Abandoned24 int
}
