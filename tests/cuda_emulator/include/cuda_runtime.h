#pragma once

// The CUDA emulator: the part of the CUDA runtime, of CUDA's device language and of cuBLAS that
// posegrad uses, on the CPU. It lets the very same .cu files, compiled as plain C++20, run in tests
// on machines without a GPU, also under ASan and UBSan. This header takes the place of NVIDIA's
// <cuda_runtime.h>: emulated builds put this folder first on the include path.
//
// It is stricter than a GPU where a GPU would hide a bug:
//   - work on streams runs as late as it may: only when something waits for it (streams.cpp);
//   - streams without an event between them run in either order (set_order);
//   - the threads and blocks of a kernel run forward, backward or shuffled (set_order);
//   - a barrier that a thread of the block misses, even by returning early, ends the program with
//     one line that names the threads (block.cpp);
//   - fresh device memory is full of NaN, mixed-up host and device pointers are refused, and under
//     ASan every kernel access outside its allocation is caught (memory.cpp).
//
// It does NOT show: speed; what warps and blocks that truly run at once do to each other (threads
// change only at barriers, so a race shows only if some order of whole stretches between barriers
// exposes it); shared memory read before it is written (it holds what the block before left); the
// real memory model, contention, registers and shared memory running out; the last bits of device
// maths functions and of cuBLAS sums.
//
// cuda_emulator.h holds the controls that tests use. Facts about CUDA (signatures, names, values,
// error codes) come from NVIDIA's documentation of CUDA 13.

#define CUDART_VERSION 13000

#include <cuda_emulator/device_language.h>
#include <cuda_emulator/launch.h>
#include <cuda_emulator/runtime_api.h>
#include <cuda_emulator/runtime_types.h>
#include <cuda_emulator/vector_types.h>
