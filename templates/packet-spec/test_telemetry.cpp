// `mir test`: messages of the protocol, and what is none.
#include <array>
#include <span>

#include <mir/test.hpp>

#include "telemetry.hpp"

using telemetry::Telemetry;

MIR_TEST("what was built is parsed back") {
  std::array<std::byte, 64> buffer{};
  const auto built = Telemetry::build(
      buffer,
      {.sensor = 7,
       .sequence = 42,
       .kind_clause = Telemetry::Reading::Fields{
           .quantity = Telemetry::ReadingQuantity::Temperature, .decimals = 1, .amount = 235}});
  MIR_REQUIRE(built.has_value());
  const auto message = Telemetry::parse(*built);
  MIR_REQUIRE(message.has_value());
  MIR_EXPECT(message->sensor() == 7);
  const auto reading = message->as_reading();
  MIR_REQUIRE(reading.has_value());
  MIR_EXPECT(reading->amount() == 235);

  // Whatever is missing, it is refused.
  for (std::size_t size = 0; size < built->size(); ++size)
    MIR_EXPECT(!Telemetry::parse(built->first(size)).has_value());
}
