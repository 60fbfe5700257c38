// A variant lists values of its field.
// RUN: not mplc check %s 2>&1 | FileCheck %s

packet p {
  a: byte variant { |true -> Yes };
}

// CHECK: variant-value.mpl:[[@LINE-3]]:22: error: this is no value of 'a'; a variant lists numbers, true and false for a boolean, or strings for a string [variant-value]
