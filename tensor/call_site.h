#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace posegrad {

// Where in the program a kernel is called: named scopes that lie in each other, "training step" >
// "model_pos" > "layers_conv.0". Entering one allocates only when its name is new there.

/// A scope by its name and the scopes around it. Lives until the program ends, one object per
/// path.
class ScopeName {
 public:
  std::string_view name() const noexcept { return name_; }
  const ScopeName* outer() const noexcept { return outer_; }  // nullptr: the outermost
  /// "training step/model_pos/layers_conv.0"
  std::string path() const;

 private:
  friend class CallScope;
  ScopeName(const ScopeName* outer, std::string_view name) : outer_(outer), name_(name) {}
  const ScopeName* outer_;
  std::string name_;
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
