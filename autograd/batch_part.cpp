#include "autograd/batch_part.h"

#include <vector>

#include "tensor/tensor.h"

namespace posegrad {
namespace {

constexpr std::size_t kUnit = 3;  // rows, mean, sum of squared distances

}  // namespace

BatchMoments batch_moments(const Tensor& x, const BatchPart& part) {
  const Index rows = x.rank() > 0 && x.dim(-1) > 0 ? x.numel() / x.dim(-1) : 0;
  BatchMoments own{kernels::batchnorm_stats(x), rows};
  if (part.shards == nullptr) return own;
  const Tensor &mean = own.stats.mean, &variance = own.stats.variance;
  const Tensor own_mean = mean.to(Device::cpu), own_variance = variance.to(Device::cpu);
  std::vector<double> triples(kUnit * static_cast<std::size_t>(mean.numel()));
  if (part.counts)
    for (Index c = 0; c < mean.numel(); ++c) {
      double* const triple = triples.data() + c * static_cast<Index>(kUnit);
      triple[0] = static_cast<double>(rows);
      triple[1] = own_mean.at(c);
      triple[2] = own_variance.at(c) * static_cast<double>(rows);
    }
  part.shards->merge_moments(triples);
  const Tensor all_mean = Tensor::empty(mean.shape(), DType::f64),
               all_variance = Tensor::empty(mean.shape(), DType::f64);
  for (Index c = 0; c < mean.numel(); ++c) {
    const double* const triple = triples.data() + c * static_cast<Index>(kUnit);
    all_mean.data<double>()[c] = triple[1];
    all_variance.data<double>()[c] = triple[2] / triple[0];
  }
  return {{all_mean.to(mean.dtype()).to(mean.device()),
           all_variance.to(mean.dtype()).to(mean.device())},
          triples.empty() ? rows : static_cast<Index>(triples.front())};
}

kernels::WholeBatch gradient_sums(const BatchPart& part, Index rows) {
  if (part.shards == nullptr) return {};
  return [part, rows](const Tensor& dgamma, const Tensor& dbeta) -> kernels::WholeBatchSums {
    const Index C = dgamma.numel();
    std::vector<double> sums(2 * static_cast<std::size_t>(C));
    const Tensor gamma = dgamma.to(Device::cpu), beta = dbeta.to(Device::cpu);
    if (part.counts)
      for (Index c = 0; c < C; ++c) {
        sums[static_cast<std::size_t>(c)] = gamma.at(c);
        sums[static_cast<std::size_t>(C + c)] = beta.at(c);
      }
    part.shards->sum(sums);
    const auto tensor_of = [&](Index first) {
      const Tensor all = Tensor::empty(dgamma.shape(), DType::f64);
      std::copy_n(sums.data() + first, C, all.data<double>());
      return all.to(dgamma.dtype()).to(dgamma.device());
    };
    return {tensor_of(0), tensor_of(C), rows};
  };
}

void clear(Tensor& gradient) {
  if (gradient.defined())
    gradient = Tensor::zeros(gradient.shape(), gradient.dtype(), gradient.device());
}

}  // namespace posegrad
