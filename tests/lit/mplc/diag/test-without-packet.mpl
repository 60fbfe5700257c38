// A test is of the packet before it, or of one that it names.
// RUN: not mplc check %s 2>&1 | FileCheck %s

test "early" { hex "00" fails at a }
packet p {
  a: uint16;
}

// CHECK: test-without-packet.mpl:[[@LINE-5]]:1: error: this test comes before any packet; write it after its packet, or name one, as in 'test udp' [test-without-packet]
