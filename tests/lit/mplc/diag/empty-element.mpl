// Nothing tells how many elements of no bytes there are.
// RUN: not mplc check %s 2>&1 | FileCheck %s

packet p {
  xs: array (..) { here: label; };
}

// CHECK: empty-element.mpl:[[@LINE-3]]:3: error: an element of array 'xs' takes no bytes, so there is no telling how many there are; give it a field [empty-element]
