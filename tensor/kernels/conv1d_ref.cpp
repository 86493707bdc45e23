#include "tensor/kernels/conv1d.h"

namespace posegrad::kernels {

Reference Conv1d::reference(int, Index element) const {
  const Index L = x.dim(1), C_in = x.dim(2), K = w.dim(1), L_out = y.dim(1), C_out = y.dim(2);
  const Index o = element % C_out, t = element / C_out % L_out, n = element / (C_out * L_out);
  ReferenceSum sum;
  for (Index k = 0; k < K; ++k)
    for (Index i = 0; i < C_in; ++i)
      sum.add(w.at((o * K + k) * C_in + i) *
              x.at((n * L + t * options.stride + k * options.dilation) * C_in + i));
  return sum.result();
}

Reference Conv1dGradX::reference(int, Index element) const {
  const Index L = dx.dim(1), C_in = dx.dim(2), K = w.dim(1), L_out = dy.dim(1), C_out = dy.dim(2);
  const Index i = element % C_in, s = element / C_in % L, n = element / (C_in * L);
  ReferenceSum sum;
  for (Index k = 0; k < K; ++k) {
    const Index first = s - k * options.dilation;  // = t * stride
    if (first < 0 || first % options.stride != 0 || first / options.stride >= L_out) continue;
    const Index t = first / options.stride;
    for (Index o = 0; o < C_out; ++o)
      sum.add(w.at((o * K + k) * C_in + i) * dy.at((n * L_out + t) * C_out + o));
  }
  return sum.result();
}

Reference Conv1dGradW::reference(int, Index element) const {
  const Index N = x.dim(0), L = x.dim(1), C_in = x.dim(2), K = dw.dim(1), L_out = dy.dim(1),
              C_out = dy.dim(2);
  const Index i = element % C_in, k = element / C_in % K, o = element / (C_in * K);
  ReferenceSum sum;
  for (Index n = 0; n < N; ++n)
    for (Index t = 0; t < L_out; ++t)
      sum.add(dy.at((n * L_out + t) * C_out + o) *
              x.at((n * L + t * options.stride + k * options.dilation) * C_in + i));
  return sum.result();
}

// A multiply and an add for every (n, t, o, k, i).
double Conv1d::flops() const {
  return 2.0 * static_cast<double>(y.numel()) * static_cast<double>(w.dim(1) * w.dim(2));
}
double Conv1dGradX::flops() const {
  return 2.0 * static_cast<double>(dy.numel()) * static_cast<double>(w.dim(1) * w.dim(2));
}
double Conv1dGradW::flops() const {
  return 2.0 * static_cast<double>(dy.numel()) * static_cast<double>(dw.dim(1) * dw.dim(2));
}

}  // namespace posegrad::kernels
