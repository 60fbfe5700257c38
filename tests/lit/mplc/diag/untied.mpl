// The tie rule (A.5): what is built is consistent.
// RUN: not mplc check %s 2>&1 | FileCheck %s

packet p {
  length: byte;
  data: byte[length];
}

// CHECK: untied.mpl:[[@LINE-3]]:3: error: field 'length' gives the size of 'data' but could be set apart from it; give 'length' a value(..), classify it, or make it a parameter [untied]
// CHECK: untied.mpl:[[@LINE-5]]:3: note: 'length' is declared here
