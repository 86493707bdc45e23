#include "apps/run/side_outputs.h"

#include <utility>

#include <fmt/format.h>

#include "apps/console/shown.h"
#include "tensor/error.h"

namespace posegrad::apps {

void SideOutputs::attempt(Kind kind, const std::function<void()>& work) {
  State& state = states_.at(static_cast<std::size_t>(kind));
  try {
    work();
    if (kind == Kind::history || kind == Kind::tensorboard) state.failure.clear();
  } catch (const IoError& error) {
    if (state.failure.empty()) state.failure = error.what();
    if (!std::exchange(state.is_told, true))
      console::note(fmt::format("posegrad run: {}; the training goes on without", error.what()));
  }
}

std::optional<std::string> SideOutputs::failure() const {
  for (const State& state : states_)
    if (!state.failure.empty()) return state.failure;
  return std::nullopt;
}

}  // namespace posegrad::apps
