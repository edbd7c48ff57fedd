package sni

import (
	"bytes"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
)

// http2Request is the start of an HTTP/2 connection in clear: preface, SETTINGS, HEADERS.
func http2Request(authority string) []byte {
	var b, block bytes.Buffer
	b.WriteString(http2.ClientPreface)
	framer := http2.NewFramer(&b, nil)
	framer.WriteSettings(http2.Setting{ID: http2.SettingInitialWindowSize, Val: 1 << 20})
	encoder := hpack.NewEncoder(&block)
	for _, f := range []hpack.HeaderField{{Name: ":method", Value: "POST"}, {Name: ":scheme", Value: "http"}, {Name: ":path", Value: "/"}, {Name: ":authority", Value: authority}, {Name: "te", Value: "trailers"}} {
		encoder.WriteField(f)
	}
	framer.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, BlockFragment: block.Bytes(), EndHeaders: true, PadLength: 3, Priority: http2.PriorityParam{Weight: 9}})
	return b.Bytes()
}
