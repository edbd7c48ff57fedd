package scan

import (
	"slices"

	"github.com/flowscan/flowscan/pkg/capture"
	"github.com/flowscan/flowscan/pkg/decode"
	"github.com/flowscan/flowscan/pkg/names"
)

// maxFileBooks bounds the names that capture files themselves list: 65,536 of
// all inputs. Later ones are passed over.
const maxFileBooks = 16

// fileNames are books of the names that capture files themselves list. They hold
// for every device and from the start: Wireshark writes them when it saves, in
// front of the frames or behind.
func fileNames(inputs []capture.Input) []*names.Book {
	var answers []names.Answer
	for i := range inputs {
		for _, n := range inputs[i].Names {
			if len(answers) == maxFileBooks*names.MaxAnswers {
				break
			}
			if r, ok := names.FromFile(n.Addr, n.Text); ok {
				answers = append(answers, names.Answer{Record: r, Place: decode.Place{Input: uint32(i), Frame: n.Frame}})
			}
		}
	}
	var books []*names.Book
	for page := range slices.Chunk(answers, names.MaxAnswers) {
		b := new(names.Book)
		for _, a := range page {
			b.Add(a)
		}
		books = append(books, b)
	}
	return books
}
