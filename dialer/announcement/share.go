package announcement

import "huifang/dialer/announcement/front"

const (
	alike    = 60 // nats that two recordings must have in common to be compared further
	smoothed = 4  // steps to either side over which evidence is averaged
)

// pairing is one step of the best stretch that two recordings, or a call and a recording, have in common: frame i of the one is
// at frame j of the other.
type pairing struct {
	i, j     int
	evidence float32
}

// common returns the best stretch that one has in common with other, from its end to its begin; one is given by every second
// frame. It may run through differences.
func common(one []front.Frame, other []template) (along []pairing, score float32) {
	width := len(other)
	paths := make([]stretch, width)
	came := make([]int8, len(one)*width) // frames back, by step and frame; 0: the stretch begins here
	bestStep, bestFrame := 0, 0
	for step := range one {
		x, own := query(&one[step])
		for j := width - 1; j >= 0; j-- {
			from, before := before(paths, j)
			if before > 0 {
				came[step*width+j] = int8(j - from)
			}
			paths[j].score = max(0, before+other[j].evidence(&x, own))
			if paths[j].score > score {
				bestStep, bestFrame, score = step, j, paths[j].score
			}
		}
	}
	for step, j := bestStep, bestFrame; score > 0 && step >= 0; step-- {
		x, own := query(&one[step])
		along = append(along, pairing{step, j, other[j].evidence(&x, own)})
		back := int(came[step*width+j])
		if back == 0 {
			break
		}
		j -= back
	}
	return along, score
}

// sharedWith returns by recording which frames of recording n that recording, of another meaning, has too, such as those of
// 您拨打的电话 and 请稍后再拨, however different the voices: they cannot tell the two apart. nil: they have nothing in common.
// It takes some ten milliseconds, so it is found when it is first needed.
func (l *Library) sharedWith(n int) [][]bool {
	one := l.recordings[n]
	one.once.Do(func() {
		one.shared = make([][]bool, len(l.recordings))
		half := make([]front.Frame, 0, len(one.frames)/2)
		for i := 0; i+1 < len(one.frames); i += 2 {
			half = append(half, one.frames[i].f)
		}
		for o, other := range l.recordings {
			if one.meaning == other.meaning {
				continue
			}
			along, score := common(half, other.frames)
			if score < alike {
				continue
			}
			one.shared[o] = make([]bool, len(one.frames))
			for at, p := range along {
				var sum float32
				for _, near := range along[max(0, at-smoothed):min(len(along), at+smoothed+1)] {
					sum += near.evidence
				}
				if sum > 0 {
					one.shared[o][2*p.i], one.shared[o][2*p.i+1] = true, true
				}
			}
		}
	})
	return one.shared
}

// distinct returns how much evidence there is, in the stretch that the call has in common with recording n, for just that
// recording and against the most similar one of another meaning: that of the frames that the two do not share. gap is the mean
// evidence of the worst stretch of 0.4 s in it: where the call says something else.
func (l *Library) distinct(call []front.Frame, n int) (least, gap float32) {
	r := l.recordings[n]
	along, least := common(call, r.frames)
	for _, shared := range l.sharedWith(n) {
		if shared == nil {
			continue
		}
		var sum float32
		for _, p := range along {
			if !shared[p.j] {
				sum += p.evidence
			}
		}
		least = min(least, sum)
	}
	const width = 10
	var sum float32
	gap = clearly
	for at, p := range along {
		sum += p.evidence
		if at >= width {
			sum -= along[at-width].evidence
		}
		if at >= width-1 {
			gap = min(gap, sum/width)
		}
	}
	return least, gap
}
