// The elements of a lazy array have not been counted when a parse ends.
// RUN: not mplc check %s 2>&1 | FileCheck %s

packet p {
  n: byte value(array_length(a));
  a: array (..) lazy { x: byte; };
}

// CHECK: lazy-count.mpl:[[@LINE-4]]:30: error: the elements of 'a' are read lazily, so nobody has counted them; leave 'lazy' out, or use sizeof(a) [lazy-count]
// CHECK: lazy-count.mpl:[[@LINE-4]]:3: note: 'a' is declared here
