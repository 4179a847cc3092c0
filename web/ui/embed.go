// Package ui embeds the built web app; `make build` builds it.
package ui

import (
	"embed"
	"io/fs"
)

//go:embed all:dist
var dist embed.FS

// Dist is the built web app with index.html at its root; without index.html it has not been built.
func Dist() fs.FS {
	sub, err := fs.Sub(dist, "dist")
	if err != nil { // cannot be: dist is a valid path
		panic(err)
	}
	return sub
}
