// The same specification gives the same bytes, and names nothing but what it was given.
// RUN: mplc %s -o %t.1.hpp && mplc %s -o %t.2.hpp
// RUN: sed 's/\.1\.hpp/.2.hpp/' %t.1.hpp | diff - %t.2.hpp

packet p { a: uint16; b: byte[remaining()]; }
