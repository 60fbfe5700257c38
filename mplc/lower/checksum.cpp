// Checksums: what they cover, and the steps of a build that make them.
#include "mplc/lower/packet_lowering.hpp"

#include <algorithm>

namespace mir::mplc::ir {
namespace {

Algorithm algorithm_of(sema::Algorithm algorithm) {
  switch (algorithm) {
  case sema::Algorithm::Internet:
  case sema::Algorithm::InternetOptional:
    return Algorithm::Internet;
  case sema::Algorithm::Crc32:
    return Algorithm::Crc32;
  case sema::Algorithm::Adler32:
    return Algorithm::Adler32;
  case sema::Algorithm::Fletcher:
    return Algorithm::Fletcher;
  case sema::Algorithm::Extern:
    return Algorithm::Extern;
  }
  return Algorithm::Internet;
}

class ChecksumLowering {
public:
  explicit ChecksumLowering(Lowering& lowering) : lowering_(lowering), packet_(lowering.packet) {}

  void run() {
    for (ChecksumId id = 0; id < packet_.checksums.size(); ++id) {
      Checksum& checksum = packet_.checksums[id];
      const sema::Checksum& source = lowering_.source.checksums[id];
      extent(source, checksum);
      for (std::size_t i = 0; i < checksum.pseudo.size(); ++i)
        pseudo(source.pseudo[i], checksum, checksum.pseudo[i]);
    }
    summed_.resize(packet_.checksums.size());
    for (ChecksumId id = 0; id < packet_.checksums.size(); ++id)
      sum(id);
  }

private:
  /// Those that it covers are made before it.
  void sum(ChecksumId id) {
    if (summed_[id])
      return;
    summed_[id] = true;
    const Checksum& checksum = packet_.checksums[id];
    for (ChecksumId other = 0; other < packet_.checksums.size(); ++other)
      if (const FieldId field = packet_.checksums[other].field;
          checksum.first <= field && field <= checksum.last)
        sum(other);
    inside_field(packet_, packet_.build.write, checksum.field)
        .push_back({Sum{.checksum = id, .parts = {}}, checksum.where});
  }

  void extent(const sema::Checksum& source, Checksum& checksum) {
    checksum.algorithm = algorithm_of(source.algorithm);
    checksum.zero_is_none = source.algorithm == sema::Algorithm::InternetOptional;
    checksum.first = source.first;
    checksum.last = source.last;
    checksum.begin = packet_.fields[source.first].position;
    checksum.end = packet_.fields[source.last].end;
    const Field& field = packet_.fields[checksum.field];
    checksum.inside = source.first <= checksum.field && checksum.field <= source.last;
    auto misplaced = [&](std::string_view what) {
      lowering_.diagnostics.report(Diag::ChecksumAlignment, source.range, {field.name, what})
          .done();
    };
    if (checksum.begin.bits != 0 || checksum.end.bits != 0)
      return misplaced("covers half a byte");
    if (!checksum.inside)
      return;
    // Its own bytes count as 0, so a reader must know where they are.
    if (field.position.anchor != checksum.begin.anchor)
      return misplaced("lies behind bytes of unknown number that it covers");
    const std::uint32_t before = field.position.bytes - checksum.begin.bytes;
    if (checksum.algorithm == Algorithm::Internet && before % 2 != 0)
      misplaced("lies behind an odd number of bytes that it covers");
  }

  void pseudo(const sema::Pseudo& source, const Checksum& checksum, Pseudo& pseudo) {
    const Packet& target = lowering_.module.packets[source.packet];
    for (FieldId id = 0; id < target.fields.size(); ++id)
      if (target.fields[id].wire.kind != Wire::Kind::Label)
        pseudo.fields.push_back({.field = id});
    for (const sema::PseudoArgument& argument : source.arguments) {
      const auto field = std::ranges::find(pseudo.fields, argument.field, &PseudoField::field);
      field->value = to_i64(lower_expression(lowering_, argument.value, packet_.end));
      fits(target.fields[argument.field].wire.bits, *field->value, checksum);
    }
  }

  /// What an argument computes must be a number that the pseudo header can hold.
  void fits(std::uint32_t bits, const Expr& value, const Checksum& checksum) {
    auto require = [&](Expr condition) {
      inside_field(packet_, packet_.build.compute, checksum.field)
          .push_back({Check{.condition = std::move(condition),
                            .reason = Reason::OutOfRange,
                            .field = checksum.field},
                      checksum.where});
    };
    if (value.low < 0)
      require(compare(Expr::Op::Ge, value, sema::Int{0}));
    if (const sema::Int highest = (sema::Int{1} << bits) - 1; value.high > highest)
      require(compare(Expr::Op::Le, value, highest));
  }

  Lowering& lowering_;
  Packet& packet_;
  std::vector<bool> summed_{};
};

} // namespace

void lower_checksums(Lowering& lowering) { ChecksumLowering(lowering).run(); }

} // namespace mir::mplc::ir
