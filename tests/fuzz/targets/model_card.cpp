#include "pose/library/model_card.h"

#include "tests/fuzz/memory_file.h"
#include "tests/fuzz/target.h"

namespace posegrad::fuzz {
namespace {

void read_card_json(std::string_view bytes) { pose::read_model_card(memory_file(bytes)); }

const Registered kModelCard{{"model_card", read_card_json, mutate_json}};

}  // namespace
}  // namespace posegrad::fuzz
