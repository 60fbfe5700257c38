#include "driver/names/program.hpp"

#include <algorithm>
#include <cstring>
#include <elf.h>
#include <tuple>

namespace mir::driver {
namespace {

constexpr std::uint64_t kPage = 4096;

/// A record of the file, or nothing where the file ends before it.
template <class T> std::optional<T> record_at(std::string_view file, std::uint64_t offset) {
  if (offset > file.size() || file.size() - offset < sizeof(T))
    return std::nullopt;
  T record;
  std::memcpy(&record, file.data() + offset, sizeof record);
  return record;
}

template <class T>
std::optional<std::vector<T>> records_at(std::string_view file, std::uint64_t offset,
                                         std::uint64_t count) {
  if (count > file.size() / sizeof(T))
    return std::nullopt;
  std::vector<T> records;
  for (std::uint64_t i = 0; i < count; ++i) {
    auto record = record_at<T>(file, offset + i * sizeof(T));
    if (!record)
      return std::nullopt;
    records.push_back(*record);
  }
  return records;
}

std::optional<Elf64_Ehdr> header_of(std::string_view file) {
  auto header = record_at<Elf64_Ehdr>(file, 0);
  if (!header || std::memcmp(header->e_ident, ELFMAG, SELFMAG) != 0 ||
      header->e_ident[EI_CLASS] != ELFCLASS64 || header->e_ident[EI_DATA] != ELFDATA2LSB)
    return std::nullopt;
  return header;
}

std::string_view text_at(std::string_view file, const Elf64_Shdr& texts, std::uint64_t offset) {
  if (texts.sh_offset > file.size() || offset >= texts.sh_size)
    return {};
  std::string_view rest = file.substr(texts.sh_offset, texts.sh_size);
  rest.remove_prefix(std::min<std::uint64_t>(offset, rest.size()));
  return rest.substr(0, rest.find('\0'));
}

std::uint64_t round_up(std::uint64_t value) { return (value + kPage - 1) / kPage * kPage; }

} // namespace

std::optional<std::vector<Function>> functions_of(std::string_view file) {
  auto header = header_of(file);
  if (!header)
    return std::nullopt;
  auto sections = records_at<Elf64_Shdr>(file, header->e_shoff, header->e_shnum);
  if (!sections)
    return std::nullopt;
  auto table = std::ranges::find(*sections, Elf64_Word{SHT_SYMTAB}, &Elf64_Shdr::sh_type);
  if (table == sections->end() || table->sh_link >= sections->size())
    return std::nullopt;
  auto symbols = records_at<Elf64_Sym>(file, table->sh_offset, table->sh_size / sizeof(Elf64_Sym));
  if (!symbols)
    return std::nullopt;
  std::vector<Function> functions;
  for (const Elf64_Sym& symbol : *symbols) {
    const auto type = ELF64_ST_TYPE(symbol.st_info);
    const bool in_code = symbol.st_shndx < sections->size() &&
                         ((*sections)[symbol.st_shndx].sh_flags & SHF_EXECINSTR) != 0;
    // What assembly defines has no type.
    if (!in_code || (type != STT_FUNC && type != STT_NOTYPE))
      continue;
    std::string_view name = text_at(file, (*sections)[table->sh_link], symbol.st_name);
    if (!name.empty())
      functions.push_back({symbol.st_value, symbol.st_size, name});
  }
  // Of several names of one place the one that has a size, as the compiler gives it.
  std::ranges::sort(functions, [](const Function& a, const Function& b) {
    return std::tuple(a.address, b.size, a.name) < std::tuple(b.address, a.size, b.name);
  });
  auto same = std::ranges::unique(functions, {}, &Function::address);
  functions.erase(same.begin(), same.end());
  return functions;
}

std::optional<std::string> with_segment(std::string_view file, std::string_view bytes) {
  auto header = header_of(file);
  if (!header)
    return std::nullopt;
  auto segments = records_at<Elf64_Phdr>(file, header->e_phoff, header->e_phnum);
  if (!segments)
    return std::nullopt;
  std::uint64_t end = 0;
  for (const Elf64_Phdr& segment : *segments)
    if (segment.p_type == PT_LOAD)
      end = std::max(end, segment.p_vaddr + segment.p_memsz);
  auto place = std::ranges::find(*segments, Elf64_Word{PT_GNU_STACK}, &Elf64_Phdr::p_type);
  if (place == segments->end() || end == 0)
    return std::nullopt;
  std::string image(file);
  image.resize(round_up(image.size()), '\0');
  *place = {.p_type = PT_LOAD,
            .p_flags = PF_R,
            .p_offset = image.size(),
            .p_vaddr = round_up(end),
            .p_paddr = round_up(end),
            .p_filesz = bytes.size(),
            .p_memsz = bytes.size(),
            .p_align = kPage};
  std::memcpy(image.data() + header->e_phoff +
                  static_cast<std::uint64_t>(place - segments->begin()) * sizeof(Elf64_Phdr),
              &*place, sizeof(Elf64_Phdr));
  image += bytes;
  return image;
}

} // namespace mir::driver
