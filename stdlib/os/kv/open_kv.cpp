#include <mir/os/app/app.hpp>
#include <mir/os/kv/kv_ro.hpp>

#include <utility>

namespace mir::os {

Task<Result<std::unique_ptr<KvRo>>> open_kv(App& app, std::uint32_t number) {
  Result<std::unique_ptr<Blkif>> blkif = open_block_device(app, number);
  if (!blkif)
    co_return fail(blkif.error().code());
  const BlockInfo info = (*blkif)->info();
  Result<std::unique_ptr<KvRo>> store = co_await KvRo::open(std::move(*blkif));
  if (!store)
    app.logger().error("block device {} ({}) holds no key/value store: {}; 'mir image' makes one",
                       number, info.text(), store.error());
  co_return store;
}

} // namespace mir::os
