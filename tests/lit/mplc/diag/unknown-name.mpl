// A name that is nearly a field is suggested; one that is like none is not.
// RUN: not mplc check %s 2>&1 | FileCheck %s

packet p {
  length: byte value(sizeof(data));
  data: byte[lenght];
  kind: byte;
  classify (kind) {
  |1: "One" -> inner: byte;
  };
  more: byte[elsewhere];
}

// CHECK: unknown-name.mpl:[[@LINE-8]]:14: error: no field 'lenght' can be seen here in packet 'p'; did you mean 'length'? [unknown-name]
// CHECK: unknown-name.mpl:[[@LINE-4]]:14: error: no field 'elsewhere' can be seen here in packet 'p'; an expression uses fields of its own scope and those around it [unknown-name]
