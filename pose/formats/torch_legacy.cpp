#include <cstring>
#include <set>

#include <fmt/format.h>

#include "pose/formats/pickle.h"
#include "pose/formats/pickle_cursor.h"
#include "pose/formats/text_codec.h"
#include "pose/formats/torch_file.h"
#include "pose/formats/torch_tensors.h"
#include "tensor/error.h"

namespace posegrad::pose::formats {
namespace {

using namespace std::string_view_literals;
// 0x1950a86a20f9469cfc6c, little endian.
constexpr std::string_view kMagic = "\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19"sv;
constexpr Index kProtocol = 1001;

/// The parts of a file, one behind the other.
class Parts {
 public:
  Parts(const Blob& file, const std::string& name) : rest_(file), name_(name) {}

  Value pickle(std::string_view part, PickleTensors* tensors = nullptr) {
    try {
      Pickle pickle = read_pickle(rest_, std::string(part), tensors);
      rest_ = rest_.slice(pickle.used, rest_.size() - pickle.used);
      return std::move(pickle.value);
    } catch (const PickleCutShort& error) {
      fail(fmt::format("cut short: {}", error.what()));
    } catch (const DataError& error) {
      fail(error.what());
    }
  }

  Blob bytes(std::size_t size, std::string_view part) {
    if (size > rest_.size())
      throw DataError(fmt::format("{}: cut short: {} of {} bytes, {} are left", name_, part, size,
                                  rest_.size()));
    Blob taken = rest_.slice(0, size);
    rest_ = rest_.slice(size, rest_.size() - size);
    return taken;
  }

  [[noreturn]] void fail(const std::string& why) const {
    throw DataError(fmt::format("{}: {}", name_, why));
  }

 private:
  Blob rest_;
  std::string name_;
};

void read_storages(Parts& parts, TorchTensors& tensors) {
  const Value keys = parts.pickle("list of storages");
  std::set<std::string> filled;
  for (const Value& listed : keys.items()) {
    const std::string key = listed.as_text();
    const std::string part = fmt::format("storage {}", printable(key));
    const auto found = tensors.storages().find(key);
    if (found == tensors.storages().end()) parts.fail(part + " is listed but no tensor names it");
    if (!filled.insert(key).second) parts.fail(part + " is listed twice");
    Index numel = 0;
    std::memcpy(&numel, parts.bytes(sizeof numel, part).data(), sizeof numel);
    if (numel != found->second.numel)
      parts.fail(
          fmt::format("{} has {} items; its tensors want {}", part, numel, found->second.numel));
    found->second.data = parts.bytes(found->second.bytes(), part);
  }
  for (const auto& [key, storage] : tensors.storages())
    if (!filled.contains(key)) parts.fail(fmt::format("storage {} is missing", key));
}

}  // namespace

bool is_torch_legacy(std::string_view begin) {
  return begin.size() > 4 && begin.substr(4).starts_with(kMagic);
}

Value read_torch_legacy(const Blob& file, const std::string& name) {
  Parts parts(file, name);
  if (parts.pickle("magic number").big_integer() != kMagic)
    parts.fail("not a PyTorch file: another magic number");
  if (const Value protocol = parts.pickle("protocol");
      !protocol.is(Value::Kind::integer) || protocol.as_int() != kProtocol)
    parts.fail(fmt::format("PyTorch's protocol is not {}", kProtocol));
  const Value system = parts.pickle("system");
  if (const Value* order = system.find("little_endian"); order != nullptr && !order->as_bool())
    parts.fail("it was written on a big-endian machine, which is not supported");
  TorchTensors tensors(file.size());
  Value value = parts.pickle("object", &tensors);
  read_storages(parts, tensors);
  tensors.finish();
  return value;
}

}  // namespace posegrad::pose::formats
