// Parameters are numbers or booleans.
// RUN: not mplc check %s 2>&1 | FileCheck %s

packet p(string s) {
  a: byte;
}

// CHECK: parameter-type.mpl:[[@LINE-4]]:10: error: 'string' is no type of a parameter; parameters are bool, int or bytes [parameter-type]
