package front

import "math"

const (
	lowest   = 200.0 // Hz, of the lowest band
	highest  = 3500.0
	binWidth = 8000.0 / window
)

var (
	hann    [window]float32
	twiddle [window / 2]complex64
	reverse [window]int
	// filters[b] are the weights of band b, from bin filterFrom[b] on.
	filters    [Bands][]float32
	filterFrom [Bands]int
)

func init() {
	for i := range hann {
		hann[i] = float32(0.5 - 0.5*math.Cos(2*math.Pi*float64(i)/window))
	}
	for i := range twiddle {
		sin, cos := math.Sincos(-2 * math.Pi * float64(i) / window)
		twiddle[i] = complex(float32(cos), float32(sin))
	}
	for i := range reverse {
		for bit := 1; bit < window; bit <<= 1 {
			reverse[i] <<= 1
			if i&bit != 0 {
				reverse[i] |= 1
			}
		}
	}
	mel := func(hz float64) float64 { return 1127 * math.Log(1+hz/700) }
	hz := func(mel float64) float64 { return 700 * (math.Exp(mel/1127) - 1) }
	step := (mel(highest) - mel(lowest)) / (Bands + 1)
	edge := func(i int) float64 { return hz(mel(lowest)+float64(i)*step) / binWidth }
	for b := range Bands {
		left, middle, right := edge(b), edge(b+1), edge(b+2)
		from := int(math.Floor(left))
		filterFrom[b] = from
		for bin := from; float64(bin) < right; bin++ {
			at := float64(bin)
			// Narrow bands would fall between the bins: every bin counts a little.
			w := max(0.02, min((at-left)/(middle-left), (right-at)/(right-middle)))
			filters[b] = append(filters[b], float32(w))
		}
	}
}

// analyse computes the bands' energies of a window of samples, after pre-emphasis, and what the window holds.
func analyse(samples []float32, energy *[Bands]float32) Sound {
	var buffer [window]complex64
	var power, mean float64
	for _, s := range samples {
		mean += float64(s)
	}
	mean /= window
	for i, s := range samples {
		v := s - float32(mean)
		power += float64(v) * float64(v)
		buffer[reverse[i]] = complex(v*hann[i], 0)
	}
	transform(&buffer)
	var spectrum [window / 2]float32
	var total float32
	loudest := 4
	for i := 1; i < window/2; i++ {
		re, im := real(buffer[i]), imag(buffer[i])
		spectrum[i] = re*re + im*im
		if i >= 4 { // below 125 Hz is hum
			total += spectrum[i]
			if spectrum[i] > spectrum[loudest] {
				loudest = i
			}
		}
	}
	sound := Sound{Level: 10*math.Log10(power/window+1e-9) - 20*math.Log10(32768)}
	var near float32
	for i := max(1, loudest-3); i <= min(window/2-1, loudest+3); i++ {
		near += spectrum[i]
	}
	if sound.Level > -50 && near > 0.96*total {
		sound.Tone = (float64(loudest) + offCentre(&spectrum, loudest)) * binWidth
	}
	for b := range Bands {
		var sum float32
		for i, w := range filters[b] {
			bin := filterFrom[b] + i
			// Pre-emphasis, first order: high sounds are weaker in speech.
			sum += w * spectrum[bin] * emphasis[bin]
		}
		energy[b] = sum
	}
	return sound
}

// emphasis is |1 - 0.97 z^-1|^2 at each bin.
var emphasis = func() (e [window / 2]float32) {
	for i := range e {
		e[i] = float32(1 + 0.97*0.97 - 2*0.97*math.Cos(2*math.Pi*float64(i)/window))
	}
	return e
}()

// offCentre tells by how many bins a tone lies beside the strongest bin (parabola through the logarithms).
func offCentre(spectrum *[window / 2]float32, bin int) float64 {
	if bin < 1 || bin+1 >= len(spectrum) {
		return 0
	}
	a, b, c := math.Log(float64(spectrum[bin-1])+1e-9), math.Log(float64(spectrum[bin])+1e-9), math.Log(float64(spectrum[bin+1])+1e-9)
	if d := a - 2*b + c; d < 0 {
		return 0.5 * (a - c) / d
	}
	return 0
}

// transform is the fast Fourier transform; the input is in bit-reversed order.
func transform(a *[window]complex64) {
	for size := 2; size <= window; size <<= 1 {
		half, step := size/2, window/size
		for start := 0; start < window; start += size {
			for k := range half {
				t := a[start+half+k] * twiddle[k*step]
				u := a[start+k]
				a[start+k], a[start+half+k] = u+t, u-t
			}
		}
	}
}
