// Package configs holds the configuration files that ship with Huifang, so that the binary can write them out.
package configs

import "embed"

// Asterisk holds asterisk/pbx and asterisk/carrier: text/template files (*.tmpl) and sounds.
//
//go:embed all:asterisk
var Asterisk embed.FS
