package report

import (
	"encoding/json"
	"io"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"
)

// poison is every trick at once: ANSI in C0 and C1, a formula, HTML, Markdown,
// bidi, zero width, line ends, invalid UTF-8 and piled marks.
const poison = "=cmd|' /C calc'!A0 \x1b]0;t\a\x1b[2J\u009b31m<script>alert(1)</script> [a](http://evil.example)`|www.evil.example" +
	"\u202e\u2066\u200b\ufeff\u2028\r\n\t\x00\x7f\xff日本語\u0301\u0301\u0301\u0301\u0301\u0301;=1"

// hostile poisons every string in r that a capture or a file name could choose,
// and leaves alone the words that flowscan chooses.
func hostile(r *Report) {
	for i := range r.Hosts {
		h := &r.Hosts[i]
		h.Addresses, h.Marks, h.Networks = []string{poison}, []string{poison}, []string{poison}
		h.Host, h.Domain, h.Via, h.Countries = poison, poison, poison, []string{poison}
		h.Encryption = Encryption{{poison, h.Sent}}
	}
	for _, rows := range []any{r.Inputs, r.Geo, r.Domains, r.Networks, r.Protos, r.Apps, r.Devices, r.Countries, r.Flows, r.Ledger} {
		for i := range reflect.ValueOf(rows).Len() {
			poisonStrings(reflect.ValueOf(rows).Index(i))
		}
	}
	r.WiFi = []WiFi{{BSSID: poison, SSID: poison, Security: []string{poison}, Ciphers: []string{poison}, Frames: 1, Why: poison, Stations: []WiFiStation{{MAC: poison, Why: poison}}}}
	r.BlindSpots = []BlindSpot{{Kind: "wifi_encrypted", Detail: poison}, {Kind: poison, Detail: poison}, {Kind: "vpn", Detail: poison}, {Kind: "encrypted_dns", Detail: poison}}
}

func poisonStrings(v reflect.Value) {
	for _, field := range v.Fields() {
		if field.Kind() == reflect.String {
			field.SetString(poison)
		}
	}
}

func TestHostileNames(t *testing.T) {
	r := sample(phone())
	hostile(r)
	for _, test := range []struct {
		name string
		o    Options
	}{
		{"text", Options{Width: 80}},
		{"pipe", Options{By: Keys(), Flows: true}},
		{"markdown", Options{Format: Markdown, Flows: true}},
		{"markdown by", Options{Format: Markdown, By: Keys()}},
		{"csv hosts", Options{Format: CSV}},
		{"csv flows", Options{Format: CSV, Flows: true}},
		{"csv devices", Options{Format: CSV, By: []Key{ByDevice}}},
		{"json", Options{Format: JSON}},
		{"ndjson", Options{Format: NDJSON}},
	} {
		got := write(t, r, test.o)
		if !utf8.ValidString(got) {
			t.Errorf("%s: invalid UTF-8", test.name)
		}
		if i := strings.IndexFunc(got, forbidden); i >= 0 {
			t.Errorf("%s: %q", test.name, got[max(0, i-20):i+20])
		}
		if test.o.Format == Markdown && (strings.Contains(got, "<script") || strings.Contains(got, "||")) {
			t.Errorf("%s: markup:\n%s", test.name, got)
		}
		if test.o.Format == CSV && (strings.Contains(got, "\n=") || strings.Contains(got, ",=") || strings.Contains(got, `"=`) || strings.Contains(got, ";=")) {
			t.Errorf("%s: a formula:\n%s", test.name, got)
		}
	}
}

// TestHostileNamesInJSON: JSON alone carries names exactly, but for what is not
// UTF-8.
func TestHostileNamesInJSON(t *testing.T) {
	r := sample(phone()[:1])
	hostile(r)
	var back Report
	if err := json.Unmarshal([]byte(write(t, r, Options{Format: JSON})), &back); err != nil {
		t.Fatal(err)
	}
	if want := strings.ToValidUTF8(poison, "\ufffd"); back.Hosts[0].Host != want {
		t.Errorf("got %q, want %q", back.Hosts[0].Host, want)
	}
}

// TestHostileNamesInLists: names and info are safe on a terminal too.
func TestHostileNamesInLists(t *testing.T) {
	names := &NameList{Inputs: []string{poison}, Names: []NameUse{{Name: poison, Address: "192.0.2.1", Via: "nrb", Chain: []string{poison}}}}
	info := &InfoList{Inputs: []Info{{Input: Input{Path: poison, Damage: poison, Comments: []Comment{{Text: poison}}, Interfaces: []Interface{{Name: poison}}}}}}
	for name, write := range map[string]func(io.Writer) error{
		"names json":  func(w io.Writer) error { return WriteNames(w, names, "json") },
		"names hosts": func(w io.Writer) error { return WriteNames(w, names, "hosts") },
		"names table": func(w io.Writer) error { return WriteNames(w, names, "table") },
		"info json":   func(w io.Writer) error { return WriteInfo(w, info, Options{Format: JSON}) },
		"info table":  func(w io.Writer) error { return WriteInfo(w, info, Options{Format: Table}) },
	} {
		var b strings.Builder
		if err := write(&b); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		got := b.String()
		if name == "names hosts" {
			got = strings.ReplaceAll(got, "192.0.2.1\t", "") // hosts(5)
		}
		if strings.ContainsFunc(got, forbidden) || !utf8.ValidString(got) {
			t.Errorf("%s: %q", name, got)
		}
	}
}
