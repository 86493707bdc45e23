#include "tensor/shards/shard_group.h"

#include <algorithm>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "tensor/parallel.h"
#include "tensor/shards/reduction_tree.h"

namespace posegrad {
namespace {

using TreeNode = reduction_tree::Node;

// Where everybody gets no more bytes than this, all send all they have and put it together themselves: one
// way instead of two.
constexpr Index kFewBytes = Index{256} << 10;
constexpr Index kMomentsUnit = 3;

template <class T>
void add(T* into, const T* other, Index count) {
  for (Index i = 0; i < count; ++i) into[i] += other[i];
}

// Source: Chan, Golub, LeVeque, "Updating formulae and a pairwise algorithm for computing sample
// variances", 1979.
void merge(double* into, const double* other, Index count) {
  for (Index i = 0; i < count; i += kMomentsUnit) {
    double* const a = into + i;
    const double* const b = other + i;
    if (b[0] == 0) continue;
    if (a[0] == 0) {
      std::copy_n(b, kMomentsUnit, a);
      continue;
    }
    const double rows = a[0] + b[0], apart = b[1] - a[1];
    a[1] += apart * (b[0] / rows);
    a[2] += b[2] + apart * apart * (a[0] * b[0] / rows);
    a[0] = rows;
  }
}

template <class T>
std::span<std::byte> bytes_of(T* numbers, Index count) {
  return std::as_writable_bytes(std::span(numbers, static_cast<std::size_t>(count)));
}

}  // namespace

class ShardGroup::Member final : public Communicator {
 public:
  Member(ShardGroup& group, Index i) : group_(group), i_(i) {}

  Index shards() const noexcept override { return group_.shards_; }
  Index shard() const noexcept override { return group_.first_ + i_; }
  bool leads_process() const noexcept override { return i_ == 0; }

  void sum(std::span<float> numbers) override { reduce(numbers, false); }
  void sum(std::span<double> numbers) override { reduce(numbers, false); }
  void merge_moments(std::span<double> triples) override { reduce(triples, true); }
  void wait_for_process() override {
    group_.meet(i_, nullptr, [](const std::vector<void*>&) {});
  }

  void begin_sum(std::span<float> numbers) override {
    const std::lock_guard lock(group_.mutex_);
    group_.require_going_on();
    group_.begun_[static_cast<std::size_t>(i_)].push_back(numbers);
    if (!group_.background_.joinable())
      group_.background_ = std::thread([group = &group_] { group->work_in_background(); });
    group_.changed_.notify_all();
  }
  void finish() override {
    std::unique_lock lock(group_.mutex_);
    const auto& mine = group_.begun_[static_cast<std::size_t>(i_)];
    group_.changed_.wait(
        lock, [&] { return mine.empty() || (group_.cancelled_ && !group_.background_works_); });
    if (!mine.empty()) group_.require_going_on();
  }

 private:
  template <class T>
  void reduce(std::span<T> numbers, bool moments) {
    const auto count = std::ssize(numbers);
    group_.meet(i_, numbers.data(), [&](const std::vector<void*>& posted) {
      std::vector<T*> members;
      for (void* const one : posted) members.push_back(static_cast<T*>(one));
      group_.reduce<T>(Transport::Channel::blocking, members, count, moments);
    });
  }

  ShardGroup& group_;
  Index i_;
};

ShardGroup::ShardGroup(Index local, Transport* transport)
    : local_(local),
      first_(transport == nullptr ? 0 : transport->rank() * local),
      shards_(transport == nullptr ? local : transport->ranks() * local),
      transport_(transport),
      posted_(static_cast<std::size_t>(std::max<Index>(local, 0))),
      begun_(static_cast<std::size_t>(std::max<Index>(local, 0))) {
  if (local < 1)
    throw ValueError(fmt::format("shards: at least 1 a process is needed, {} given", local));
  for (Index i = 0; i < local; ++i) members_.push_back(std::make_unique<Member>(*this, i));
}

ShardGroup::~ShardGroup() {
  {
    const std::lock_guard lock(mutex_);
    ends_ = true;
  }
  changed_.notify_all();
  if (background_.joinable()) background_.join();
}

Communicator& ShardGroup::member(Index i) { return *members_.at(static_cast<std::size_t>(i)); }

void ShardGroup::cancel() {
  {
    const std::lock_guard lock(mutex_);
    cancelled_ = true;
  }
  changed_.notify_all();
}

void ShardGroup::run(const std::function<void(Index)>& work) {
  std::vector<std::exception_ptr> failures(static_cast<std::size_t>(local_));
  const auto guarded = [&](Index i) {
    try {
      use_threads(threads());
      work(i);
    } catch (const ShardsCancelled&) {
    } catch (...) {
      failures[static_cast<std::size_t>(i)] = std::current_exception();
      cancel();
    }
  };
  {
    std::vector<std::jthread> others;
    try {
      for (Index i = 1; i < local_; ++i) others.emplace_back([&guarded, i] { guarded(i); });
    } catch (const std::system_error&) {  // no more threads: those that began wait for the others
      cancel();
      throw;
    }
    guarded(0);
  }
  for (const std::exception_ptr& failure : failures)
    if (failure) std::rethrow_exception(failure);
}

void ShardGroup::require_going_on() const {
  if (failure_) std::rethrow_exception(failure_);
  if (cancelled_) throw ShardsCancelled("another shard gave up");
}

// The last one to come does the work for all of them.
template <class Work>
void ShardGroup::meet(Index member, void* numbers, const Work& work) {
  std::unique_lock lock(mutex_);
  require_going_on();
  posted_[static_cast<std::size_t>(member)] = numbers;
  const std::uint64_t meeting = meetings_;
  if (++arrived_ < local_) {
    changed_.wait(lock, [&] { return (cancelled_ && !works_) || meetings_ != meeting; });
    if (meetings_ == meeting) require_going_on();
    return;
  }
  works_ = true;
  lock.unlock();
  try {
    work(posted_);
  } catch (...) {
    lock.lock();
    works_ = false;
    cancelled_ = true;
    lock.unlock();
    changed_.notify_all();
    throw;
  }
  lock.lock();
  works_ = false;
  arrived_ = 0;
  ++meetings_;
  lock.unlock();
  changed_.notify_all();
}

template <class T>
void ShardGroup::reduce(Transport::Channel channel, std::span<T* const> members, Index count,
                        bool moments) {
  if constexpr (std::is_same_v<T, double>) {
    if (moments) {
      reduce_across<T>(channel, members, count, kMomentsUnit, merge);
      return;
    }
  }
  reduce_across<T>(channel, members, count, 1, add<T>);
}

// `unit` numbers belong together.
template <class T, class Combine>
void ShardGroup::reduce_across(Transport::Channel channel, std::span<T* const> members, Index count,
                               Index unit, const Combine& combine) {
  using Part = std::pair<TreeNode, T*>;
  const auto whole = [&](Index numbers) {
    return [&combine, numbers](T* into, const T* other) { combine(into, other, numbers); };
  };
  // The nodes that lie here, each in the memory of its first shard.
  std::vector<Part> here;
  for (const TreeNode node : reduction_tree::nodes_in(shards_, first_, first_ + local_)) {
    std::vector<Part> leaves;
    for (Index s = node.begin; s < node.end; ++s)
      leaves.push_back({{s, s + 1}, members[static_cast<std::size_t>(s - first_)]});
    here.push_back({node, reduction_tree::fold<T*>(node, leaves, whole(count))});
  }
  T* const result = here.front().second;
  if (transport_ != nullptr && transport_->ranks() > 1) {
    const Index R = transport_->ranks();
    std::vector<std::vector<TreeNode>> nodes;  // by rank
    std::size_t most = 0;
    for (Index r = 0; r < R; ++r) {
      nodes.push_back(reduction_tree::nodes_in(shards_, r * local_, (r + 1) * local_));
      most = std::max(most, nodes.back().size());
    }
    // All send as many nodes; who has fewer sends one again, which nobody looks at.
    const auto K = static_cast<Index>(most);
    const auto node_here = [&](Index k) {
      return here[static_cast<std::size_t>(k) < here.size() ? static_cast<std::size_t>(k) : 0]
          .second;
    };
    // received: `length` numbers of each node, those of all ranks' k-th nodes together.
    const auto fold_received = [&](T* received, Index length) {
      std::vector<Part> parts;
      for (Index r = 0; r < R; ++r)
        for (Index k = 0; k < std::ssize(nodes[static_cast<std::size_t>(r)]); ++k)
          parts.push_back({nodes[static_cast<std::size_t>(r)][static_cast<std::size_t>(k)],
                           received + (k * R + r) * length});
      return reduction_tree::fold<T*>({0, shards_}, parts, whole(length));
    };
    if (R * K * count * static_cast<Index>(sizeof(T)) <= kFewBytes) {
      T* const received = scratch(channel).take<T>(K * R * count);
      for (Index k = 0; k < K; ++k)
        transport_->all_gather(channel, bytes_of(node_here(k), count),
                               bytes_of(received + k * R * count, R * count));
      std::copy_n(fold_received(received, count), count, result);
    } else {
      // Each rank puts a share of the numbers together, and everybody gets all of them.
      const Index share = (count / unit + R - 1) / R * unit;
      const Index begin = std::min(count, transport_->rank() * share);
      const Index mine = std::min(share, count - begin);
      const std::size_t share_bytes = static_cast<std::size_t>(share) * sizeof(T);
      T* const received = scratch(channel).take<T>(K * R * mine);
      for (Index k = 0; k < K; ++k)
        transport_->scatter_parts(channel, bytes_of(node_here(k), count), share_bytes,
                                  bytes_of(received + k * R * mine, R * mine));
      std::copy_n(fold_received(received, mine), mine, result + begin);
      transport_->gather_parts(channel, share_bytes, bytes_of(result, count));
    }
  }
  for (T* const one : members)
    if (one != result) std::copy_n(result, count, one);
}

void ShardGroup::work_in_background() {
  std::unique_lock lock(mutex_);
  const auto is_ready = [&] {
    return std::ranges::none_of(begun_, [](const auto& sums) { return sums.empty(); });
  };
  for (;;) {
    changed_.wait(lock, [&] { return ends_ || cancelled_ || is_ready(); });
    if (ends_ || cancelled_) return;
    std::vector<float*> members;
    for (const auto& sums : begun_) members.push_back(sums.front().data());
    const auto count = std::ssize(begun_.front().front());
    background_works_ = true;
    lock.unlock();
    try {
      reduce<float>(Transport::Channel::background, members, count, false);
    } catch (...) {
      lock.lock();
      failure_ = std::current_exception();
      background_works_ = false;
      cancelled_ = true;
      lock.unlock();
      changed_.notify_all();
      return;
    }
    lock.lock();
    background_works_ = false;
    for (auto& sums : begun_) sums.pop_front();
    lock.unlock();
    changed_.notify_all();
    lock.lock();
  }
}

}  // namespace posegrad
