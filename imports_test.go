// Package flowscan holds the program's packages to their place in the whole.
package flowscan

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/flowscan/flowscan/"

// mayImport is the direction in which data flows: what each package may import
// of this module.
var mayImport = map[string][]string{
	"pkg/capture":  {},
	"pkg/dot11":    {},
	"pkg/hostname": {},
	"pkg/filter":   {"pkg/capture"},
	"pkg/geo":      {},
	"pkg/sni":      {"pkg/hostname"},
	"pkg/decode":   {"pkg/capture", "pkg/dot11"},
	"pkg/flow":     {"pkg/decode"},
	"pkg/stream":   {"pkg/decode"},
	"pkg/names":    {"pkg/decode", "pkg/flow", "pkg/hostname"},
	"pkg/device":   {"pkg/decode", "pkg/flow"},
	"pkg/scan":     {"pkg/capture", "pkg/decode", "pkg/device", "pkg/filter", "pkg/flow", "pkg/names", "pkg/sni", "pkg/stream"},
	"pkg/report":   {"pkg/decode", "pkg/device", "pkg/flow", "pkg/geo", "pkg/scan"},
}

// TestImports fails on an import against that direction, and on gopacket
// anywhere but in decode, so that it can be exchanged there.
func TestImports(t *testing.T) {
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports", "./cmd/...", "./pkg/...").Output()
	if err != nil {
		t.Fatal(err)
	}
	seen := make(map[string]bool)
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p struct {
			ImportPath string
			Imports    []string
		}
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		name := strings.TrimPrefix(p.ImportPath, module)
		seen[name] = true
		allowed, known := mayImport[name]
		if !known && !strings.HasPrefix(name, "cmd/") {
			t.Errorf("%s: say here what it may import", name)
		}
		for _, i := range p.Imports {
			ours, isOurs := strings.CutPrefix(i, module)
			if isOurs && known && !slices.Contains(allowed, ours) {
				t.Errorf("%s imports %s", name, ours)
			}
			if strings.Contains(i, "gopacket") && name != "pkg/decode" {
				t.Errorf("%s imports %s", name, i)
			}
		}
	}
	for name := range mayImport {
		if !seen[name] {
			t.Errorf("there is no %s: take its row away", name)
		}
	}
}
