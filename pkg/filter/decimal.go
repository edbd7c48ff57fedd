package filter

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/net/bpf"
)

// maxDecimal is the most instructions a program in decimal may have: what the
// kernels take that such programs are made for (BPF_MAXINSNS of Linux).
const maxDecimal = 4096

// isDecimal says whether text is numbers and nothing else, as no expression is.
func isDecimal(text string) bool {
	return len(strings.Fields(text)) > 1 && strings.Trim(text, "0123456789 \t\r\n") == ""
}

// parseDecimal reads the output of "tcpdump -ddd": on the first line how many
// instructions there are, then one a line: code, the two jumps, K.
func parseDecimal(text string) (Program, error) {
	numbers := strings.Fields(text)
	count, err := strconv.Atoi(numbers[0])
	if err != nil || count < 1 || count > maxDecimal || len(numbers) != 1+4*count {
		return nil, fmt.Errorf("filter: %d numbers are no program of tcpdump -ddd", len(numbers))
	}
	p := make(Program, count)
	for i := range p {
		in := numbers[1+4*i:]
		op, errOp := strconv.ParseUint(in[0], 10, 16)
		yes, errYes := strconv.ParseUint(in[1], 10, 8)
		no, errNo := strconv.ParseUint(in[2], 10, 8)
		k, errK := strconv.ParseUint(in[3], 10, 32)
		if errors.Join(errOp, errYes, errNo, errK) != nil {
			return nil, fmt.Errorf("filter: instruction %d of the program (%s) is none", i, strings.Join(in[:4], " "))
		}
		p[i] = bpf.RawInstruction{Op: uint16(op), Jt: uint8(yes), Jf: uint8(no), K: uint32(k)}
	}
	return p, check(p)
}

// check says what of a program the machine cannot run.
func check(p Program) error {
	instructions, _ := bpf.Disassemble(p)
	for i, in := range instructions {
		if flaw := flaw(in, p[i]); flaw != "" {
			return fmt.Errorf("filter: instruction %d of the program (%#x) %s", i, p[i].Op, flaw)
		}
	}
	if _, err := bpf.NewVM(instructions); err != nil {
		return fmt.Errorf("filter: the program: %w", err)
	}
	return nil
}

// flaw says what is wrong with the instruction that raw was disassembled to,
// and bpf.NewVM does not mind; "" if nothing is.
func flaw(in bpf.Instruction, raw bpf.RawInstruction) string {
	again, err := in.Assemble()
	switch in := in.(type) {
	case bpf.RawInstruction: // it was not disassembled
		return "is none"
	case bpf.Jump:
		if in.Skip > maxDecimal {
			return "jumps out of it"
		}
	case bpf.LoadExtension:
		if raw.Op&opMode != opLength {
			return "asks the kernel, which a saved capture cannot"
		}
	}
	if err != nil || again.Op != raw.Op {
		return "is none"
	}
	return ""
}
