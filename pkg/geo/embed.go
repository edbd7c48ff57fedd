//go:build !nogeo

package geo

import _ "embed"

// embedded is made by mkdata; data/README.md says from what. It is not
// compressed, so that opening it costs microseconds and only the pages that
// look-ups touch are ever read.
//
//go:embed data/flowscan-geo.mmdb
var embedded []byte
