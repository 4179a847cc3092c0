package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"strconv"
	"time"

	"huifang/campaign/store"
	"huifang/dialer"
	"huifang/recording"
)

// recorder makes recording.Store the dialer's Recorder.
type recorder struct{ store *recording.Store }

func (r recorder) Start(attempt int64, part int, at time.Time) (dialer.Recording, error) {
	name, err := recording.Name(at, strconv.FormatInt(attempt, 10), part)
	if err != nil {
		return nil, err
	}
	w, err := r.store.Create(name, at)
	if err != nil {
		return nil, err
	}
	return capture{w, at}, nil
}

// capture is one recording under way.
type capture struct {
	*recording.Writer
	started time.Time
}

func (c capture) Path() string { return c.Name() }

func (c capture) Close() dialer.RecordingPart {
	info, err := c.Writer.Close(time.Now())
	if err != nil {
		return dialer.RecordingPart{State: "missing", Reason: "store: " + err.Error(), StartedAt: c.started}
	}
	return part(info, c.started)
}

func part(info recording.Info, started time.Time) dialer.RecordingPart {
	p := dialer.RecordingPart{State: "complete", Reason: info.Reason, Path: info.Name, StartedAt: started, Duration: info.Duration,
		Bytes: info.Bytes, SHA256: info.SHA256, LostFrames: int64(info.Lost / (20 * time.Millisecond))}
	if info.Partial {
		p.State = "partial"
	}
	return p
}

// repairRecordings finishes the recordings that an earlier life of this node left open: their files are made readable,
// their rows say partial, or missing where there is no file (I6).
func repairRecordings(ctx context.Context, st *store.Store, files *recording.Store, node string, log *slog.Logger) error {
	swept, err := files.Sweep()
	if err != nil {
		log.Error("some recordings could not be repaired", "err", err)
	}
	found := map[string]recording.Info{}
	for _, info := range swept {
		found[info.Name] = info
	}
	rows, err := st.InterruptedRecordings(ctx, node)
	if err != nil {
		return err
	}
	for _, row := range rows {
		info, ok := found[row.Path]
		var p dialer.RecordingPart
		if !ok {
			// Closed before the crash, and only the row was not written; or swept by a start that crashed in turn.
			info, err = files.Inspect(row.Path)
		}
		switch {
		case ok || err == nil:
			p = part(info, time.Time{})
			p.State, p.Reason = "partial", "service_restarted"
		case errors.Is(err, fs.ErrNotExist):
			p = dialer.RecordingPart{State: "missing", Reason: "file_lost"}
		default:
			p = dialer.RecordingPart{State: "missing", Reason: "unreadable: " + err.Error()}
		}
		p.Part = row.Part
		if err := st.SaveRecording(ctx, row.Attempt, p); err != nil && !errors.Is(err, store.ErrNotFound) {
			return fmt.Errorf("repair recordings: %w", err)
		}
		log.Info("recording finished after a restart", "attempt", row.Attempt, "part", row.Part, "state", p.State, "duration", p.Duration)
	}
	return nil
}
