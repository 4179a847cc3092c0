package api

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"huifang/campaign/prompt"
	"huifang/campaign/store"
	"huifang/web/auth"
)

// Prompts is the list of prompts.
type Prompts struct {
	Items []store.Prompt `json:"items"`
	Speak bool           `json:"speak" doc:"there is a synthesiser: texts can be spoken"`
}

// SpeakInput is a prompt to be spoken by the synthesiser.
type SpeakInput struct {
	Name  string `json:"name" minLength:"1" maxLength:"100"`
	Words string `json:"words" minLength:"1" maxLength:"2000" doc:"what is to be said"`
}

type promptID struct {
	ID string `path:"id" maxLength:"100"`
}

type promptUpload struct {
	rawRequest
}

type speakIn struct {
	Body SpeakInput
}

// promptMax is the size of the largest upload.
const promptMax = prompt.MaxFile

func (a *API) promptRoutes() {
	const tag = "prompts"
	add(a, op{id: "listPrompts", method: http.MethodGet, path: "/prompts", tag: tag, roles: supervisor,
		summary: "Audio that calls may play (R16)"}, a.listPrompts)
	add(a, op{id: "uploadPrompt", method: http.MethodPost, path: "/prompts", tag: tag, roles: supervisor, status: 201,
		summary: "Add a recorded prompt",
		doc: `multipart/form-data with name, words (what is said, optional) and file: WAV (PCM, float, mu-law or A-law, mono or stereo, usual rates), or raw G.711 at 8 kHz named
.ulaw or .alaw. 422 audio_unusable says in errors[] why not: audio_not_wav, audio_corrupt, audio_encoding_unknown, audio_rate_bad, audio_channels_bad, audio_too_long,
audio_too_short, audio_silent.`,
		errors: []int{400, 409, 413, 415}, timeout: -1}, a.uploadPrompt)
	// Only now: huma would read a body that it knows of, and as JSON.
	a.huma.OpenAPI().Paths["/prompts"].Post.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{
		"multipart/form-data": {Schema: &huma.Schema{Type: "object", Required: []string{"file", "name"},
			Properties: map[string]*huma.Schema{
				"file":  {Type: "string", Format: "binary", Description: "the audio"},
				"name":  {Type: "string", MinLength: ptr(1), MaxLength: ptr(100)},
				"words": {Type: "string", Description: "what is said", MaxLength: ptr(2000)},
			}}}}}
	add(a, op{id: "speakPrompt", method: http.MethodPost, path: "/prompts/speak", tag: tag, roles: supervisor, status: 201,
		summary: "Add a prompt that the synthesiser speaks", doc: "409 no_synthesiser when none is configured.", errors: []int{409}}, a.speakPrompt)
	add(a, op{id: "getPromptAudio", method: http.MethodGet, path: "/prompts/{id}/audio", tag: tag, roles: supervisor,
		summary: "Listen to a prompt", errors: []int{404}, change: binary("audio/wav")}, a.getPromptAudio)
	add(a, op{id: "deletePrompt", method: http.MethodDelete, path: "/prompts/{id}", tag: tag, roles: supervisor,
		summary: "Delete a prompt that nothing uses", errors: []int{404, 409}}, a.deletePrompt)
}

func (a *API) listPrompts(ctx context.Context, _ *none) (*out[Prompts], error) {
	list, err := a.deps.Store.Prompts(ctx)
	if err != nil {
		return nil, err
	}
	return &out[Prompts]{Prompts{Items: list, Speak: a.deps.Speak != nil}}, nil
}

func (a *API) uploadPrompt(ctx context.Context, in *promptUpload) (*out[store.Prompt], error) {
	rc := http.NewResponseController(in.w)
	// Servers that cannot set deadlines (tests) keep their own.
	_ = rc.SetReadDeadline(time.Now().Add(uploadTimeout))
	_ = rc.SetWriteDeadline(time.Now().Add(uploadTimeout + requestTimeout))
	body := in.r.Body
	name, words, format, data, err := readPrompt(in.w, in.r)
	if err != nil {
		// A browser shows the answer only when it could send all: take what is left, within reason.
		_ = rc.SetReadDeadline(time.Now().Add(requestTimeout))
		_, _ = io.CopyN(io.Discard, body, promptMax)
		return nil, err
	}
	_ = rc.SetReadDeadline(time.Time{}) // else the server takes the deadline for the client's end
	ctx, cancel := context.WithTimeout(ctx, requestTimeout)
	defer cancel()
	return a.addPrompt(ctx, name, words, data, format)
}

// readPrompt reads the parts of an upload. A prompt is small enough for the memory.
func readPrompt(w http.ResponseWriter, r *http.Request) (name, words string, format prompt.Format, data []byte, err error) {
	r.Body = http.MaxBytesReader(w, r.Body, promptMax+64<<10)
	parts, err := r.MultipartReader()
	if err != nil {
		return "", "", "", nil, problem(http.StatusUnsupportedMediaType, CodeMediaType, "the body must be multipart/form-data with name and file")
	}
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return "", "", "", nil, uploadError(err)
		}
		limit := int64(8 << 10)
		if part.FormName() == "file" {
			limit = promptMax
		}
		b, err := io.ReadAll(io.LimitReader(part, limit))
		if err != nil {
			return "", "", "", nil, uploadError(err)
		}
		switch part.FormName() {
		case "name":
			name = string(b)
		case "words":
			words = string(b)
		case "file":
			data = b
			switch strings.ToLower(path.Ext(part.FileName())) {
			case ".ulaw", ".ul", ".mulaw", ".pcmu":
				format = prompt.MuLaw
			case ".alaw", ".al", ".pcma":
				format = prompt.ALaw
			default:
				format = prompt.WAV
			}
		}
	}
	if format == "" {
		return "", "", "", nil, problem(http.StatusUnprocessableEntity, CodeInvalid, "a file is needed",
			FieldProblem{Pointer: "/file", Code: "required", Detail: "a file is needed"})
	}
	return name, words, format, data, nil
}

func (a *API) speakPrompt(ctx context.Context, in *speakIn) (*out[store.Prompt], error) {
	if a.deps.Speak == nil {
		return nil, problem(http.StatusConflict, CodeNoSynthesiser, "no synthesiser is configured: upload a recording")
	}
	wav, err := a.deps.Speak(ctx, in.Body.Words)
	if err != nil {
		return nil, fmt.Errorf("speak a prompt: %w", err)
	}
	return a.addPrompt(ctx, in.Body.Name, in.Body.Words, wav, prompt.WAV)
}

func (a *API) addPrompt(ctx context.Context, name, words string, data []byte, format prompt.Format) (*out[store.Prompt], error) {
	var w wrongs
	name, words = w.name("/name", name), w.text("/words", words)
	for _, t := range []struct {
		at, text string
		most     int
	}{{"/name", name, 100}, {"/words", words, 2000}} {
		if !utf8.ValidString(t.text) || utf8.RuneCountInString(t.text) > t.most {
			w.add(t.at, "too_long", fmt.Sprintf("text of at most %d characters", t.most))
		}
	}
	if err := w.err(); err != nil {
		return nil, err
	}
	ulaw, err := prompt.Decode(data, format)
	if err != nil {
		return nil, err
	}
	id, err := a.deps.Store.AddPrompt(ctx, name, words, ulaw, auth.UserOf(ctx).ID)
	if err != nil {
		return nil, err
	}
	now := time.Now().UTC()
	return &out[store.Prompt]{store.Prompt{ID: id, Name: name, Words: words, DurationMS: prompt.Length(ulaw).Milliseconds(), UsedBy: []string{},
		CreatedBy: auth.UserOf(ctx).Name, CreatedAt: &now}}, nil
}

func (a *API) getPromptAudio(ctx context.Context, in *promptID) (*huma.StreamResponse, error) {
	ulaw, err := a.deps.Store.Prompt(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return &huma.StreamResponse{Body: func(hc huma.Context) {
		r, w := humago.Unwrap(hc)
		w.Header().Set("Content-Type", "audio/wav")
		w.Header().Set("Cache-Control", "private, max-age=300")
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(prompt.ToWAV(ulaw)))
	}}, nil
}

func (a *API) deletePrompt(ctx context.Context, in *promptID) (*none, error) {
	if err := a.deps.Store.DeletePrompt(ctx, in.ID, auth.UserOf(ctx).ID); err != nil {
		return nil, inUse(err, "a campaign or a queue plays this prompt")
	}
	return &none{}, nil
}
