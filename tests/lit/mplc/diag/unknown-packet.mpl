// A nested packet is in this file or in one of its name.
// RUN: not mplc check %s 2>&1 | FileCheck %s

packet header {
  a: byte;
}
packet p {
  h: packet heador();
  b: packet nowhere_at_all();
}

// CHECK: unknown-packet.mpl:[[@LINE-4]]:13: error: no packet 'heador' in this specification; did you mean 'header'? [unknown-packet]
// CHECK: unknown-packet.mpl:[[@LINE-4]]:13: error: no packet 'nowhere_at_all' in this specification, and no file 'nowhere_at_all.mpl' beside it or in a folder of -I [unknown-packet]
