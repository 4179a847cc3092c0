// Package pacing says how many numbers to dial at a moment. It is pure.
package pacing

// Progressive is the number of new calls in progressive mode: one for each free agent, within what the trunk has room
// for. An agent is reserved for each, so nobody who answers waits (R16).
func Progressive(freeAgents, trunkRoom int) int {
	return max(0, min(freeAgents, trunkRoom))
}
