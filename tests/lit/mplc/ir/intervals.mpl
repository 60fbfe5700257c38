// Checks that cannot fail are not there: min(5) makes ihl*4-20 at least 0, and it is a multiple of 4 by its form.
// RUN: mplc --emit=ir %s | FileCheck %s
packet p {
  ihl: bit[4] min(5) value(offset(options) / 4);
  low: bit[4] value(sizeof(more));
  rest: byte[19];
  options: byte[ihl * 4 - 20] align(32);
  more: byte[low - 1 + 1] align(16);
}
// CHECK: size options = ((ihl * 4) - 20) check end{{$}}
// CHECK: size more = ((low - 1) + 1) check end check multiple 2{{$}}
