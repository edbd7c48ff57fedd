package sni

import "slices"

// rtmpConnect is what an RTMP client sends first: C0, C1, C2 and a connect command in
// chunks of 128 bytes.
func rtmpConnect(url string) []byte {
	return append(append([]byte{3}, make([]byte, rtmpHandshake-1)...), rtmpCommand(url, rtmpChunk)...)
}

// rtmpSizesFirst is what a client sends that sets chunk and window size before it connects.
func rtmpSizesFirst(url string) []byte {
	return slices.Concat([]byte{3}, make([]byte, rtmpHandshake-1),
		[]byte("\x02\x00\x00\x00\x00\x00\x04\x01\x00\x00\x00\x00\x00\x00\x00\xa0"), // 160 bytes a chunk
		[]byte("\x02\x00\x00\x00\x00\x00\x04\x05\x00\x00\x00\x00\x00\x26\x25\xa0"),
		rtmpCommand(url, 160))
}

// rtmpCommand is a connect command in chunks.
func rtmpCommand(url string, chunk int) []byte {
	text := func(s string) string { return string([]byte{byte(len(s) >> 8), byte(len(s))}) + s }
	command := "\x02" + text("connect") + "\x00" + "\x3f\xf0\x00\x00\x00\x00\x00\x00" + "\x03" +
		text("app") + "\x02" + text("live") +
		text("fpad") + "\x01\x00" +
		text("capabilities") + "\x00\x40\x2e\x00\x00\x00\x00\x00\x00" +
		text("swfUrl") + "\x02" + text("http://player.vendor.example/a/rather/long/path/to/make/the/message/span/chunks.swf") +
		text("tcUrl") + "\x02" + text(url) +
		text("") + "\x09"
	b := []byte{3, 0, 0, 0, 0, byte(len(command) >> 8), byte(len(command)), 20, 0, 0, 0, 0}
	for i, part := range slices.Collect(slices.Chunk([]byte(command), chunk)) {
		if i > 0 {
			b = append(b, 0xc3)
		}
		b = append(b, part...)
	}
	return b
}
