package prompt

import (
	"fmt"
	"path"
	"strings"
	"sync"

	"huifang/configs"
)

// HotlinePrefix begins the id of what the hotline says by itself: hotline:busy-zh. cmd/sounds has the texts.
const HotlinePrefix = "hotline:"

// Hotline returns one of the hotline's own prompts as mu-law of 8 kHz; ok is false when there is none of that id.
func Hotline(id string) (ulaw []byte, ok bool) {
	ulaw, ok = hotline()[strings.TrimPrefix(id, HotlinePrefix)]
	return ulaw, ok && strings.HasPrefix(id, HotlinePrefix)
}

var hotline = sync.OnceValue(func() map[string][]byte {
	all, err := readHotline()
	if err != nil {
		panic(err) // the files are part of the program; a test reads them
	}
	return all
})

func readHotline() (map[string][]byte, error) {
	const dir = "prompts/hotline"
	entries, err := configs.Prompts.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("prompts of the hotline: %w", err)
	}
	all := map[string][]byte{}
	for _, e := range entries {
		file, err := configs.Prompts.ReadFile(path.Join(dir, e.Name()))
		if err != nil {
			return nil, fmt.Errorf("prompts of the hotline: %w", err)
		}
		if all[strings.TrimSuffix(e.Name(), ".wav")], err = Decode(file, WAV); err != nil {
			return nil, fmt.Errorf("prompt of the hotline %s: %w", e.Name(), err)
		}
	}
	return all, nil
}
