// Nothing follows what takes all bytes, be it bytes or a packet that ends with such.
// RUN: not mplc check %s 2>&1 | FileCheck %s

packet p {
  a: byte[remaining()];
  b: byte;
}

// CHECK: after-rest.mpl:[[@LINE-3]]:3: error: field 'b' comes after 'a', which takes all remaining bytes; give 'a' a size, or bound it by a region [after-rest]
// CHECK: after-rest.mpl:[[@LINE-5]]:3: note: 'a' is declared here
packet q {
  x: byte;
  inner: packet r();
}
packet r {
  y: array (..) { z: byte; };
}
packet s {
  q: packet q();
  end: label;
  t: byte;
}
packet bounded {
  size: byte value(sizeof(q));
  in byte[size] { q: packet q(); };
  maybe: packet q() when (size == 0);
  t: byte;
}
// CHECK: after-rest.mpl:[[@LINE-8]]:3: error: field 't' comes after 'q', which takes all remaining bytes{{.*}} [after-rest]
// CHECK-NOT: error
