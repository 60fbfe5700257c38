// A tag belongs to a variant.
// RUN: not mplc check %s 2>&1 | FileCheck %s

packet p {
  a: byte;
  b: byte default(Tcp);
}

// CHECK: tag-out-of-place.mpl:[[@LINE-3]]:19: error: tag 'Tcp' means nothing here; compare it with a field that has a variant, or write its number [tag-out-of-place]
