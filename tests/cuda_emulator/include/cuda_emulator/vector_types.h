#pragma once

// CUDA's small vectors, as aligned as on the device: a cast that breaks the alignment is found by
// UBSan.

struct uint3 {
  unsigned x, y, z;
};

struct dim3 {
  unsigned x = 1, y = 1, z = 1;
  constexpr dim3(unsigned x_ = 1, unsigned y_ = 1, unsigned z_ = 1) : x(x_), y(y_), z(z_) {}
  constexpr dim3(uint3 v) : x(v.x), y(v.y), z(v.z) {}
};

#define CUDA_EMULATOR_VECTOR2(name, type) \
  struct alignas(2 * sizeof(type)) name { \
    type x, y;                            \
  };                                      \
  constexpr name make_##name(type x, type y) { return name{x, y}; }

#define CUDA_EMULATOR_VECTOR4(name, type)                              \
  struct alignas(4 * sizeof(type) < 16 ? 4 * sizeof(type) : 16) name { \
    type x, y, z, w;                                                   \
  };                                                                   \
  constexpr name make_##name(type x, type y, type z, type w) { return name{x, y, z, w}; }

CUDA_EMULATOR_VECTOR2(float2, float)
CUDA_EMULATOR_VECTOR2(double2, double)
CUDA_EMULATOR_VECTOR2(int2, int)
CUDA_EMULATOR_VECTOR2(uint2, unsigned)
CUDA_EMULATOR_VECTOR2(ushort2, unsigned short)
CUDA_EMULATOR_VECTOR4(float4, float)
CUDA_EMULATOR_VECTOR4(int4, int)
CUDA_EMULATOR_VECTOR4(uint4, unsigned)
CUDA_EMULATOR_VECTOR4(ushort4, unsigned short)

#undef CUDA_EMULATOR_VECTOR2
#undef CUDA_EMULATOR_VECTOR4
