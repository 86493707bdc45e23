#include "pose/formats/tensorboard.h"

#include "pose/formats/tfrecord.h"
#include "tensor/error.h"
#include "tests/fuzz/memory_file.h"
#include "tests/fuzz/target.h"

namespace posegrad::fuzz {
namespace {

using namespace pose::formats;

/// As a file, and as an event of one: by chance hardly any change has its checksum.
void read_tensorboard_bytes(std::string_view bytes) {
  try {
    read_tensorboard(memory_file(bytes));
  } catch (const DataError&) {
  }
  const std::string version = tensorboard_record({.version = kTensorboardVersion});
  read_tensorboard(memory_file(version + tfrecord(bytes)));
}

const Registered kTensorboard{{"tensorboard", read_tensorboard_bytes, mutate_bytes}};

}  // namespace
}  // namespace posegrad::fuzz
