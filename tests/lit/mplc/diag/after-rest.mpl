// Nothing follows what takes all bytes.
// RUN: not mplc check %s 2>&1 | FileCheck %s

packet p {
  a: byte[remaining()];
  b: byte;
}

// CHECK: after-rest.mpl:[[@LINE-3]]:3: error: field 'b' comes after 'a', which takes all remaining bytes; give 'a' a size [after-rest]
// CHECK: after-rest.mpl:[[@LINE-5]]:3: note: 'a' is declared here
