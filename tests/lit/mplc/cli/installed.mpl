// The specifications installed with mplc are found without -I, for imports and for nested packets; those of the user win.
// RUN: mplc %s -o %t.hpp -MD && FileCheck %s < %t.hpp.d
// CHECK: stage/share/mir/specs/ipv4.mpl {{.*}}stage/share/mir/specs/udp.mpl
// RUN: rm -rf %t.lib && mkdir %t.lib && echo 'packet udp { a: byte; }' > %t.lib/udp.mpl
// RUN: mplc %s -I %t.lib -o %t.hpp -MD && FileCheck %s --check-prefix=OWN < %t.hpp.d
// OWN: stage/share/mir/specs/ipv4.mpl {{.*}}.lib/udp.mpl

import "ipv4.mpl";
packet tunnel {
  port: uint16;
  inner: packet udp();
}
