// What is not built yet is refused, not guessed.
// RUN: not mplc check %s 2>&1 | FileCheck %s

enum kind : byte { |1 -> One }
packet p {
  a: byte;
  s: string8;
  m: mpint;
  name: dns_label;
  o: uint32 when (a & 1);
  c: uint16 checksum(internet, a);
  ws: uint16[4];
  t: byte[4] text;
}

// CHECK-DAG: not-built-yet.mpl:[[@LINE-12]]:6: error: 'enum' is part of the language, but this mplc makes no code for it yet [not-built-yet]
// CHECK-DAG: not-built-yet.mpl:[[@LINE-10]]:6: error: type 'string8' is part of the language, but this mplc makes no code for it yet [not-built-yet]
// CHECK-DAG: not-built-yet.mpl:[[@LINE-10]]:6: error: type 'mpint' is part of the language, but this mplc makes no code for it yet [not-built-yet]
// CHECK-DAG: not-built-yet.mpl:[[@LINE-10]]:9: error: type 'dns_label' is part of the language, but this mplc makes no code for it yet [not-built-yet]
// CHECK-DAG: not-built-yet.mpl:[[@LINE-10]]:19: error: an optional field is part of the language, but this mplc makes no code for it yet [not-built-yet]
// CHECK-DAG: not-built-yet.mpl:[[@LINE-9]]:7: error: an array of scalars is part of the language, but this mplc makes no code for it yet [not-built-yet]
// CHECK-DAG: not-built-yet.mpl:[[@LINE-9]]:3: error: 'byte[n] text' is part of the language, but this mplc makes no code for it yet [not-built-yet]
// CHECK-DAG: not-built-yet.mpl:[[@LINE-12]]:13: error: the attribute 'checksum' is part of the language, but this mplc makes no code for it yet [not-built-yet]
