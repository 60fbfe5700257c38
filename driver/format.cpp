// What {fmt} keeps in its library, compiled into `mir`: loading that takes a sixth of the time of a
// build with nothing to do.
#include <fmt/format-inl.h>

template auto fmt::detail::thousands_sep_impl<char>(locale_ref) -> thousands_sep_result<char>;
template auto fmt::detail::decimal_point_impl<char>(locale_ref) -> char;
