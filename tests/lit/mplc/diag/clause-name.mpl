// A clause's name becomes a type.
// RUN: not mplc check %s 2>&1 | FileCheck %s

packet p {
  a: byte;
  classify (a) {
  |1: "1st!" -> b: byte;
  };
}

// CHECK: clause-name.mpl:[[@LINE-4]]:3: error: "1st!" is no name for a clause; write letters, digits, '_' or '-', a letter first [clause-name]
