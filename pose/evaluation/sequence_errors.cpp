#include "pose/evaluation/sequence_errors.h"

#include "pose/data/collect.h"
#include "pose/evaluation/error_means.h"
#include "pose/evaluation/frame_errors.h"

namespace posegrad::pose {

void SequenceErrors::add(const Tensor& predicted, const Tensor& target) {
  const Tensor found = frame_errors<Mpjpe>(predicted, target);
  const Index begin = frames_;
  add_none(found.numel());
  collect(found.to(Device::cpu), errors_.rows(begin, frames_));
}

void SequenceErrors::add_none(Index frames) {
  sequences_.push_back(frames);
  frames_ += frames;
}

double SequenceErrors::mean() const {
  if (shards_ != nullptr) shards_->sum(errors_.cpu_span<double>());
  const Tensor y = Tensor::empty({}, DType::f64);
  mean_over_sequences(errors_.rows(0, frames_), sequences_, 1, y);
  return y.item();
}

}  // namespace posegrad::pose
