package prompt

import (
	"fmt"
	"path"
	"strings"
	"sync"

	"huifang/configs"
)

// ShippedPrefix begins the id of a prompt that comes with the program, such as shipped:abandoned-zh.
const ShippedPrefix = "shipped:"

// ShippedPrompt is a prompt that comes with the program.
type ShippedPrompt struct {
	ID    string // ShippedPrefix and the name of its file
	Words string // what is said
	Audio []byte // mu-law, 8 kHz
}

// Shipped returns the prompts that come with the program, in the order of their ids.
var Shipped = sync.OnceValue(func() []ShippedPrompt {
	list, err := readShipped()
	if err != nil {
		panic(err) // the files are part of the program; a test reads them
	}
	return list
})

func readShipped() ([]ShippedPrompt, error) {
	const dir = "prompts"
	entries, err := configs.Prompts.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("shipped prompts: %w", err)
	}
	var list []ShippedPrompt
	for _, e := range entries {
		name, ok := strings.CutSuffix(e.Name(), ".wav")
		if !ok {
			continue
		}
		file, err := configs.Prompts.ReadFile(path.Join(dir, e.Name()))
		if err != nil {
			return nil, fmt.Errorf("shipped prompt %s: %w", name, err)
		}
		words, err := configs.Prompts.ReadFile(path.Join(dir, name+".txt"))
		if err != nil {
			return nil, fmt.Errorf("shipped prompt %s: %w", name, err)
		}
		audio, err := Decode(file, WAV)
		if err != nil {
			return nil, fmt.Errorf("shipped prompt %s: %w", name, err)
		}
		list = append(list, ShippedPrompt{ID: ShippedPrefix + name, Words: strings.TrimSpace(string(words)), Audio: audio})
	}
	return list, nil
}
