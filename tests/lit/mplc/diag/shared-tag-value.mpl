// Two tags of one value get a warning; the first is read (A.8).
// RUN: mplc check %s 2>&1 | FileCheck %s
// RUN: not mplc check -Werror %s

packet p {
  a: byte variant { |1 -> One |1 -> Uno };
}

// CHECK: shared-tag-value.mpl:[[@LINE-3]]:31: warning: tag 'Uno' has the same value as 'One', 1; reading gives 'One' [shared-tag-value]
// CHECK: shared-tag-value.mpl:[[@LINE-4]]:21: note: the first one is here
