//go:build !purego

#include "textflag.h"

// Offsets in lane.
#define lane_mac     0
#define lane_stream  16
#define lane_counter 32
#define lane_rounds  48
#define lane_src     56
#define lane_dst     64
#define lane_size    72

// The counter is kept with its two octets as a number of this machine's order.
DATA counterOrder<>+0(SB)/8, $0x0706050403020100
DATA counterOrder<>+8(SB)/8, $0x0e0f0d0c0b0a0908
GLOBL counterOrder<>(SB), RODATA|NOPTR, $16
DATA counterStep<>+0(SB)/8, $0
DATA counterStep<>+8(SB)/8, $0x0001000000000000
GLOBL counterStep<>(SB), RODATA|NOPTR, $16

// One lane's registers: MAC, key stream, counter, round keys, source, destination.
#define LOAD(at, mac, stream, counter, rounds, src, dst) \
	VMOVDQU at+lane_mac(R15), mac         \
	VMOVDQU at+lane_stream(R15), stream   \
	VMOVDQU at+lane_counter(R15), counter \
	MOVQ    at+lane_rounds(R15), rounds   \
	MOVQ    at+lane_src(R15), src         \
	MOVQ    at+lane_dst(R15), dst

#define STORE(at, mac, stream, counter) \
	VMOVDQU mac, at+lane_mac(R15)       \
	VMOVDQU stream, at+lane_stream(R15) \
	VMOVDQU counter, at+lane_counter(R15)

// ABSORB decrypts a block and adds it to the MAC, both then wait for their rounds.
// X13 is the mask, X14 counterOrder, X15 counterStep, R14 the offset of the block.
#define ABSORB(mac, stream, counter, rounds, src, dst) \
	VPAND   X13, stream, stream        \
	VPXOR   (src)(R14*1), stream, stream \
	VMOVDQU stream, (dst)(R14*1)       \
	VPXOR   stream, mac, mac           \
	VPSHUFB X14, counter, stream       \
	VPADDW  X15, counter, counter      \
	VMOVDQU (rounds), X12              \
	VPXOR   X12, mac, mac              \
	VPXOR   X12, stream, stream

#define ROUND1(op, n, mac, stream, rounds) \
	VMOVDQU n*16(rounds), X12 \
	op      X12, mac, mac     \
	op      X12, stream, stream

#define ROUND(op, n) \
	ROUND1(op, n, X0, X4, AX) \
	ROUND1(op, n, X1, X5, BX) \
	ROUND1(op, n, X2, X6, CX) \
	ROUND1(op, n, X3, X7, DX)

// func advance(l *[4]lane, blocks int, mask uint64)
TEXT ·advance(SB), NOSPLIT, $0-24
	MOVQ l+0(FP), R15
	LOAD(0*lane_size, X0, X4, X8, AX, SI, R10)
	LOAD(1*lane_size, X1, X5, X9, BX, DI, R11)
	LOAD(2*lane_size, X2, X6, X10, CX, R8, R12)
	LOAD(3*lane_size, X3, X7, X11, DX, R9, R13)
	VMOVDDUP mask+16(FP), X13
	VMOVDQU  counterOrder<>(SB), X14
	VMOVDQU  counterStep<>(SB), X15
	MOVQ     blocks+8(FP), R15
	SHLQ     $4, R15
	XORQ     R14, R14

block:
	ABSORB(X0, X4, X8, AX, SI, R10)
	ABSORB(X1, X5, X9, BX, DI, R11)
	ABSORB(X2, X6, X10, CX, R8, R12)
	ABSORB(X3, X7, X11, DX, R9, R13)
	ROUND(VAESENC, 1)
	ROUND(VAESENC, 2)
	ROUND(VAESENC, 3)
	ROUND(VAESENC, 4)
	ROUND(VAESENC, 5)
	ROUND(VAESENC, 6)
	ROUND(VAESENC, 7)
	ROUND(VAESENC, 8)
	ROUND(VAESENC, 9)
	ROUND(VAESENCLAST, 10)
	ADDQ $16, R14
	CMPQ R14, R15
	JB   block

	MOVQ l+0(FP), R15
	STORE(0*lane_size, X0, X4, X8)
	STORE(1*lane_size, X1, X5, X9)
	STORE(2*lane_size, X2, X6, X10)
	STORE(3*lane_size, X3, X7, X11)
	RET

#define EXPAND(n, rcon) \
	VAESKEYGENASSIST $rcon, X0, X1 \
	VPSHUFD $0xff, X1, X1 \
	VPSLLDQ $4, X0, X2    \
	VPXOR   X2, X0, X0    \
	VPSLLDQ $4, X2, X2    \
	VPXOR   X2, X0, X0    \
	VPSLLDQ $4, X2, X2    \
	VPXOR   X2, X0, X0    \
	VPXOR   X1, X0, X0    \
	VMOVDQU X0, n*16(DI)

// func expand(r *[11][16]byte, key *byte)
TEXT ·expand(SB), NOSPLIT, $0-16
	MOVQ    r+0(FP), DI
	MOVQ    key+8(FP), SI
	VMOVDQU (SI), X0
	VMOVDQU X0, (DI)
	EXPAND(1, 0x01)
	EXPAND(2, 0x02)
	EXPAND(3, 0x04)
	EXPAND(4, 0x08)
	EXPAND(5, 0x10)
	EXPAND(6, 0x20)
	EXPAND(7, 0x40)
	EXPAND(8, 0x80)
	EXPAND(9, 0x1b)
	EXPAND(10, 0x36)
	RET
