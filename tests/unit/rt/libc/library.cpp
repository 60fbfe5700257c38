#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <expected>
#include <functional>
#include <map>
#include <memory>
#include <memory_resource>
#include <optional>
#include <random>
#include <ranges>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

#include "report.hpp"

namespace mir::libc_test {
namespace {

void containers_hold(Report& report) {
  std::map<std::string, int> ordered;
  std::unordered_map<int, std::string> hashed;
  for (int i = 0; i < 1000; ++i) {
    ordered[std::to_string(i)] = i;
    hashed[i] = std::to_string(i);
  }
  report.expect(ordered.size() == 1000 && ordered.at("999") == 999, "map");
  report.expect(std::ranges::is_sorted(ordered), "map is in order");
  report.expect(hashed.size() == 1000 && hashed.at(77) == "77", "unordered_map");
  std::array<std::byte, 256> storage;
  std::pmr::monotonic_buffer_resource arena(storage.data(), storage.size(),
                                            std::pmr::null_memory_resource());
  std::pmr::vector<int> few({1, 2, 3}, &arena);
  report.expect(few.back() == 3, "pmr");
}

std::expected<int, std::string> half(int number) {
  if (number % 2 != 0)
    return std::unexpected("odd: " + std::to_string(number));
  return number / 2;
}

void values_may_be_absent(Report& report) {
  report.expect(half(8).and_then(half).and_then(half) == 1, "expected chains");
  report.expect(half(6).and_then(half).error() == "odd: 3", "expected keeps the error");
  std::optional<int> none;
  report.expect(none.value_or(5) == 5, "optional");
  std::variant<int, std::string> either = "text";
  report.expect(std::visit([](const auto& value) { return sizeof value; }, either) ==
                    sizeof(std::string),
                "variant");
}

void functions_are_values(Report& report) {
  int calls = 0;
  std::function<int(int)> twice = [&calls, big = std::array<int, 32>{}](int number) {
    ++calls;
    return number * 2 + big[0];
  };
  std::function<int(int)> copy = twice;
  report.expect(copy(twice(3)) == 12 && calls == 2, "function");
  auto count = std::make_shared<int>(1);
  std::weak_ptr<int> weak = count;
  count.reset();
  report.expect(weak.expired(), "shared_ptr");
}

void algorithms_work(Report& report) {
  std::mt19937 random(1);
  std::vector<unsigned> numbers(10'000);
  std::ranges::generate(numbers, std::ref(random));
  std::ranges::sort(numbers);
  report.expect(std::ranges::is_sorted(numbers), "sort");
  auto even =
      numbers | std::views::filter([](unsigned n) { return n % 2 == 0; }) | std::views::take(3);
  report.expect(std::ranges::distance(even) == 3, "views");
  std::random_device device;
  bool differ = false;
  for (unsigned first = device(), i = 0; i < 8; ++i)
    differ |= device() != first;
  report.expect(differ, "random_device");
}

void time_passes(Report& report) {
  using namespace std::chrono;
  auto began = steady_clock::now();
  auto ended = began;
  while (ended == began)
    ended = steady_clock::now();
  report.expect(ended > began, "the steady clock moves forward");
  report.expect(system_clock::now() > sys_days(2020y / January / 1),
                "the wall clock knows the year");
  report.expect(sys_days(2024y / February / last) == sys_days(2024y / February / 29), "leap year");
  report.expect(duration_cast<milliseconds>(90min) == 5'400'000ms, "units");
}

void characters_convert(Report& report) {
  char text[40];
  auto written = std::to_chars(text, text + sizeof text, 0.1);
  report.expect(std::string_view(text, written.ptr) == "0.1", "to_chars is shortest");
  int number = 0;
  std::string_view source = "-2147483648 rest";
  auto read = std::from_chars(source.data(), source.data() + source.size(), number);
  report.expect(read.ec == std::errc{} && number == INT32_MIN, "from_chars");
}

} // namespace

void test_library(Report& report) {
  containers_hold(report);
  values_may_be_absent(report);
  functions_are_values(report);
  algorithms_work(report);
  time_passes(report);
  characters_convert(report);
}

} // namespace mir::libc_test
