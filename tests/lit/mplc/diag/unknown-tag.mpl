// A tag is one of its variant.
// RUN: not mplc check %s 2>&1 | FileCheck %s

packet p {
  a: byte variant { |6 -> Tcp |17 -> Udp } default(Tpc);
}

// CHECK: unknown-tag.mpl:[[@LINE-3]]:52: error: the variant of 'a' has no tag 'Tpc'; did you mean 'Tcp'? [unknown-tag]
// CHECK: unknown-tag.mpl:[[@LINE-4]]:3: note: 'a' is declared here

packet q {
  a: byte variant { |6 -> Tcp |17 -> Udp } default(Whatever);
}
// CHECK: unknown-tag.mpl:[[@LINE-2]]:52: error: the variant of 'a' has no tag 'Whatever'; it has 'Tcp' and 'Udp' [unknown-tag]
