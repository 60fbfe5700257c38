#pragma once
// Fields that are no plain numbers: strings, long numbers, names. What C++ reads, measures, checks
// and writes them with; the functions are those of prelude/text.hpp and prelude/dns.hpp.

#include "mplc/backends/cpp/print/spelling.hpp"

#include <string>

namespace mir::mplc::cpp {

/// A Text constant: `mpl::String(std::string_view("abc", 3))`.
[[nodiscard]] std::string text_literal(std::string_view text);

/// What an accessor of a string, a long number or a name returns.
[[nodiscard]] std::string content(const Spelling& names, const ir::Field& field);

/// The value of a Text field as a mpl::String.
[[nodiscard]] std::string text_of(const Spelling& names, In in, ir::FieldId field);

/// The call that finds the end of a field while parsing: a mpl::Scanned; of a name, its size or 0.
[[nodiscard]] std::string scan_call(const Spelling& names, const ir::Scan& scan);

/// The bytes that `given` will take.
[[nodiscard]] std::string wire_size(const Spelling& names, const ir::Field& field,
                                    const std::string& given);

/// What is wrong with what was given.
struct Refusal {
  std::string condition; ///< empty: nothing can be
  std::string_view reason;
  std::string value;
};
[[nodiscard]] Refusal refusal(const ir::Field& field, const std::string& given);

/// The statement that writes `given`.
[[nodiscard]] std::string put_call(const Spelling& names, const ir::Field& field,
                                   const std::string& given);

} // namespace mir::mplc::cpp
