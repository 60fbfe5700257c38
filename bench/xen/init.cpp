/// \file
/// The first and only process of the Linux guest: one line on the console, then it waits.
#include <cstdio>

#include <unistd.h>

int main() {
  std::puts("ready");
  std::fflush(stdout);
  for (;;)
    pause();
}
