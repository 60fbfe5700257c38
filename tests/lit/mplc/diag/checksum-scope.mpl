// A checksum belongs to the packet, not to a clause.
// RUN: not mplc check %s 2>&1 | FileCheck %s

packet p {
  kind: byte;
  classify (kind) {
  | 1 : "One" -> sum: uint16 checksum(internet, kind);
  | _ : "Other" -> x: uint16;
  };
}

// CHECK: checksum-scope.mpl:[[@LINE-5]]:30: error: field 'sum' of a clause is a checksum; only a field of the packet itself can be one, so move it out of the classify [checksum-scope]
