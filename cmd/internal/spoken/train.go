package spoken

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"huifang/dialer/announcement/front"
	"huifang/dialer/webrtc/g711"
)

// TrainingVariants are the voices that the front end is computed from.
var TrainingVariants = []string{"", "m1", "m3", "m5", "m8", "f1", "f3", "klatt", "klatt3", "Andy", "Alicia", "aunty", "belinda", "benjamin", "caleb", "Denis", "grandma", "marcelo", "quincy", "Storm"}

// Projection is what package front is made of.
type Projection struct {
	Offset [front.Dim]float64
	Rows   [front.Dim][front.Stack]float64
	Spread [front.Dim]float64
}

// Train computes the projection (linear discriminant analysis). A class is one moment of one sentence: eSpeak NG's voices
// speak in the same rhythm, so the moment is the same share of the length in each; what differs within a class is voice, gain,
// codec and noise.
func Train(ctx context.Context, s *Speaker) (Projection, error) {
	const n = front.Stack
	var p Projection
	type class struct {
		sum   [n]float64
		count float64
	}
	within, total := make([][]float64, n), make([][]float64, n)
	for i := range n {
		within[i], total[i] = make([]float64, n), make([]float64, n)
	}
	var mean [n]float64
	var samples, classesCount float64
	for number, part := range Training {
		classes := map[int]*class{}
		var stacks []struct {
			class int
			x     [n]float32
		}
		reference := 0
		for k, variant := range TrainingVariants {
			audio, err := s.Say(ctx, Voice{Language: part.Language, Variant: variant, WPM: 140 + 20*(number%4)}, part.Text)
			if err != nil {
				return p, err
			}
			if reference == 0 {
				reference = len(audio)
			}
			scale := float64(reference) / float64(len(audio))
			if math.Abs(scale-1) > 0.05 {
				continue // a voice with a rhythm of its own
			}
			for clean := range 2 {
				line := Line{GainDB: float64((number+k)%4*6 - 12), ALaw: k%2 == 1, Seed: uint64(number*100 + k)}
				if clean == 0 {
					line.SNR = 20
				}
				heard := decode(line.Carry(audio))
				take := func(at int, stack *[n]float32) {
					stacks = append(stacks, struct {
						class int
						x     [n]float32
					}{int(math.Round(float64(at) * scale)), *stack})
				}
				if clean == 0 {
					x := front.NewExtractor(take, nil)
					x.Write(heard)
				} else {
					front.Extract(heard, take)
				}
			}
		}
		for _, st := range stacks {
			c := classes[st.class]
			if c == nil {
				c = &class{}
				classes[st.class] = c
			}
			c.count++
			for i, v := range st.x {
				c.sum[i] += float64(v)
			}
		}
		for _, st := range stacks {
			c := classes[st.class]
			if c.count < 12 {
				continue
			}
			samples++
			var d [n]float64
			for i, v := range st.x {
				mean[i] += float64(v)
				d[i] = float64(v) - c.sum[i]/c.count
			}
			for i := range n {
				for j := range i + 1 {
					within[i][j] += d[i] * d[j]
					total[i][j] += float64(st.x[i]) * float64(st.x[j])
				}
			}
		}
		for _, c := range classes {
			if c.count >= 12 {
				classesCount++
			}
		}
	}
	if samples == 0 {
		return p, errors.New("spoken: no speech to train on")
	}
	trace := 0.0
	for i := range n {
		mean[i] /= samples
	}
	for i := range n {
		for j := range i + 1 {
			within[i][j] /= samples - classesCount
			total[i][j] = total[i][j]/samples - mean[i]*mean[j]
			within[j][i], total[j][i] = within[i][j], total[i][j]
		}
		trace += within[i][i]
	}
	for i := range n {
		within[i][i] += 1e-3 * trace / n
	}
	// within = L L'; eigenvectors of L^-1 total L'^-1.
	lower, err := cholesky(within)
	if err != nil {
		return p, err
	}
	half := solveLower(lower, total)
	whitened := solveLower(lower, transpose(half))
	values, vectors := eigen(whitened)
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int {
		if values[a] > values[b] {
			return -1
		}
		return 1
	})
	for d := range front.Dim {
		k := order[d]
		// row = v' L^-1: solve L' w = v.
		w := make([]float64, n)
		for i := n - 1; i >= 0; i-- {
			v := vectors[i][k]
			for j := i + 1; j < n; j++ {
				v -= lower[j][i] * w[j]
			}
			w[i] = v / lower[i][i]
		}
		for i, v := range w {
			p.Rows[d][i] = v
			p.Offset[d] += v * mean[i]
		}
		p.Spread[d] = max(0.01, values[k]-1)
	}
	return p, nil
}

func decode(law []byte) []int16 {
	out := make([]int16, len(law))
	for i, b := range law {
		out[i] = g711.Decode(b)
	}
	return out
}

func cholesky(a [][]float64) ([][]float64, error) {
	n := len(a)
	l := make([][]float64, n)
	for i := range n {
		l[i] = make([]float64, n)
		for j := range i + 1 {
			v := a[i][j]
			for k := range j {
				v -= l[i][k] * l[j][k]
			}
			if i == j {
				if v <= 0 {
					return nil, fmt.Errorf("spoken: covariance is not positive at %d", i)
				}
				l[i][i] = math.Sqrt(v)
			} else {
				l[i][j] = v / l[j][j]
			}
		}
	}
	return l, nil
}

// solveLower returns l^-1 b.
func solveLower(l, b [][]float64) [][]float64 {
	n := len(l)
	out := make([][]float64, n)
	for i := range n {
		out[i] = slices.Clone(b[i])
		for j := range i {
			for c := range out[i] {
				out[i][c] -= l[i][j] * out[j][c]
			}
		}
		for c := range out[i] {
			out[i][c] /= l[i][i]
		}
	}
	return out
}

func transpose(a [][]float64) [][]float64 {
	out := make([][]float64, len(a))
	for i := range out {
		out[i] = make([]float64, len(a))
		for j := range out[i] {
			out[i][j] = a[j][i]
		}
	}
	return out
}

// eigen is Jacobi's method for a symmetric matrix; vectors[i][k] is component i of eigenvector k.
func eigen(a [][]float64) (values []float64, vectors [][]float64) {
	n := len(a)
	vectors = make([][]float64, n)
	for i := range vectors {
		vectors[i] = make([]float64, n)
		vectors[i][i] = 1
	}
	for range 60 {
		var off float64
		for i := range n {
			for j := range i {
				off += a[i][j] * a[i][j]
			}
		}
		if off < 1e-12 {
			break
		}
		for p := range n {
			for q := p + 1; q < n; q++ {
				if math.Abs(a[p][q]) < 1e-14 {
					continue
				}
				theta := (a[q][q] - a[p][p]) / (2 * a[p][q])
				t := 1 / (math.Abs(theta) + math.Sqrt(theta*theta+1))
				if theta < 0 {
					t = -t
				}
				c := 1 / math.Sqrt(t*t+1)
				s := t * c
				for k := range n {
					x, y := a[k][p], a[k][q]
					a[k][p], a[k][q] = c*x-s*y, s*x+c*y
				}
				for k := range n {
					x, y := a[p][k], a[q][k]
					a[p][k], a[q][k] = c*x-s*y, s*x+c*y
				}
				for k := range n {
					x, y := vectors[k][p], vectors[k][q]
					vectors[k][p], vectors[k][q] = c*x-s*y, s*x+c*y
				}
			}
		}
	}
	values = make([]float64, n)
	for i := range n {
		values[i] = a[i][i]
	}
	return values, vectors
}
