package report

import (
	"slices"

	"github.com/flowscan/flowscan/pkg/flow"
	"github.com/flowscan/flowscan/pkg/scan"
)

// flow returns f as the report lists it, under the next id.
func (b *builder) flow(f *scan.Flow) Flow {
	device, address := f.Key.Addr(f.Device == flow.B), f.Key.Addr(f.Remote() == flow.B)
	to := b.to(f)
	sent, received := f.Sent(), f.Received()
	row := Flow{
		ID: b.options.Listed + len(b.report.Flows) + 1, Proto: protoName(f.Key.Proto), Device: device.String(), Remote: address.String(), Role: f.Role.String(),
		Input: int(f.Input), Frame: f.Frame, VLAN: slices.Clone(f.VLAN[:f.VLANs]), Encapsulation: []string{},
		Sent: sent.Bytes, Received: received.Bytes, PacketsSent: sent.Packets, PacketsReceived: received.Packets,
		PayloadSent: sent.Payload, PayloadReceived: received.Payload,
		RetransmittedSent: sent.Resent, RetransmittedReceived: received.Resent,
		Host: f.Host, Via: f.Via.String(), Marks: marks(f, to), Names: []Name{},
		Country: to.key, RegisteredCountry: to.Registered, Anycast: to.Anycast, ASN: to.ASN, Network: to.Org,
		Encryption: f.Encryption.String(), App: appLabel(appOf(f)),
	}
	if f.Key.Ports {
		near, far := f.Key.Port(f.Device == flow.B), f.Key.Port(f.Remote() == flow.B)
		row.DevicePort, row.RemotePort = &near, &far
	}
	if f.Timed {
		row.First, row.Last = clock(f.First), clock(f.Last)
	}
	if f.Encap != nil {
		row.Encapsulation = slices.Clone(f.Encap.Kinds)
	}
	if outer := outerRemote(f); outer.IsValid() {
		row.OuterRemote = outer.String()
	}
	for _, n := range f.Names {
		row.Names = append(row.Names, Name{Name: n.Host, Via: n.Via.String(), Input: int(n.Input), Frame: n.Frame, Chain: n.Chain})
	}
	return row
}
