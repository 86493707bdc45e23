#pragma once

// POSEGRAD_HOST_DEVICE before a function: the GPU's code may call it too. constexpr functions need
// no mark.
#ifdef __CUDACC__
#define POSEGRAD_HOST_DEVICE __host__ __device__
#else
#define POSEGRAD_HOST_DEVICE
#endif
