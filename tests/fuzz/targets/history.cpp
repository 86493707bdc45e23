#include "pose/training/history.h"

#include <stdexcept>

#include "tests/fuzz/memory_file.h"
#include "tests/fuzz/target.h"

namespace posegrad::fuzz {
namespace {

/// What is read is written, and that reads as the same.
void read_history_csv(std::string_view bytes) {
  const pose::History history = pose::read_history(memory_file(bytes));
  const std::string written = history.csv();
  if (pose::History::from_csv(written, "written.csv").csv() != written)
    throw std::logic_error("what was written reads as something else");
}

const Registered kHistory{{"history", read_history_csv, mutate_text}};

}  // namespace
}  // namespace posegrad::fuzz
