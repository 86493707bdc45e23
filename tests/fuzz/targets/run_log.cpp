#include "apps/plot/read_run.h"
#include "tests/fuzz/memory_file.h"
#include "tests/fuzz/target.h"

namespace posegrad::fuzz {
namespace {

void read_run_log(std::string_view bytes) { apps::read_run(memory_file(bytes)); }

const Registered kRunLog{{"run_log", read_run_log, mutate_text}};

}  // namespace
}  // namespace posegrad::fuzz
