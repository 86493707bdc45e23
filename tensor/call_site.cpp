#include "tensor/call_site.h"

#include <map>
#include <memory>
#include <mutex>
#include <utility>

namespace posegrad {
namespace {

thread_local CallSite t_site;
std::mutex g_mutex;  // guards the two maps of enter()

}  // namespace

std::string ScopeName::path() const {
  return outer_ == nullptr ? name_ : outer_->path() + "/" + name_;
}

const CallSite& call_site() noexcept { return t_site; }

CallScope::CallScope(std::string_view name) : before_(t_site.scope) {
  using Inside = std::map<std::string, std::unique_ptr<ScopeName>, std::less<>>;
  static std::map<const ScopeName*, Inside> names;
  static std::map<const ScopeName*, std::int64_t> rounds;
  const std::scoped_lock lock(g_mutex);
  Inside& inside = names[before_];
  auto found = inside.find(name);
  if (found == inside.end())
    found = inside.emplace(name, std::unique_ptr<ScopeName>(new ScopeName(before_, name))).first;
  t_site.scope = found->second.get();
  if (before_ == nullptr) t_site.round = ++rounds[t_site.scope];
}

CallScope::~CallScope() { t_site.scope = before_; }

BackwardScope::BackwardScope(const ScopeName* scope) noexcept : before_(t_site) {
  t_site.scope = scope;
  t_site.backward = true;
}

BackwardScope::~BackwardScope() { t_site = before_; }

}  // namespace posegrad
