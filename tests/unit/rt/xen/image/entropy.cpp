/// \file
/// Asks for random bytes a few times: the machine decides by its processor and its clock whether
/// there are any.
#include <mir/rt/port.hpp>

#include <cstdio>
#include <cstring>

int mir_main(int, char**) {
  char before[256] = {};
  for (int i = 0; i < 10; ++i) {
    char bytes[256] = {};
    if (mir_port_entropy(bytes, sizeof bytes) != MIR_OK) {
      std::printf("no random bytes\n");
      return 3;
    }
    if (std::memcmp(bytes, before, sizeof bytes) == 0) {
      std::printf("the same again\n");
      return 1;
    }
    std::memcpy(before, bytes, sizeof bytes);
  }
  std::printf("random bytes\n");
  return 0;
}
