// enum and flags: variants that fields share.
#include "mplc/sema/enumeration.hpp"

#include "mplc/sema/packet.hpp"

#include <algorithm>

namespace mir::mplc::sema {
namespace {

/// Adds `tag` unless its name is taken; marks it if its values are.
void add_tag(Context& context, const ast::VariantMatch& match, Tag tag, Enumeration& result) {
  Variant& variant = *result.base.variant;
  const auto twin = std::ranges::find(variant.tags, tag.name, &Tag::name);
  if (twin != variant.tags.end()) {
    context.diagnostics.report(Diag::DuplicateTag, match.tag.range, {tag.name})
        .note(Diag::NoteFirstHere, twin->range);
    return;
  }
  const auto same = std::ranges::find_if(variant.tags, [&](const Tag& other) {
    return other.value <= tag.value && tag.value <= other.high;
  });
  if (same != variant.tags.end())
    context.diagnostics
        .report(Diag::SharedTagValue, match.range,
                {tag.name, same->name, to_string(Int(tag.value))})
        .note(Diag::NoteFirstHere, same->range);
  tag.shadowed = same != variant.tags.end();
  if (match.preferred && variant.preferred)
    context.diagnostics.report(Diag::TwoPreferredTags, match.range, {result.name})
        .note(Diag::NoteFirstHere, variant.tags[*variant.preferred].range);
  else if (match.preferred)
    variant.preferred = variant.tags.size();
  variant.tags.push_back(std::move(tag));
}

} // namespace

void declare_enumeration(Context& context, const ast::Enum& source, Model& model) {
  context.modern = true;
  const auto index = static_cast<std::uint32_t>(model.enums.size());
  Enumeration result{.name = source.name.text,
                     .doc = source.doc,
                     .flags = source.flags,
                     .base = enumeration_base(context, source),
                     .range = source.name.range};
  result.base.variant =
      Variant{.tags = {}, .flags = source.flags, .shared = index, .range = source.name.range};
  if (result.base.kind != FieldKind::Error) {
    const Packet none;
    for (const ast::VariantMatch& match : source.matches)
      if (auto tag = resolve_tag({context, none}, result.base, match, *result.base.variant))
        add_tag(context, match, std::move(*tag), result);
  }
  context.enums.insert_or_assign(result.name, index);
  model.enums.push_back(std::move(result));
}

} // namespace mir::mplc::sema
