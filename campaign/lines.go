package campaign

import (
	"context"
	"slices"
	"time"

	"huifang/dialer"
)

// Lines is what one node holds of a trunk that several nodes use: it makes no more calls on it than that (R15).
type Lines struct {
	Node   string
	Lines  int // held
	Wanted int
}

// LineWish is what a node asks of a trunk.
type LineWish struct {
	Trunk  string
	Max    int // calls of the trunk over all nodes
	Used   int // by this node's calls
	Wanted int // in all
}

// ShareLines decides how many lines of a trunk a node holds from now on, and up to how many calls it may begin new ones. others
// are the other nodes; gone is how many calls live at nodes that have died. Together the nodes never hold more than w.Max. When
// they want more, each comes to an equal part, or to what it wants if that is less: a node with more calls than its part holds
// their lines until they end, and begins none.
func ShareLines(node string, w LineWish, others []Lines, gone int) (hold, limit int) {
	free := w.Max - gone
	for _, o := range others {
		free -= o.Lines
	}
	limit = max(0, min(fairPart(node, max(w.Used, w.Wanted), others, max(0, w.Max-gone)), free))
	return max(w.Used, limit), limit
}

// fairPart divides n among nodes that want different numbers: from the smallest wish on each gets what it wants, or an equal part
// of what is left. Of equal wishes the first name comes last and gets what the division leaves over.
func fairPart(node string, wanted int, others []Lines, n int) int {
	all := append(slices.Clone(others), Lines{Node: node, Wanted: wanted})
	slices.SortFunc(all, func(a, b Lines) int {
		if a.Wanted != b.Wanted {
			return a.Wanted - b.Wanted
		}
		if a.Node > b.Node {
			return -1
		}
		return 1
	})
	for i, l := range all {
		part := min(l.Wanted, n/(len(all)-i))
		if l.Node == node {
			return part
		}
		n -= part
	}
	return 0
}

const (
	shareEvery = 200 * time.Millisecond
	// shareLife is how long a share counts that could not be renewed: less than NodeLease, after which others take the lines.
	shareLife = NodeLease / 2
	// linesPerAgent is how many lines an agent keeps busy at most: with prediction and few answers.
	linesPerAgent = 5
)

// shareLines renews this node's part of the trunks. What is left of a trunk for the others is given to the routes as calls that
// live elsewhere.
func (r *Runner) shareLines(ctx context.Context, list []Runnable, now time.Time) error {
	if now.Sub(r.shared) < shareEvery {
		return nil
	}
	var agents []int64
	notices := false
	for _, c := range list {
		if !c.Halted && c.Window.Open(now) {
			agents = append(agents, c.Agents...)
			notices = notices || c.Mode == dialer.Agentless
		}
	}
	slices.Sort(agents)
	present := len(r.Dialer.Present(slices.Compact(agents)))
	states := r.Routes.Book.TrunkStates(now)
	var wishes []LineWish
	for _, t := range r.Routes.Trunks {
		used := states[t.Name].Calls
		// Who talks may ask somebody outside, also when nothing is dialled any more.
		w := LineWish{Trunk: t.Name, Max: t.MaxCalls, Used: used, Wanted: min(t.MaxCalls, max(present*linesPerAgent, 2*used))}
		if notices {
			w.Wanted = t.MaxCalls
		}
		if !r.Dialer.Accepting() {
			w.Wanted = used // the others have the rest meanwhile
		}
		wishes = append(wishes, w)
	}
	limits, err := r.Store.ShareLines(ctx, r.Node, wishes)
	if err != nil && now.Sub(r.shared) < shareLife {
		r.Log.Warn("this node's part of the trunks was not renewed", "err", err)
		return nil
	}
	elsewhere := map[string]int{}
	for _, w := range wishes {
		elsewhere[w.Trunk] = w.Max - limits[w.Trunk]
	}
	r.Routes.Elsewhere(elsewhere)
	if err == nil {
		r.shared = now
	}
	return err
}
