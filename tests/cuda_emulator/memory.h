#pragma once

#include <cstddef>

namespace cuda_emulator {

enum class Place { device, pinned, pageable, astray };

/// Where these bytes lie. Astray: partly inside a device allocation and partly not, or null.
Place place_of(const void* pointer, std::size_t bytes);

}  // namespace cuda_emulator
