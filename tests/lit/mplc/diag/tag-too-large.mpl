// A tag beyond its field is left out with a warning (A.8).
// RUN: mplc check %s 2>&1 | FileCheck %s
// RUN: not mplc check -Werror %s

packet p {
  a: bit[4] variant { |1 -> One |16 -> BadVers };
  b: bit[4];
}

// CHECK: tag-too-large.mpl:[[@LINE-4]]:33: warning: tag 'BadVers' is 16, but 'a' holds at most 15; the tag is left out [tag-too-large]
