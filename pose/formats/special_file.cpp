#include "pose/formats/special_file.h"

#include <filesystem>

#include <fmt/format.h>

#include "pose/formats/text_codec.h"
#include "tensor/error.h"

namespace posegrad::pose::formats {

void refuse_special_file(const std::string& path) {
  using std::filesystem::file_type;
  std::error_code unknown;
  const file_type type = std::filesystem::status(path, unknown).type();
  const char* found = type == file_type::fifo                                    ? "a pipe"
                      : type == file_type::socket                                ? "a socket"
                      : type == file_type::character || type == file_type::block ? "a device"
                                                                                 : nullptr;
  if (found)
    throw IoError(fmt::format("cannot open {}: {}; a file is wanted", printable_path(path), found));
}

}  // namespace posegrad::pose::formats
