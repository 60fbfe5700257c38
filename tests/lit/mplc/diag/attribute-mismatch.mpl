// An attribute fits its type.
// RUN: not mplc check %s 2>&1 | FileCheck %s

packet p {
  a: byte[4] min(1);
  b: byte align(32);
}

// CHECK: attribute-mismatch.mpl:[[@LINE-4]]:14: error: attribute 'min' does not apply to the type of 'a'; min and max need a number, align needs byte[e], the others a scalar or a string [attribute-mismatch]
// CHECK: attribute-mismatch.mpl:[[@LINE-4]]:11: error: attribute 'align' does not apply to the type of 'b'; min and max need a number, align needs byte[e], the others a scalar or a string [attribute-mismatch]
