// Command bench makes a capture to measure flowscan on, and others beside it.
//
//	go run . -o /tmp/bench.pcap            3 million packets, 1 GB
//	hyperfine './flowscan /tmp/bench.pcap' 'nfpcapd -r /tmp/bench.pcap -w /tmp/nf'
//
// The traffic is that of a household behind a gateway: some hundred devices,
// half of the packets full-sized in one direction with acknowledgements in the
// other, a ClientHello in front of each TCP connection, DNS before it. The same
// seed gives the same bytes.
package main

import (
	"bufio"
	"encoding/binary"
	"flag"
	"fmt"
	"log"
	"os"
)

func main() {
	out := flag.String("o", "bench.pcap", "capture to make")
	packets := flag.Int("packets", 3_000_000, "packets in it")
	flows := flag.Int("flows", 60_000, "connections in it")
	flag.Parse()
	if err := run(*out, *packets, *flows); err != nil {
		log.Fatal(err)
	}
}

func run(path string, packets, flows int) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	w := &writer{out: bufio.NewWriterSize(f, 1<<20), clock: 1_767_225_600_000_000}
	w.header()
	g := newGenerator(w, packets, flows)
	for w.packets < packets {
		g.step()
	}
	if err := w.out.Flush(); err != nil {
		return err
	}
	fmt.Printf("%s: %d packets, %d bytes, %d connections\n", path, w.packets, w.bytes, g.opened)
	return f.Close()
}

// writer writes a pcap file of Ethernet frames, µs, little-endian.
type writer struct {
	out     *bufio.Writer
	clock   uint64 // µs since 1970
	packets int
	bytes   int
}

func (w *writer) header() {
	w.out.Write([]byte{
		0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0, // magic, version 2.4
		0, 0, 0, 0, 0, 0, 0, 0, // zone, accuracy
		0, 0, 4, 0, 1, 0, 0, 0, // snap length 262144, Ethernet
	})
}

func (w *writer) frame(frame []byte) {
	w.clock += 50 // 20,000 packets a second
	var record [16]byte
	binary.LittleEndian.PutUint32(record[0:], uint32(w.clock/1_000_000))
	binary.LittleEndian.PutUint32(record[4:], uint32(w.clock%1_000_000))
	binary.LittleEndian.PutUint32(record[8:], uint32(len(frame)))
	binary.LittleEndian.PutUint32(record[12:], uint32(len(frame)))
	w.out.Write(record[:])
	w.out.Write(frame)
	w.packets++
	w.bytes += len(record) + len(frame)
}
