/// \file
/// C's numbers: printf and its inverse, and the floating-point environment, which is our own file
/// in the libc.
#include <cfenv>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <limits>

#include "report.hpp"

namespace mir::libc_test {
namespace {

template <class... Arguments>
void prints(Report& report, const char* wanted, const char* format, Arguments... arguments) {
  char text[400];
  int length = std::snprintf(text, sizeof text, format, arguments...);
  report.expect(static_cast<std::size_t>(length) == std::strlen(wanted), format);
  report.expect(std::strcmp(text, wanted) == 0, format);
}

void printf_prints(Report& report) {
  prints(report, "-7 7 2a 0X2A 052", "%d %u %x %#X %#o", -7, 7U, 42U, 42U, 42U);
  prints(report, "[   abc][abc   ][ab]", "[%6s][%-6s][%.2s]", "abc", "abc", "abc");
  prints(report, "-9223372036854775808", "%lld", std::numeric_limits<long long>::min());
  prints(report, "18446744073709551615 %", "%zu %%", std::numeric_limits<std::size_t>::max());
  prints(report, "3.142 -0.50 1e+100", "%.3f %.2f %g", 3.14159, -0.5, 1e100);
  prints(report, "1.234568e-05 0x1.8p+1", "%e %a", 1.23456789e-5, 3.0);
  prints(report, "0.1000000000000000055511151231257827", "%.34f", 0.1);
  prints(report, "inf -inf nan", "%f %f %f", INFINITY, -INFINITY, NAN);
  prints(report, "1.189731e+4932", "%Le", std::numeric_limits<long double>::max());
}

void reading_inverts_printing(Report& report) {
  char text[40];
  for (double value : {0.1, 1.0 / 3, 5e-324, 1.7976931348623157e308, 123456789.125}) {
    std::snprintf(text, sizeof text, "%.17g", value);
    report.expect(std::strtod(text, nullptr) == value, "strtod inverts %.17g");
  }
  int number = 0;
  float fraction = 0;
  char word[8] = "";
  report.expect(std::sscanf("12 0.5 word", "%d %f %7s", &number, &fraction, word) == 3, "sscanf");
  report.expect(number == 12 && fraction == 0.5F && std::strcmp(word, "word") == 0, "sscanf");
}

// Divided when the program runs, in the rounding mode of that moment.
template <class Real> Real divide(Real a, Real b) {
  asm volatile("" : "+m"(a), "+m"(b) : : "memory");
  Real quotient = a / b;
  asm volatile("" : "+m"(quotient) : : "memory");
  return quotient;
}

// Both units, SSE (double) and x87 (long double), follow the mode and report what happened.
template <class Real> void rounding_follows_the_mode(Report& report) {
  Real nearest = divide(Real{1}, Real{3});
  report.expect(std::fesetround(FE_UPWARD) == 0 && std::fegetround() == FE_UPWARD, "fesetround");
  Real up = divide(Real{1}, Real{3});
  std::fesetround(FE_DOWNWARD);
  Real down = divide(Real{1}, Real{3});
  std::fesetround(FE_TONEAREST);
  report.expect(down < up && (nearest == down || nearest == up), "rounding follows the mode");
  report.expect(divide(Real{1}, Real{3}) == nearest, "the mode is given back");
}

template <class Real> void exceptions_are_flagged(Report& report) {
  std::feclearexcept(FE_ALL_EXCEPT);
  report.expect(std::fetestexcept(FE_ALL_EXCEPT) == 0, "feclearexcept clears");
  divide(Real{1}, Real{0});
  divide(Real{1}, Real{3});
  report.expect(std::fetestexcept(FE_ALL_EXCEPT) == (FE_DIVBYZERO | FE_INEXACT), "flags are set");
  std::feclearexcept(FE_DIVBYZERO);
  report.expect(std::fetestexcept(FE_ALL_EXCEPT) == FE_INEXACT, "only the named flag is cleared");
  std::feraiseexcept(FE_OVERFLOW);
  report.expect(std::fetestexcept(FE_OVERFLOW) == FE_OVERFLOW, "feraiseexcept raises");
}

void environment_is_kept(Report& report) {
  std::fenv_t saved;
  std::feclearexcept(FE_ALL_EXCEPT);
  std::fegetenv(&saved);
  std::fesetround(FE_UPWARD);
  std::feraiseexcept(FE_INVALID);
  std::fesetenv(&saved);
  report.expect(std::fegetround() == FE_TONEAREST, "fesetenv gives the mode back");
  report.expect(std::fetestexcept(FE_ALL_EXCEPT) == 0, "fesetenv gives the flags back");
  std::fesetround(FE_DOWNWARD);
  std::fesetenv(FE_DFL_ENV);
  report.expect(std::fegetround() == FE_TONEAREST, "FE_DFL_ENV rounds to nearest");
}

bool close(long double value, long double wanted) {
  return std::fabs(value - wanted) <=
         std::fabs(wanted) * 4 * std::numeric_limits<long double>::epsilon();
}

// The two whose assembly was replaced, and a few beside them.
void long_double_functions(Report& report) {
  volatile long double half = 0.5L;
  volatile long double tiny = 1e-10L;
  report.expect(close(std::exp2(half), 1.41421356237309504880L), "exp2l");
  report.expect(close(std::expm1(tiny), 1.00000000005000000000166e-10L), "expm1l");
  report.expect(close(std::exp(half), 1.64872127070012814685L), "expl");
  report.expect(close(std::log(half), -0.69314718055994530942L), "logl");
  report.expect(close(std::atan(half), 0.46364760900080611621L), "atanl");
  report.expect(std::floor(-half) == -1 && std::trunc(-half) == 0, "floorl, truncl");
}

} // namespace

void test_numbers(Report& report) {
  printf_prints(report);
  reading_inverts_printing(report);
  rounding_follows_the_mode<double>(report);
  rounding_follows_the_mode<long double>(report);
  exceptions_are_flagged<double>(report);
  exceptions_are_flagged<long double>(report);
  environment_is_kept(report);
  long_double_functions(report);
}

} // namespace mir::libc_test
