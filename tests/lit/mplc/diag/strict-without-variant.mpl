// strict needs a variant.
// RUN: not mplc check %s 2>&1 | FileCheck %s

packet p {
  a: byte strict;
}

// CHECK: strict-without-variant.mpl:[[@LINE-3]]:11: error: 'a' is strict but has no variant; strict refuses values without a tag [strict-without-variant]
