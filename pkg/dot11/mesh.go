package dot11

// mesh takes the Mesh Control field (§9.2.4.7.3) off m, an MSDU of f: flags, time
// to live, sequence number, and up to three addresses by the low two flags. The
// bit that announces it means other things outside a mesh; there an LLC header
// follows, whose first octet sets flags that are reserved.
func (f *frame) mesh(m MSDU) MSDU {
	const extension = 0x03
	if !f.isQoS() || f.qos&qosMesh == 0 || !f.fourAddr() && !f.ra().group() || len(m.Data) == 0 || m.Data[0]&^extension != 0 {
		return m
	}
	n := 6 + 6*int(m.Data[0]&extension)
	if n > len(m.Data) {
		m.Data = nil
		return m
	}
	switch m.Data[0] & extension {
	case 1: // the address that a group addressed frame has no room for
		m.Src = Addr(m.Data[6:])
	case 2: // stations behind the mesh
		m.Dst, m.Src = Addr(m.Data[6:]), Addr(m.Data[12:])
	}
	m.Data, m.Length = m.Data[n:], m.Length-uint32(n)
	return m
}
