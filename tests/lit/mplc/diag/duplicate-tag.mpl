// A tag is listed once.
// RUN: not mplc check %s 2>&1 | FileCheck %s

packet p {
  a: byte variant { |1 -> One |2 -> One };
}

// CHECK: duplicate-tag.mpl:[[@LINE-3]]:37: error: tag 'One' is listed twice; rename one of the two [duplicate-tag]
// CHECK: duplicate-tag.mpl:[[@LINE-4]]:21: note: the first one is here
