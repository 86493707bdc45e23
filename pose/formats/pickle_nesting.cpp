#include "pose/formats/pickle_nesting.h"

#include <algorithm>
#include <unordered_set>

#include <fmt/format.h>

#include "tensor/error.h"

namespace posegrad::pose::formats {
namespace {

/// A container whose children are being walked.
struct Open {
  Value value;
  std::vector<Value> children;
  std::size_t next = 0;
  Inside inside;                                   // of the children done so far
  std::unordered_set<const void*> forgotten = {};  // each is looked for among all children once

  void add(const Inside& child) {
    inside.levels = std::max(inside.levels, child.levels + 1);
    inside.values += child.values;
  }
};

bool is_container(const Value& value) {
  using Kind = Value::Kind;
  return value.identity() != nullptr && !value.is_text() && !value.is(Kind::big_integer) &&
         !value.is(Kind::global);
}

constexpr std::size_t kInProgress = static_cast<std::size_t>(-1);

class Walk {
 public:
  explicit Walk(Loops loops) : loops_(loops) {}

  VisitedValues run(const Value& root) {
    enter(root);
    while (!path_.empty()) {
      Open& open = path_.back();
      if (open.next < open.children.size()) {
        enter(Value(std::move(open.children[open.next++])));
      } else {
        leave();
      }
    }
    return std::move(visited_);
  }

 private:
  void enter(const Value& value) {
    if (!is_container(value)) {
      if (!path_.empty()) path_.back().inside.values += 1;
      return;
    }
    const auto [place, is_new] = visited_.emplace(value.identity(), Inside{kInProgress, 0});
    if (!is_new && place->second.levels == kInProgress) {
      if (loops_ == Loops::refused) throw DataError("a container is inside of itself");
      Open& inner = path_.back();
      if (inner.forgotten.insert(value.identity()).second) inner.value.forget(value);
      return;
    }
    if (path_.size() + 1 + (is_new ? 0 : place->second.levels) > kDeepestNesting)
      throw DataError(fmt::format("data is nested deeper than {} levels", kDeepestNesting));
    if (!is_new) {
      path_.back().add(place->second);
      return;
    }
    Open open{value, {}, 0, {0, 1}};
    value.children(open.children);
    path_.push_back(std::move(open));
  }

  void leave() {
    const Open done = std::move(path_.back());
    path_.pop_back();
    if (done.inside.values > kMostValues)
      throw DataError(fmt::format("it names the same data again and again, {:.3g} values in all",
                                  done.inside.values));
    visited_[done.value.identity()] = done.inside;
    if (!path_.empty()) path_.back().add(done.inside);
  }

  Loops loops_;
  VisitedValues visited_;
  std::vector<Open> path_;
};

}  // namespace

VisitedValues check_nesting(const Value& root, Loops loops) { return Walk(loops).run(root); }

}  // namespace posegrad::pose::formats
