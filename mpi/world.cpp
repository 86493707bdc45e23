#include "mpi/world.h"

#include <algorithm>
#include <chrono>
#include <climits>
#include <cstdio>
#include <cstdlib>
#include <thread>
#include <vector>

#include <fmt/format.h>
#include <mpi.h>
#include <sched.h>

#include "mpi/heartbeat.h"
#include "tensor/error.h"

namespace posegrad {
namespace {

int count_of(std::size_t bytes) {
  if (bytes > INT_MAX)
    throw ValueError(fmt::format("MPI: a message of {} bytes is beyond what it can count", bytes));
  return static_cast<int>(bytes);
}

// Parts of one size, the last ones shorter or empty.
struct Parts {
  std::vector<int> counts, begins;

  Parts(std::size_t all, std::size_t part, int ranks) {
    for (int r = 0; r < ranks; ++r) {
      const std::size_t begin = std::min(all, static_cast<std::size_t>(r) * part);
      begins.push_back(count_of(begin));
      counts.push_back(count_of(std::min(part, all - begin)));
    }
  }
};

// Ranks that share cores must not spin while others compute; a background that asks often takes time
// from its own rank.
void wait_for(MPI_Request& request, Transport::Channel channel) {
  const bool others_compute = channel == Transport::Channel::background;
  const int eagerly = others_compute ? 4 : 200;
  const std::chrono::microseconds pause(others_compute ? 100 : 30);
  for (int i = 0;; ++i) {
    int done = 0;
    MPI_Test(&request, &done, MPI_STATUS_IGNORE);
    if (done != 0) return;
    if (i < eagerly)
      sched_yield();
    else
      std::this_thread::sleep_for(pause);
  }
}

}  // namespace

class MpiTransport final : public Transport {
 public:
  MpiTransport() {
    for (MPI_Comm& channel : channels_) MPI_Comm_dup(MPI_COMM_WORLD, &channel);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank_);
    MPI_Comm_size(MPI_COMM_WORLD, &ranks_);
  }
  ~MpiTransport() override {
    for (MPI_Comm& channel : channels_) MPI_Comm_free(&channel);
  }
  MpiTransport(const MpiTransport&) = delete;
  MpiTransport& operator=(const MpiTransport&) = delete;

  Index ranks() const noexcept override { return ranks_; }
  Index rank() const noexcept override { return rank_; }

  void wait_for_all() {
    MPI_Request request = MPI_REQUEST_NULL;
    MPI_Ibarrier(comm(Channel::blocking), &request);
    wait_for(request, Channel::blocking);
  }
  void all_gather(Channel channel, std::span<const std::byte> mine,
                  std::span<std::byte> all) override {
    const int count = count_of(mine.size());
    MPI_Request request = MPI_REQUEST_NULL;
    MPI_Iallgather(mine.data(), count, MPI_BYTE, all.data(), count, MPI_BYTE, comm(channel),
                   &request);
    wait_for(request, channel);
  }
  void scatter_parts(Channel channel, std::span<const std::byte> out, std::size_t part,
                     std::span<std::byte> in) override {
    const Parts theirs(out.size(), part, ranks_);
    const int mine = theirs.counts[static_cast<std::size_t>(rank_)];
    const Parts received(in.size(), static_cast<std::size_t>(mine), ranks_);
    MPI_Request request = MPI_REQUEST_NULL;
    MPI_Ialltoallv(out.data(), theirs.counts.data(), theirs.begins.data(), MPI_BYTE, in.data(),
                   received.counts.data(), received.begins.data(), MPI_BYTE, comm(channel),
                   &request);
    wait_for(request, channel);
  }
  void gather_parts(Channel channel, std::size_t part, std::span<std::byte> all) override {
    const Parts parts(all.size(), part, ranks_);
    MPI_Request request = MPI_REQUEST_NULL;
    MPI_Iallgatherv(MPI_IN_PLACE, 0, MPI_BYTE, all.data(), parts.counts.data(), parts.begins.data(),
                    MPI_BYTE, comm(channel), &request);
    wait_for(request, channel);
  }

 private:
  MPI_Comm comm(Channel channel) const { return channels_[channel == Channel::blocking ? 0 : 1]; }

  MPI_Comm channels_[2] = {MPI_COMM_NULL, MPI_COMM_NULL};
  int rank_ = 0, ranks_ = 1;
};

namespace {

void begin_mpi() {
  int provided = 0;
  MPI_Init_thread(nullptr, nullptr, MPI_THREAD_MULTIPLE, &provided);
  if (provided < MPI_THREAD_MULTIPLE) {
    MPI_Finalize();
    throw DeviceError(
        fmt::format("{} was built without MPI_THREAD_MULTIPLE, which is needed", mpi_version()));
  }
}

}  // namespace

struct MpiWorld::State {
  MpiTransport transport;
  Heartbeat heartbeat;
  int machine_rank = 0, machine_ranks = 1;

  State(std::chrono::seconds longest, const std::function<void(Index)>& lost)
      : heartbeat(MPI_COMM_WORLD, longest, lost) {
    MPI_Comm machine = MPI_COMM_NULL;
    MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &machine);
    MPI_Comm_rank(machine, &machine_rank);
    MPI_Comm_size(machine, &machine_ranks);
    MPI_Comm_free(&machine);
  }
};

MpiWorld::MpiWorld(std::chrono::seconds longest_silence) {
  begin_mpi();
  state_ = std::make_unique<State>(longest_silence, [this, longest_silence](Index lost) {
    std::fputs(fmt::format("posegrad: rank {} was not heard of for {} s: all ranks end\n", lost,
                           longest_silence.count())
                   .c_str(),
               stderr);
    abort(1);
  });
}

// While hearts beat: another rank may have something to do for long.
MpiWorld::~MpiWorld() {
  state_->transport.wait_for_all();
  state_.reset();
  MPI_Finalize();
}

Transport& MpiWorld::transport() noexcept { return state_->transport; }
Index MpiWorld::ranks() const noexcept { return state_->transport.ranks(); }
Index MpiWorld::rank() const noexcept { return state_->transport.rank(); }
Index MpiWorld::machine_ranks() const noexcept { return state_->machine_ranks; }
Index MpiWorld::machine_rank() const noexcept { return state_->machine_rank; }

void MpiWorld::abort(int exit_code) noexcept {
  MPI_Abort(MPI_COMM_WORLD, exit_code);
  std::_Exit(exit_code);
}

const char* mpi_version() {
  static const std::string text = fmt::format("Open MPI {}.{}.{}", OMPI_MAJOR_VERSION,
                                              OMPI_MINOR_VERSION, OMPI_RELEASE_VERSION);
  return text.c_str();
}

}  // namespace posegrad
