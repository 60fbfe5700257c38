// Two packets whose names differ in case alone, as C++ has them, are both printed.
// RUN: mplc --emit=print %s | FileCheck %s
// CHECK: #ifndef MPL_PRINT_{{[A-Z]+}}_IpV4{{$}}
// CHECK: #ifndef MPL_PRINT_{{[A-Z]+}}_Ipv4{{$}}
packet ip_v4 {
  a: byte;
}
packet ipv4 {
  b: byte;
}
