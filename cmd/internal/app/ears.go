package app

import (
	"fmt"
	"io/fs"
	"log/slog"
	"os"

	"huifang/cmd/internal/config"
	"huifang/configs"
	"huifang/dialer"
	"huifang/dialer/announcement"
	"huifang/dialer/call"
)

// early gives the listeners of calls before the answer: to the announcements that are shipped, and the user's own (R17).
func early(cfg config.Config, log *slog.Logger) (func() dialer.Early, error) {
	shipped, err := fs.Sub(configs.Announcements, "announcements")
	if err != nil {
		return nil, fmt.Errorf("announcements: %w", err)
	}
	folders := []fs.FS{shipped}
	if dir := cfg.Announcements.Dir; dir != "" {
		if info, err := os.Stat(dir); err != nil || !info.IsDir() {
			return nil, fmt.Errorf("announcements.dir: %s is no folder that can be read", dir)
		}
		folders = append(folders, os.DirFS(dir))
	}
	library, err := announcement.Load(folders...)
	if err != nil {
		log.Warn("announcements that cannot be used; all others are", "err", err)
	}
	log.Info("announcements", "recordings", library.Len())
	return func() dialer.Early { return &earlyListener{library.Listener()} }, nil
}

// earlyListener makes a verdict an outcome.
type earlyListener struct{ l *announcement.Listener }

// Hear implements dialer.Early.
func (e *earlyListener) Hear(ulaw []byte) (call.Outcome, string, bool) {
	v, decided := e.l.Hear(ulaw)
	if !decided {
		return "", "", false
	}
	detail := v.Meaning
	if v.File != "" {
		detail = v.File
	}
	if !v.Ends() {
		return "", detail, true
	}
	return call.Outcome(v.Meaning), detail, true
}
