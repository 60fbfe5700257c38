// Built-ins are few.
// RUN: not mplc check %s 2>&1 | FileCheck %s

packet p {
  a: byte[4];
  b: byte value(sizeoff(a));
}

// CHECK: unknown-builtin.mpl:[[@LINE-3]]:17: error: no built-in 'sizeoff'; did you mean 'sizeof'? [unknown-builtin]
