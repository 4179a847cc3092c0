package api

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"net/http"
	"os"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"huifang/campaign/store"
	"huifang/recording"
)

// Audio finds the audio of recordings; *recording.Store does it.
type Audio interface {
	Open(name string) (*os.File, fs.FileInfo, error)
	Peaks(name string, perSecond int) (*recording.Peaks, error)
}

// audioTimeout bounds one answer with audio; a player that was paused longer asks again with Range.
const audioTimeout = 10 * time.Minute

type peaksIn struct {
	IDParam
	Buckets int `query:"buckets" minimum:"10" maximum:"8000" default:"1000" doc:"about how many for the whole recording; whole numbers per second, at most 100 per second"`
}

func (a *API) recordingRoutes() {
	const tag = "recordings"
	add(a, op{id: "getAudio", method: http.MethodGet, path: "/recordings/{id}/audio", tag: tag, roles: listeners,
		summary: "Audio, stereo 16-bit PCM WAV: left agent, right customer",
		doc:     "Range requests are served. Each look is audited (R4); looks of one user within 10 minutes are one. 404 recording_missing when there is no audio.",
		errors:  []int{404}, timeout: -1, change: func(o *huma.Operation) {
			binary("audio/wav")(o)
			o.Responses["206"] = &huma.Response{Description: "Part of the audio", Content: o.Responses["200"].Content}
		}}, a.getAudio)
	add(a, op{id: "getPeaks", method: http.MethodGet, path: "/recordings/{id}/peaks", tag: tag, roles: listeners,
		summary: "Waveform of both channels", errors: []int{404}}, a.getPeaks)
}

// audio finds a recording that has audio, and writes the look into the audit trail before anything is heard.
func (a *API) audio(ctx context.Context, id int64, action string) (store.RecordingFile, error) {
	rec, err := a.deps.Store.Recording(ctx, id)
	if err != nil {
		return rec, err
	}
	switch rec.State {
	case "complete", "partial":
	case "missing":
		return rec, problem(http.StatusNotFound, CodeNoAudio, "there is no audio: "+rec.Reason)
	default:
		return rec, problem(http.StatusNotFound, CodeNoAudio, "the call is not over yet")
	}
	return rec, a.look(ctx, action, "recording", id)
}

func (a *API) getAudio(ctx context.Context, in *IDParam) (*huma.StreamResponse, error) {
	rec, err := a.audio(ctx, in.ID, "recording.listen")
	if err != nil {
		return nil, err
	}
	f, info, err := a.deps.Audio.Open(rec.Path)
	if err != nil {
		return nil, a.fileError(ctx, rec, err)
	}
	pcm, err := recording.PCM(f)
	if err != nil {
		_ = f.Close()
		return nil, fmt.Errorf("recording %d: %w", in.ID, err)
	}
	return &huma.StreamResponse{Body: func(hc huma.Context) {
		defer f.Close()
		r, w := humago.Unwrap(hc)
		// Servers that cannot set deadlines (tests) keep their own.
		_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(audioTimeout))
		h := w.Header()
		h.Set("Content-Type", "audio/wav")
		h.Set("Cache-Control", "private, max-age=300")
		h.Set("Content-Disposition", "inline; filename=recording-"+strconv.FormatInt(in.ID, 10)+".wav")
		if rec.SHA256 != "" {
			h.Set("ETag", strconv.Quote(rec.SHA256[:min(32, len(rec.SHA256))]+"-pcm"))
		}
		http.ServeContent(w, r, "", info.ModTime(), pcm)
	}}, nil
}

// fileError tells a file that is not where the database says, which is our fault, from other troubles.
func (a *API) fileError(ctx context.Context, rec store.RecordingFile, err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		a.log.ErrorContext(ctx, "a recording's file is gone", "recording", rec.ID, "attempt", rec.AttemptID, "error", err)
		return problem(http.StatusNotFound, CodeNoAudio, "the file is not there")
	}
	return fmt.Errorf("recording %d: %w", rec.ID, err)
}

type peaksOut struct {
	CacheControl string `header:"Cache-Control"`
	Body         *recording.Peaks
}

func (a *API) getPeaks(ctx context.Context, in *peaksIn) (*peaksOut, error) {
	rec, err := a.audio(ctx, in.ID, "recording.peaks")
	if err != nil {
		return nil, err
	}
	seconds := max(float64(rec.DurationMS)/1000, 0.1)
	perSecond := min(recording.MaxPeaks, max(1, int(math.Ceil(float64(in.Buckets)/seconds))))
	p, err := a.deps.Audio.Peaks(rec.Path, perSecond)
	if err != nil {
		return nil, a.fileError(ctx, rec, err)
	}
	return &peaksOut{CacheControl: "private, max-age=300", Body: p}, nil
}
