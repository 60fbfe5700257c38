// A tag may be a length in one clause and a type in another (A.8): computed in the first, written in the second.
// RUN: mplc --emit=ir %s | FileCheck %s
packet ethernet {
  length: uint16 value(offset(eop)-offset(length));
  classify (length) {
  |46..1500:"E802_2" -> data: byte[length];
  |0x800:"IPv4" -> data: byte[remaining()];
  };
  eop: label;
}
// CHECK: clause E8022 46..1500 tag computed end data_end
// CHECK: clause IPv4 2048 tag pattern end end
// CHECK: branch length
// CHECK-NEXT: E8022
// CHECK-NEXT: size E802_2.data = length check end
// CHECK-NEXT: IPv4
// CHECK: compute
// CHECK: check ((@length_clause_end - 2) <= 65535) else OutOfRange length
// CHECK-NEXT: compute length = (@length_clause_end - 2)
// CHECK-NEXT: check ((length >= 46) && (length <= 1500)) else NoClause length
// CHECK-NEXT: check (length(E802_2.data) == length) else SizeMismatch E802_2.data
