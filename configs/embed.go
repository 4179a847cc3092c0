// Package configs holds the configuration files that ship with Huifang, so that the binary can write them out.
package configs

import "embed"

// Asterisk holds asterisk/pbx and asterisk/carrier: text/template files (*.tmpl) and sounds.
//
//go:embed all:asterisk
var Asterisk embed.FS

// Prompts holds prompts/<name>.wav, which calls may play, each with what it says in prompts/<name>.txt.
//
//go:embed prompts
var Prompts embed.FS

// Announcements holds announcements/<meaning>/<name>.ulaw, what carriers say before the answer; see announcements/README.md.
//
//go:embed announcements
var Announcements embed.FS
