// One tag is the default.
// RUN: not mplc check %s 2>&1 | FileCheck %s

packet p {
  a: byte variant { |1 => One |2 => Two };
}

// CHECK: two-preferred-tags.mpl:[[@LINE-3]]:31: error: a second '=>' in the variant of 'a'; one tag is the default, mark the others with '->' [two-preferred-tags]
// CHECK: two-preferred-tags.mpl:[[@LINE-4]]:21: note: the first one is here
