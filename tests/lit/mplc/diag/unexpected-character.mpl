// What begins no word is named.
// RUN: not mplc check %s 2>&1 | FileCheck %s

packet p {
  a: byte;
  $b: byte;
}

// CHECK: unexpected-character.mpl:[[@LINE-3]]:3: error: character '$' begins no word of the language; remove it [unexpected-character]
