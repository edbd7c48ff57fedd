package report

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// What JSON says of encryption is an object, whatever order its kinds were met in,
// and can be read back.
func TestEncryptionJSON(t *testing.T) {
	for _, test := range []struct {
		name string
		sent Encryption
		json string
		read Encryption
	}{
		{"nothing", nil, `{}`, nil},
		{"one kind, of which nothing was sent", Encryption{{"tls", 0}}, `{"tls":0}`, Encryption{{"tls", 0}}},
		{"several", Encryption{{"unknown", 1}, {"clear", 7}, {"tls", 7}}, `{"clear":7,"tls":7,"unknown":1}`, Encryption{{"clear", 7}, {"tls", 7}, {"unknown", 1}}},
	} {
		t.Run(test.name, func(t *testing.T) {
			encoded, err := json.Marshal(test.sent)
			if err != nil || string(encoded) != test.json {
				t.Fatalf("%s, %v; want %s", encoded, err, test.json)
			}
			var read Encryption
			if err := json.Unmarshal(encoded, &read); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.read, read); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
