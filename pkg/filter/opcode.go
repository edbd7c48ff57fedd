package filter

// An operation code is a class and, by class, the mode and size of a load or an
// operation and its operand: <linux/bpf_common.h>, after McCanne and Jacobson,
// "The BSD Packet Filter", 1993.
const (
	opClass  = 0x07
	opLoad   = 0x00
	opLoadX  = 0x01
	opStore  = 0x02
	opStoreX = 0x03
	opALU    = 0x04
	opJump   = 0x05
	opReturn = 0x06
	opMove   = 0x07

	opMode      = 0xe0
	opImmediate = 0x00 // K
	opAbsolute  = 0x20 // frame[K]
	opIndirect  = 0x40 // frame[X+K]
	opMemory    = 0x60 // M[K]
	opLength    = 0x80 // of the frame
	opHeader    = 0xa0 // 4 * (frame[K] & 0xf): of an IPv4 header, its length

	opSize = 0x18
	opWord = 0x00
	opHalf = 0x08
	opByte = 0x10

	opX         = 0x08 // the operand is X, not K
	opOperation = 0xf0
	opNegate    = 0x80 // the others of opALU are those of bpf.ALUOp
	opAlways    = 0x00
	opEqual     = 0x10
	opAbove     = 0x20
	opAtLeast   = 0x30
	opAnyBit    = 0x40

	opReturnA = 0x10 // return A, not K
	opToA     = 0x80 // A = X, not X = A
)
