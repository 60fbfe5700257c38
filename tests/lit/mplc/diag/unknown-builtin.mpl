// Built-ins are few.
// RUN: not mplc check %s 2>&1 | FileCheck %s

packet p {
  a: byte[4];
  b: byte value(sizeoff(a));
  c: byte value(checksum(a));
}

// CHECK: unknown-builtin.mpl:[[@LINE-4]]:17: error: no built-in 'sizeoff'; did you mean 'sizeof'? [unknown-builtin]
// CHECK: unknown-builtin.mpl:[[@LINE-4]]:17: error: no built-in 'checksum'; there are sizeof, offset, remaining and array_length [unknown-builtin]
