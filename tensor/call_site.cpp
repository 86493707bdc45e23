#include "tensor/call_site.h"

#include <map>
#include <mutex>

namespace posegrad {
namespace {

thread_local CallSite t_site;

}  // namespace

const CallSite& call_site() noexcept { return t_site; }

CallScope::CallScope(std::string_view name) : before_(t_site.scope) {
  struct Entered {
    ScopeName scope;
    std::int64_t times = 0;
  };
  using Inside = std::map<std::string, Entered, std::less<>>;
  static std::map<const ScopeName*, Inside> scopes;
  static std::mutex mutex;
  const std::scoped_lock lock(mutex);
  Inside& inside = scopes[before_];
  auto found = inside.find(name);
  if (found == inside.end())
    found = inside.emplace(name, Entered{{before_, std::string(name)}}).first;
  auto& [scope, times] = found->second;
  ++times;
  t_site.scope = &scope;
  if (before_ == nullptr) t_site.round = times;
}

CallScope::~CallScope() { t_site.scope = before_; }

BackwardScope::BackwardScope(const ScopeName* scope) noexcept : before_(t_site) {
  t_site.scope = scope;
  t_site.backward = true;
}

BackwardScope::~BackwardScope() { t_site = before_; }

}  // namespace posegrad
