// Builds, parses and refuses messages of the protocol in telemetry.mpl. Try
// `--message=544d1001001200000007002a0101000000eb`: a reading of 23.5 degrees, as hexadecimal
// digits.
#include <mir/app.hpp>

#include <array>
#include <charconv>
#include <span>
#include <string_view>

#include "telemetry.hpp" // made from telemetry.mpl by `mir build`

using telemetry::Telemetry;

constexpr std::size_t kLargest = 512; // bytes of a message that this program handles

// 235 with one decimal is 23.5.
void log_reading(mir::App& app, const Telemetry& message, const Telemetry::Reading& reading) {
  std::uint32_t scale = 1;
  for (int i = 0; i < reading.decimals(); ++i)
    scale *= 10;
  app.log("  sensor {}, message {}: {} {} + {}/{}", message.sensor(), message.sequence(),
          to_string(reading.quantity()), reading.amount() / scale, reading.amount() % scale, scale);
}

void log_alarm(mir::App& app, const Telemetry& message, const Telemetry::Alarm& alarm) {
  const std::string_view text(reinterpret_cast<const char*>(alarm.text().data()),
                              alarm.text().size());
  app.log("  sensor {}, message {}: alarm of severity {}: \"{}\"", message.sensor(),
          message.sequence(), alarm.severity(), text);
}

// Says what the bytes mean, or why they are no message. Bytes from a network may be anything:
// parse() checks everything once, and afterwards no accessor can fail.
bool log_message(mir::App& app, std::span<const std::byte> bytes) {
  const auto message = Telemetry::parse(bytes);
  if (!message) {
    std::array<char, 256> text;
    app.log("  refused: {}", mpl::describe(message.error(), bytes, text));
    return false;
  }
  if (const auto reading = message->as_reading())
    log_reading(app, *message, *reading);
  if (const auto alarm = message->as_alarm())
    log_alarm(app, *message, *alarm);
  return true;
}

// Builds two messages, parses them back, then damages one in three ways.
int show(mir::App& app) {
  std::array<std::byte, kLargest> buffer;
  // Only what can be chosen is given: lengths, the kind and constants follow from it.
  auto built = Telemetry::build(
      buffer,
      {.sensor = 7,
       .sequence = 42,
       .kind_clause = Telemetry::Reading::Fields{
           .quantity = Telemetry::ReadingQuantity::Temperature, .decimals = 1, .amount = 235}});
  if (!built)
    return app.fail("cannot build a reading");
  app.log("a reading of {} bytes:", built->size());
  if (!log_message(app, *built))
    return app.fail("what was built does not parse");

  constexpr std::string_view kText = "smoke in room 12";
  built = Telemetry::build(buffer, {.on_battery = true,
                                    .sensor = 9,
                                    .sequence = 1,
                                    .kind_clause = Telemetry::Alarm::Fields{
                                        .severity = 5, .text = std::as_bytes(std::span(kText))}});
  if (!built)
    return app.fail("cannot build an alarm");
  app.log("an alarm of {} bytes:", built->size());
  if (!log_message(app, *built))
    return app.fail("what was built does not parse");

  app.log("the same, cut off in its text:");
  bool accepted = log_message(app, built->first(20));
  app.log("with a severity that does not exist:");
  (*built)[12] = std::byte{9};
  accepted |= log_message(app, *built);
  app.log("with a length that is not its own:");
  (*built)[12] = std::byte{5};
  (*built)[5] = std::byte{200};
  accepted |= log_message(app, *built);
  return accepted ? app.fail("a damaged message was accepted") : 0;
}

// Parses one message given on the command line.
int parse_digits(mir::App& app, std::string_view digits) {
  std::array<std::byte, kLargest> bytes;
  std::size_t size = 0;
  for (; digits.size() >= 2 && size < bytes.size(); digits.remove_prefix(2)) {
    unsigned value = 0;
    const auto end = digits.data() + 2;
    if (const auto read = std::from_chars(digits.data(), end, value, 16); read.ptr != end)
      break;
    bytes[size++] = static_cast<std::byte>(value);
  }
  if (!digits.empty())
    return app.fail("--message takes an even number of hexadecimal digits, at most {}",
                    2 * kLargest);
  return log_message(app, std::span(bytes).first(size)) ? 0 : 1;
}

mir::Task<int> app_main(mir::App& app) {
  const std::string_view digits = app.argument("message", "");
  co_return digits.empty() ? show(app) : parse_digits(app, digits);
}
