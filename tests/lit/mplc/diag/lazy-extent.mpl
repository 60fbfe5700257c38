// What is read lazily must run to the end of its region: where another array ends is known only once it has been read.
// RUN: not mplc check %s 2>&1 | FileCheck %s

packet p {
  n: byte value(array_length(a));
  a: array (n) lazy { x: byte; };
  b: array (..) until (y == 0) lazy { y: byte; };
}

// CHECK: lazy-extent.mpl:[[@LINE-4]]:16: error: only an array that runs to the end of its region can be read lazily; write 'a: array (..) lazy', or leave 'lazy' out [lazy-extent]
// CHECK: lazy-extent.mpl:[[@LINE-4]]:32: error: only an array that runs to the end of its region can be read lazily; write 'b: array (..) lazy', or leave 'lazy' out [lazy-extent]
