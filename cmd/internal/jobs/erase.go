package jobs

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"huifang/campaign/store"
)

// Eraser ends what the erasing of customers begins (R4): the files of their calls, and their numbers in the calls for which the caps no
// longer need them.
type Eraser struct {
	Node  string
	Store *store.Store
	Audio interface{ Remove(name string) error } // of this node; *recording.Store
	Log   *slog.Logger
}

// Tidy does what is due. What fails is tried again the next time.
func (e *Eraser) Tidy(ctx context.Context) error {
	if err := e.Store.ForgetNumbers(ctx, time.Now()); err != nil {
		return err
	}
	files, err := e.Store.ErasedAudio(ctx, e.Node)
	if err != nil {
		return err
	}
	var failed []error
	for _, f := range files {
		if err := e.Audio.Remove(f.Path); err != nil {
			failed = append(failed, err)
			continue
		}
		if err := e.Store.AudioErased(ctx, f.ID); err != nil {
			return errors.Join(append(failed, err)...)
		}
		e.Log.Info("audio of an erased customer deleted", "recording", f.ID)
	}
	return errors.Join(failed...)
}
