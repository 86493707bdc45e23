#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace posegrad {

// Where in the program a kernel is called: named scopes that lie in each other, "training step" >
// "model_pos" > "layers_conv.0". Entering one allocates only when its name is new there.

/// A scope by its name and the scopes around it. Lives until the program ends, one object a path.
struct ScopeName {
  const ScopeName* outer;  // nullptr: this is the outermost
  std::string name;
  /// "training step/model_pos/layers_conv.0"
  std::string path() const { return outer == nullptr ? name : outer->path() + "/" + name; }
};

struct CallSite {
  const ScopeName* scope = nullptr;  // nullptr: outside of every scope
  std::int64_t round = 0;  // how often the outermost scope of that name was entered, this included
  bool backward = false;   // in the backward pass: `scope` is where the op was recorded
};

/// Of the calling thread.
const CallSite& call_site() noexcept;

/// From here to the end of the block, kernels are called under `name`.
class CallScope {
 public:
  explicit CallScope(std::string_view name);
  ~CallScope();
  CallScope(const CallScope&) = delete;
  CallScope& operator=(const CallScope&) = delete;

 private:
  const ScopeName* before_;
};

/// The backward pass of what was recorded at `scope`.
class BackwardScope {
 public:
  explicit BackwardScope(const ScopeName* scope) noexcept;
  ~BackwardScope();
  BackwardScope(const BackwardScope&) = delete;
  BackwardScope& operator=(const BackwardScope&) = delete;

 private:
  CallSite before_;
};

}  // namespace posegrad
