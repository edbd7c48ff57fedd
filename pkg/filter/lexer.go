package filter

import (
	"net/netip"
	"strconv"
	"strings"
)

// kind says what a token is.
type kind uint8

const (
	eof     kind = iota
	symbol       // an operator or a parenthesis
	keyword      // as a symbol, in its canonical spelling: && is "and"
	name         // a word that is no keyword, or one behind a backslash
	number
	ipv4 // two to four numbers with dots between
	ipv6
	mac
)

// token is a word of an expression.
type token struct {
	kind kind
	text string
	num  uint32     // of a number
	addr netip.Addr // of an IPv6 address
	mac  [6]byte
	span
}

// is says whether t is the symbol or keyword text.
func (t *token) is(text string) bool {
	return (t.kind == symbol || t.kind == keyword) && t.text == text
}

// scan cuts text into tokens, the last of kind eof. Where several kinds of word
// begin at one place the longest wins, then the one named first below: so 80 is
// a number, 80-90 a name, and 11-22-33-44-55-66 a MAC.
func scan(text string) ([]token, error) {
	var tokens []token
	for at := 0; at < len(text); {
		if strings.IndexByte(" \t\r\n", text[at]) >= 0 {
			at++
			continue
		}
		t, size := next(text[at:])
		t.span = span{at, at + max(size, 1)}
		if size == 0 {
			return nil, errorAt(text, t.span, "no expression has this character")
		}
		if t.kind == number && t.text != "" {
			n, err := strconv.ParseUint(t.text, 0, 32)
			if err != nil {
				return nil, errorAt(text, t.span, "not a number of 32 bits: 80, 0x50 or 0120")
			}
			t.num = uint32(n)
		}
		tokens = append(tokens, t)
		at += size
	}
	return append(tokens, token{span: span{len(text), len(text)}}), nil
}

// next returns the token that s begins with, and its length; 0 if there is none.
func next(s string) (token, int) {
	word := s[:wordLen(s)]
	m, macLen := macPrefix(s)
	a, ipv6Len := ipv6Prefix(s)
	canonical, isKeyword := keywords[word]
	value, isConstant := constants[word]
	switch {
	case s[0] == '\\':
		return escapedPrefix(s)
	case isKeyword:
		return token{kind: keyword, text: canonical}, len(word)
	case ipv6Len > len(word) && ipv6Len > macLen:
		return token{kind: ipv6, text: s[:ipv6Len], addr: a}, ipv6Len
	case macLen > 0 && macLen >= len(word):
		return token{kind: mac, text: s[:macLen], mac: m}, macLen
	case word == "":
		return symbolPrefix(s)
	case isConstant:
		return token{kind: number, num: value}, len(word)
	case !allNumbers(word) || strings.Count(word, ".") > 3:
		return token{kind: name, text: word}, len(word)
	case strings.Contains(word, "."):
		return token{kind: ipv4, text: word}, len(word)
	}
	return token{kind: number, text: word}, len(word)
}

// escapedPrefix returns the name behind the backslash that s begins with.
func escapedPrefix(s string) (token, int) {
	size := len(s)
	if n := strings.IndexAny(s, " !()\n\t"); n >= 0 {
		size = n
	}
	if size == len(`\`) {
		return token{}, 0
	}
	return token{kind: name, text: s[1:size]}, size
}

// symbols are those that mean the same as another, and those that begin with
// another.
var symbols = [...]struct{ text, canonical string }{
	{"&&", "and"}, {"||", "or"}, {"!=", "!="}, {"!", "not"},
	{"==", "="}, {">=", ">="}, {"<=", "<="}, {"<<", "<<"}, {">>", ">>"},
}

// symbolPrefix returns the operator or parenthesis that s begins with.
func symbolPrefix(s string) (token, int) {
	for _, long := range symbols {
		if strings.HasPrefix(s, long.text) {
			return token{kind: symbol, text: long.canonical}, len(long.text)
		}
	}
	if strings.IndexByte("+-*/%:[]<>()&|^=", s[0]) < 0 {
		return token{}, 0
	}
	return token{kind: symbol, text: s[:1]}, 1
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func isHex(c byte) bool { return isDigit(c) || 'a' <= c|0x20 && c|0x20 <= 'f' }

func isAlnum(c byte) bool { return isDigit(c) || 'a' <= c|0x20 && c|0x20 <= 'z' }

// wordLen returns the length of the word s begins with: letters, digits and
// dots, with hyphens and underscores inside.
func wordLen(s string) int {
	if !isAlnum(s[0]) {
		return 0
	}
	size := 1
	for i := 1; i < len(s) && (isAlnum(s[i]) || strings.IndexByte("-_.", s[i]) >= 0); i++ {
		if isAlnum(s[i]) || s[i] == '.' {
			size = i + 1
		}
	}
	return size
}

// allNumbers says whether word is decimal or hexadecimal numbers with dots
// between.
func allNumbers(word string) bool {
	for part := range strings.SplitSeq(word, ".") {
		digits, hex := strings.CutPrefix(strings.ToLower(part), "0x")
		if digits == "" {
			return false
		}
		for i := range len(digits) {
			if !isDigit(digits[i]) && !(hex && isHex(digits[i])) {
				return false
			}
		}
	}
	return true
}
