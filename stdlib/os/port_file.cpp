// The file adapter: files that are written, where the platform has them.
#include <mir/os/device/file_output.hpp>

#include <string>

#include <mir/os/port_status.hpp>
#include <mir/rt/port.hpp>

// A target without files has no such functions, and these are null: the one thing that the port
// offers and a program may do without.
extern "C" {
[[gnu::weak]] mir_status mir_port_file_create(const char* name, mir_file* file);
[[gnu::weak]] mir_status mir_port_file_write(mir_file file, const void* data, size_t size);
[[gnu::weak]] void mir_port_file_close(mir_file file);
}

namespace mir::os {
namespace {

class PortFile final : public FileOutput {
public:
  explicit PortFile(mir_file file) noexcept : file_(file) {}
  PortFile(const PortFile&) = delete;
  PortFile& operator=(const PortFile&) = delete;
  ~PortFile() override { mir_port_file_close(file_); }
  Result<> write(Bytes bytes) noexcept override {
    return to_result(mir_port_file_write(file_, bytes.data(), bytes.size()));
  }

private:
  mir_file file_;
};

} // namespace

Result<std::unique_ptr<FileOutput>> create_file(std::string_view name) {
  if (mir_port_file_create == nullptr)
    return fail(Errc::Unsupported);
  mir_file file = 0;
  if (const Result<> created = to_result(mir_port_file_create(std::string(name).c_str(), &file));
      !created)
    return fail(created.error() == Errc::Gone ? Error(Errc::NotFound) : created.error());
  return std::make_unique<PortFile>(file);
}

} // namespace mir::os
