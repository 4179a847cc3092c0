package main

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"huifang/cmd/internal/spoken"
	"huifang/dialer/webrtc/g711"
)

const hotlineDir = "configs/prompts/hotline"

// hotlineTexts are what callers of the hotline hear, in Mandarin, Cantonese and English. A position is said as "position", the
// number, and "waiting"; beyond the last number as "many".
var hotlineTexts = []struct{ name, zh, yue, en string }{
	{"busy", "您好，坐席正忙，请稍候。", "你好，客服員都好忙，請等一等。", "Hello. All our agents are busy, please wait."},
	{"position", "您现在排在第", "你而家排第", "You are number"},
	{"waiting", "位。", "位。", "in the queue."},
	{"many", "前面等待的客户较多。", "前面等緊嘅客人比較多。", "There are many callers before you."},
	{"offer", "需要回拨请按一，留言请按二，继续等待请不要挂机。", "想我哋打返畀你請撳一，留言請撳二，繼續等請唔好收線。", "To be called back, press one. To leave a message, press two. Or stay on the line."},
	{"offer-message", "留言请按二，继续等待请不要挂机。", "留言請撳二，繼續等請唔好收線。", "To leave a message, press two. Or stay on the line."},
	{"closed", "您好，现在是非工作时间。", "你好，而家唔係辦公時間。", "Hello. We are closed now."},
	{"nobody", "非常抱歉，现在没有坐席可以接听您的来电。", "唔好意思，而家冇客服員可以聽你電話。", "We are sorry, nobody can take your call now."},
	{"leave", "请在提示音后留言，留言结束请按井号键。", "請喺提示音之後留言，講完請撳井號。", "Please leave a message after the tone, and press hash when you have finished."},
	{"callback", "我们会尽快给您回电。再见。", "我哋會盡快打返畀你。拜拜。", "We will call you back as soon as we can. Goodbye."},
	{"later", "请您在工作时间再次来电。再见。", "請你喺辦公時間再打嚟。拜拜。", "Please call again during our hours. Goodbye."},
	{"again", "请您稍后再拨。再见。", "請你遲啲再打嚟。拜拜。", "Please call again later. Goodbye."},
	{"thanks", "留言已收到，我们会尽快给您回电。再见。", "收到你嘅留言，我哋會盡快打返畀你。拜拜。", "Thank you for your message. We will call you back. Goodbye."},
	{"1", "一", "一", "one"}, {"2", "二", "二", "two"}, {"3", "三", "三", "three"}, {"4", "四", "四", "four"}, {"5", "五", "五", "five"},
	{"6", "六", "六", "six"}, {"7", "七", "七", "seven"}, {"8", "八", "八", "eight"}, {"9", "九", "九", "nine"}, {"10", "十", "十", "ten"},
}

// writeHotline writes them as <name>-<language>.wav.
func writeHotline(ctx context.Context, speaker *spoken.Speaker) error {
	if err := os.MkdirAll(hotlineDir, 0o755); err != nil {
		return err
	}
	for _, t := range hotlineTexts {
		for _, part := range []struct {
			language string
			spoken.Part
		}{{"zh", spoken.Part{Language: spoken.Mandarin, Text: t.zh}}, {"yue", spoken.Part{Language: spoken.Cantonese, Text: t.yue}}, {"en", spoken.Part{Language: spoken.English, Text: t.en}}} {
			if err := writePrompt(ctx, speaker, filepath.Join(hotlineDir, t.name+"-"+part.language+".wav"), part.Part); err != nil {
				return err
			}
		}
	}
	return nil
}

// languages are those of the ends of prompts' names.
var languages = map[string]string{"zh": spoken.Mandarin, "yue": spoken.Cantonese, "en": spoken.English}

// writePrompts speaks what the text files of configs/prompts say; their names end in the language, as abandoned-zh.txt.
func writePrompts(ctx context.Context, speaker *spoken.Speaker) error {
	texts, err := filepath.Glob("configs/prompts/*.txt")
	if err != nil {
		return err
	}
	for _, name := range texts {
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		base := strings.TrimSuffix(name, ".txt")
		language, known := languages[base[strings.LastIndex(base, "-")+1:]]
		if !known {
			return fmt.Errorf("%s: its name ends in no known language", name)
		}
		if err := writePrompt(ctx, speaker, base+".wav", spoken.Part{Language: language, Text: strings.TrimSpace(string(text))}); err != nil {
			return err
		}
	}
	return nil
}

// writePrompt speaks one prompt: G.711 mu-law, with a short pause at the end.
func writePrompt(ctx context.Context, speaker *spoken.Speaker, name string, part spoken.Part) error {
	samples, err := speaker.Say(ctx, spoken.Voice{Language: part.Language, Variant: "f2"}, part.Text)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	audio := make([]byte, 0, len(samples)+spoken.Rate/5)
	for _, s := range samples {
		audio = append(audio, g711.Encode(s))
	}
	for range spoken.Rate / 5 {
		audio = append(audio, g711.Encode(0))
	}
	return os.WriteFile(name, muLawWAV(audio), 0o644)
}

// muLawWAV puts G.711 mu-law of 8 kHz into a WAV file (format 7 of RFC 2361).
func muLawWAV(audio []byte) []byte {
	var b bytes.Buffer
	b.WriteString("RIFF")
	for _, v := range []any{uint32(50 + len(audio) + len(audio)%2), []byte("WAVEfmt "), uint32(18), uint16(7), uint16(1), uint32(spoken.Rate), uint32(spoken.Rate), uint16(1), uint16(8), uint16(0),
		[]byte("fact"), uint32(4), uint32(len(audio)), []byte("data"), uint32(len(audio)), audio, make([]byte, len(audio)%2)} {
		_ = binary.Write(&b, binary.LittleEndian, v) // a Buffer never fails
	}
	return b.Bytes()
}
