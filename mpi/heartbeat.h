#pragma once
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include <mpi.h>

#include "tensor/dtype.h"

namespace posegrad {

/// Notices ranks that stopped without ending, which mpirun does not: every rank tells rank 0 that it is
/// there, and rank 0 tells all others, from a thread that nothing but a stopped process holds up.
class Heartbeat {
 public:
  using Clock = std::chrono::steady_clock;

  /// `lost(rank)` is called once, from that thread, when a rank was not heard of for so long.
  Heartbeat(MPI_Comm world, std::chrono::seconds longest, std::function<void(Index rank)> lost);
  ~Heartbeat();
  Heartbeat(const Heartbeat&) = delete;
  Heartbeat& operator=(const Heartbeat&) = delete;

 private:
  void work();
  void tell(int rank);
  void listen();

  MPI_Comm comm_ = MPI_COMM_NULL;
  int rank_ = 0, ranks_ = 0;
  std::chrono::seconds longest_;
  std::function<void(Index)> lost_;
  std::vector<Clock::time_point> heard_;  // by rank; of those that this one listens to
  std::vector<MPI_Request> sent_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool ends_ = false;
  std::thread thread_;
};

}  // namespace posegrad
