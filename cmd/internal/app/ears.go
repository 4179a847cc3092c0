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
	"huifang/dialer/answered"
	"huifang/dialer/call"
)

// ears gives the listeners of calls: before the answer to the announcements that are shipped, and the user's own, and after it to what
// answered (R17).
func ears(cfg config.Config, log *slog.Logger) (func() dialer.Early, func() dialer.After, error) {
	shipped, err := fs.Sub(configs.Announcements, "announcements")
	if err != nil {
		return nil, nil, fmt.Errorf("announcements: %w", err)
	}
	folders := []fs.FS{shipped}
	if dir := cfg.Announcements.Dir; dir != "" {
		if info, err := os.Stat(dir); err != nil || !info.IsDir() {
			return nil, nil, fmt.Errorf("announcements.dir: %s is no folder that can be read", dir)
		}
		folders = append(folders, os.DirFS(dir))
	}
	library, err := announcement.Load(folders...)
	if err != nil {
		log.Warn("announcements that cannot be used; all others are", "err", err)
	}
	log.Info("announcements", "recordings", library.Len())
	return func() dialer.Early { return &earlyListener{library.Listener()} },
		func() dialer.After { return &afterListener{answered.New(answered.Config{Library: library})} }, nil
}

// earlyListener makes a verdict an outcome.
type earlyListener struct{ l *announcement.Listener }

// Hear implements dialer.Early.
func (e *earlyListener) Hear(ulaw []byte) (call.Outcome, string, bool) {
	v, decided := e.l.Hear(ulaw)
	if !decided || v.Meaning == announcement.RingbackTone { // which every call has
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

// afterListener tells what answered in the dialer's words.
type afterListener struct{ d *answered.Detector }

// Hear implements dialer.After.
func (a *afterListener) Hear(ulaw []byte) (what, detail string, beep bool) {
	for v, ok := a.d.Hear(ulaw); ok; v, ok = a.d.Hear(nil) { // a beep may tell two things at once
		switch v.What {
		case answered.Beep:
			beep = true
		case answered.Person:
			what, detail = call.DetectedPerson, v.Why
		case answered.Machine:
			what, detail = call.DetectedMachine, v.Why
		case answered.Fax:
			what, detail = call.DetectedFax, v.Why
		}
		if v.File != "" {
			detail = v.File
		}
	}
	return what, detail, beep
}
