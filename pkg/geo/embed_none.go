//go:build nogeo

package geo

// embedded is empty: the user brings a database.
var embedded []byte

// embeddedSources has none of an absent database.
var embeddedSources []Source
