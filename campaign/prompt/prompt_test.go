package prompt_test

import (
	"bytes"
	"encoding/binary"
	"math"
	"testing"
	"time"

	"huifang/campaign/prompt"
	"huifang/dialer/webrtc/g711"
)

// wav makes a PCM file of 16 bits with one tone.
func wav(rate, channels int, hz, level float64, d time.Duration) []byte {
	n := int(d.Seconds() * float64(rate))
	var audio bytes.Buffer
	for i := range n {
		for range channels {
			_ = binary.Write(&audio, binary.LittleEndian, int16(level*32767*math.Sin(2*math.Pi*hz*float64(i)/float64(rate))))
		}
	}
	return riff(1, channels, rate, 16, audio.Bytes())
}

func riff(format, channels, rate, bits int, audio []byte) []byte {
	var b bytes.Buffer
	b.WriteString("RIFF")
	for _, v := range []any{uint32(36 + len(audio)), []byte("WAVEfmt "), uint32(16), uint16(format), uint16(channels), uint32(rate), uint32(rate * channels * bits / 8),
		uint16(channels * bits / 8), uint16(bits), []byte("data"), uint32(len(audio))} {
		_ = binary.Write(&b, binary.LittleEndian, v)
	}
	b.Write(audio)
	return b.Bytes()
}

// power is the mean power at a frequency, of full scale.
func power(ulaw []byte, hz float64) float64 {
	var re, im float64
	for i, b := range ulaw {
		v, w := float64(g711.Decode(b))/32768, 2*math.Pi*hz*float64(i)/g711.SampleRate
		re, im = re+v*math.Cos(w), im+v*math.Sin(w)
	}
	n := float64(len(ulaw))
	return 2 * (re*re + im*im) / (n * n)
}

func TestTonesAreKeptAtEveryRate(t *testing.T) {
	for _, rate := range []int{8000, 11025, 16000, 22050, 44100, 48000, 96000} {
		for _, channels := range []int{1, 2} {
			for _, hz := range []float64{300, 1000, 3000} {
				ulaw, err := prompt.Decode(wav(rate, channels, hz, 0.5, 2*time.Second), prompt.WAV)
				if err != nil {
					t.Fatalf("%d Hz, %d channels: %v", rate, channels, err)
				}
				if got := prompt.Length(ulaw); got < 1990*time.Millisecond || got > 2*time.Second {
					t.Errorf("%d Hz: %s long", rate, got)
				}
				if db := 10 * math.Log10(power(ulaw, hz)/(0.25/2)); math.Abs(db) > 0.7 {
					t.Errorf("%d Hz, %d channels: %g Hz came out %.2f dB off", rate, channels, hz, db)
				}
			}
		}
	}
}

// What a telephone cannot carry must not come back as another tone.
func TestHighTonesAreCut(t *testing.T) {
	mixed := wav(48000, 1, 1000, 0.5, time.Second)
	high := wav(48000, 1, 6500, 0.4, time.Second) // would be heard at 1500 Hz
	for i := 44; i+1 < len(mixed); i += 2 {
		sum := int16(binary.LittleEndian.Uint16(mixed[i:])) + int16(binary.LittleEndian.Uint16(high[i:]))
		binary.LittleEndian.PutUint16(mixed[i:], uint16(sum))
	}
	ulaw, err := prompt.Decode(mixed, prompt.WAV)
	if err != nil {
		t.Fatal(err)
	}
	if db := 10 * math.Log10(power(ulaw, 1500)/power(ulaw, 1000)); db > -40 {
		t.Errorf("6500 Hz comes back at 1500 Hz, %.0f dB below the tone that is wanted", db)
	}
}

func TestEncodings(t *testing.T) {
	tone := func(i int) float64 { return 0.5 * math.Sin(2*math.Pi*440*float64(i)/8000) }
	const n = 8000
	files := map[string][]byte{}
	var pcm8, pcm24, pcm32, float32s, mu bytes.Buffer
	for i := range n {
		v := tone(i)
		pcm8.WriteByte(byte(128 + v*127))
		x := int32(v * math.MaxInt32)
		pcm24.Write([]byte{byte(x >> 8), byte(x >> 16), byte(x >> 24)})
		_ = binary.Write(&pcm32, binary.LittleEndian, x)
		_ = binary.Write(&float32s, binary.LittleEndian, float32(v))
		mu.WriteByte(g711.Encode(int16(v * 32767)))
	}
	files["8 bits"], files["24 bits"], files["32 bits"] = riff(1, 1, 8000, 8, pcm8.Bytes()), riff(1, 1, 8000, 24, pcm24.Bytes()), riff(1, 1, 8000, 32, pcm32.Bytes())
	files["float"], files["mu-law"] = riff(3, 1, 8000, 32, float32s.Bytes()), riff(7, 1, 8000, 8, mu.Bytes())
	piped := riff(1, 1, 8000, 32, pcm32.Bytes())
	binary.LittleEndian.PutUint32(piped[40:], 0x7ffff000)
	files["written to a pipe"] = piped
	files["with our own header"] = prompt.ToWAV(mu.Bytes())
	files["odd length"] = prompt.ToWAV(mu.Bytes()[:n-1])
	for name, file := range files {
		ulaw, err := prompt.Decode(file, prompt.WAV)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if db := 10 * math.Log10(power(ulaw, 440)/(0.25/2)); math.Abs(db) > 0.5 || len(ulaw) < n-1 {
			t.Errorf("%s: %.2f dB off, %d samples", name, db, len(ulaw))
		}
	}
	raw, err := prompt.Decode(mu.Bytes(), prompt.MuLaw)
	if err != nil || !bytes.Equal(raw, mu.Bytes()) {
		t.Errorf("raw mu-law is changed: %v", err)
	}
}

// Values of ITU-T G.711, table 1a: the smallest and the largest, both signs.
func TestALaw(t *testing.T) {
	for b, want := range map[byte]int{0xD5: 8, 0x55: -8, 0xAA: 32256, 0x2A: -32256} {
		audio := bytes.Repeat([]byte{b}, 4000)
		copy(audio[2000:], bytes.Repeat([]byte{0xAA}, 2000)) // loud enough
		ulaw, err := prompt.Decode(audio, prompt.ALaw)
		if err != nil {
			t.Fatal(err)
		}
		if got := int(g711.Decode(ulaw[0])); math.Abs(float64(got-want)) > 0.04*math.Abs(float64(want))+8 {
			t.Errorf("A-law %#x is %d, must be %d", b, got, want)
		}
	}
}

func TestRefusals(t *testing.T) {
	good := wav(16000, 1, 440, 0.5, time.Second)
	change := func(at int, b ...byte) []byte {
		c := bytes.Clone(good)
		copy(c[at:], b)
		return c
	}
	for name, c := range map[string]struct {
		data []byte
		f    prompt.Format
		code string
	}{
		"nothing":             {nil, prompt.WAV, prompt.CodeNotWAV},
		"an MP3":              {append([]byte("ID3"), good...), prompt.WAV, prompt.CodeNotWAV},
		"cut":                 {good[:len(good)/2], prompt.WAV, prompt.CodeCorrupt},
		"header only":         {good[:44], prompt.WAV, prompt.CodeCorrupt},
		"no format":           {append(bytes.Clone(good[:12]), good[36:]...), prompt.WAV, prompt.CodeCorrupt},
		"a part too long":     {change(16, 0xFF, 0xFF, 0xFF, 0x0F), prompt.WAV, prompt.CodeCorrupt},
		"six channels":        {change(22, 6, 0), prompt.WAV, prompt.CodeChannels},
		"no channel":          {change(22, 0, 0), prompt.WAV, prompt.CodeChannels},
		"4 kHz":               {wav(4000, 1, 440, 0.5, time.Second), prompt.WAV, prompt.CodeRate},
		"a rate of nothing":   {change(24, 0, 0, 0, 0), prompt.WAV, prompt.CodeRate},
		"ADPCM":               {change(20, 2, 0), prompt.WAV, prompt.CodeEncoding},
		"12 bits":             {change(34, 12, 0), prompt.WAV, prompt.CodeEncoding},
		"silent":              {wav(8000, 1, 440, 0.001, time.Second), prompt.WAV, prompt.CodeSilent},
		"too short":           {wav(8000, 1, 440, 0.5, 200*time.Millisecond), prompt.WAV, prompt.CodeTooShort},
		"too long":            {bytes.Repeat([]byte{0x10, 0x90}, 8000*151), prompt.MuLaw, prompt.CodeTooLong},
		"a WAV, too long":     {prompt.ToWAV(bytes.Repeat([]byte{0x10, 0x90}, 8000*160)), prompt.WAV, prompt.CodeTooLong},
		"raw mu-law, silence": {bytes.Repeat([]byte{0xFF}, 8000), prompt.MuLaw, prompt.CodeSilent},
	} {
		_, err := prompt.Decode(c.data, c.f)
		if e, ok := prompt.As(err); !ok || e.Code != c.code || e.Detail == "" {
			t.Errorf("%s: %v, must be %s", name, err, c.code)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(wav(16000, 2, 440, 0.5, 400*time.Millisecond))
	f.Add(prompt.ToWAV(bytes.Repeat([]byte{0x10, 0x90}, 2000)))
	f.Add([]byte("RIFF....WAVEfmt "))
	f.Fuzz(func(t *testing.T, data []byte) {
		ulaw, err := prompt.Decode(data, prompt.WAV)
		if err == nil && (prompt.Length(ulaw) > prompt.MaxLength || len(ulaw) == 0) {
			t.Fatalf("%d bytes", len(ulaw))
		}
		if _, ok := prompt.As(err); err != nil && !ok {
			t.Fatalf("%v is no *prompt.Error", err)
		}
	})
}

func TestShipped(t *testing.T) {
	seen := map[string]bool{}
	for _, p := range prompt.Shipped() {
		seen[p.ID] = true
		if p.Words == "" || prompt.Length(p.Audio) < 3*time.Second || prompt.Length(p.Audio) > 30*time.Second {
			t.Errorf("%s says %q in %s", p.ID, p.Words, prompt.Length(p.Audio))
		}
	}
	for _, id := range []string{"shipped:abandoned-zh", "shipped:abandoned-en"} {
		if !seen[id] {
			t.Errorf("%s is missing", id)
		}
	}
}
