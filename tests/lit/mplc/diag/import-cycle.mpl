// Imports do not go in circles.
// RUN: not mplc check %s 2>&1 | FileCheck %s

import "Inputs/circle.mpl";
packet p {
  a: byte;
}

// CHECK: circle.mpl:1:8: error: files import each other in a circle: {{.*}}/import-cycle.mpl -> {{.*}}/Inputs/circle.mpl -> {{.*}}/import-cycle.mpl; move what they share to a file of its own [import-cycle]
