package api_test

import (
	"bytes"
	"flag"
	"os"
	"testing"

	"huifang/web/api"
)

var update = flag.Bool("update", false, "write web/ui/openapi.json anew")

// The typed client of the web app is generated from web/ui/openapi.json, so that file must be what is served.
func TestOpenAPIFileIsCurrent(t *testing.T) {
	const file = "../ui/openapi.json"
	want, err := api.Spec()
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(file, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Fatalf("%s differs from the routes; run: go test ./web/api -run OpenAPIFile -update", file)
	}
}
