#include "apps/audit/difference.h"
#include "pose/formats/json.h"
#include "tests/fuzz/memory_file.h"
#include "tests/fuzz/target.h"

namespace posegrad::fuzz {
namespace {

/// A list of two audits, or one that is compared with itself.
void compare_audits(std::string_view bytes) {
  const pose::formats::Field audits = pose::formats::load_json(memory_file(bytes));
  if (audits.value().is_sequence() && audits.size() == 2)
    apps::difference(audits[0], audits[1]);
  else
    apps::difference(audits, audits);
}

const Registered kAuditJson{{"audit_json", compare_audits, mutate_json}};

}  // namespace
}  // namespace posegrad::fuzz
