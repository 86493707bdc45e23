#include "mpi/heartbeat.h"

namespace posegrad {
namespace {

constexpr int kTag = 1;
constexpr int kBeats = 10;  // before a rank counts as lost
char nothing = 0;           // NOLINT: MPI wants an address even for no bytes

}  // namespace

Heartbeat::Heartbeat(MPI_Comm world, std::chrono::seconds longest,
                     std::function<void(Index rank)> lost)
    : longest_(longest), lost_(std::move(lost)) {
  MPI_Comm_dup(world, &comm_);
  MPI_Comm_rank(comm_, &rank_);
  MPI_Comm_size(comm_, &ranks_);
  heard_.assign(static_cast<std::size_t>(ranks_), Clock::now());
  sent_.assign(static_cast<std::size_t>(ranks_), MPI_REQUEST_NULL);
  thread_ = std::thread([this] { work(); });
}

Heartbeat::~Heartbeat() {
  {
    const std::lock_guard lock(mutex_);
    ends_ = true;
  }
  changed_.notify_all();
  thread_.join();
  // Everybody's last messages are taken, so that the communicator can go.
  MPI_Request all_here = MPI_REQUEST_NULL;
  int done = 0;
  MPI_Ibarrier(comm_, &all_here);
  while (done == 0) {
    listen();
    MPI_Test(&all_here, &done, MPI_STATUS_IGNORE);
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  listen();
  for (MPI_Request& request : sent_)
    if (request != MPI_REQUEST_NULL) MPI_Wait(&request, MPI_STATUS_IGNORE);
  MPI_Comm_free(&comm_);
}

void Heartbeat::work() {
  std::unique_lock lock(mutex_);
  while (!changed_.wait_for(lock, longest_ / kBeats, [&] { return ends_; })) {
    lock.unlock();
    if (rank_ == 0)
      for (int r = 1; r < ranks_; ++r) tell(r);
    else
      tell(0);
    listen();
    const Clock::time_point oldest = Clock::now() - longest_;
    for (int r = 0; r < ranks_; ++r)
      if (r != rank_ && (rank_ == 0 || r == 0) && heard_[static_cast<std::size_t>(r)] < oldest) {
        lost_(r);
        return;
      }
    lock.lock();
  }
}

void Heartbeat::tell(int rank) {
  MPI_Request& request = sent_[static_cast<std::size_t>(rank)];
  int done = 1;
  if (request != MPI_REQUEST_NULL) MPI_Test(&request, &done, MPI_STATUS_IGNORE);
  if (done != 0) MPI_Isend(&nothing, 0, MPI_BYTE, rank, kTag, comm_, &request);
}

void Heartbeat::listen() {
  for (;;) {
    int is_there = 0;
    MPI_Status status;
    MPI_Iprobe(MPI_ANY_SOURCE, kTag, comm_, &is_there, &status);
    if (is_there == 0) return;
    MPI_Recv(&nothing, 0, MPI_BYTE, status.MPI_SOURCE, kTag, comm_, MPI_STATUS_IGNORE);
    heard_[static_cast<std::size_t>(status.MPI_SOURCE)] = Clock::now();
  }
}

}  // namespace posegrad
