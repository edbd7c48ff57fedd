package geo

import "time"

// Embedded is the Path of the origins of the embedded database.
const Embedded = "embedded"

// Source is one origin of a DB's answers: a file of the user's, or one of the
// data sets that the embedded database was made of.
type Source struct {
	Path    string    // the file, or Embedded
	Type    string    // a file's database_type, or the data set's name: "IP2Location LITE"
	Built   time.Time // when the data was made, UTC
	Country bool      // it tells countries
	Network bool      // it tells networks

	// What the embedded data's licences ask for. Empty for files: their terms
	// are between the user and the maker.
	Licence string // "CC BY-SA 4.0"
	Credit  string // a sentence to show where there is room
}
