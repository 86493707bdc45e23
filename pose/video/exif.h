#pragma once
#include <span>

namespace posegrad::pose {

/// How the camera was held, which is how a picture's pixels lie: Exif's tag Orientation, 1 (upright)
/// to 8. exif: a block of Exif data from its byte order ("II" or "MM") on, as cameras write it into
/// JPEG, PNG and WebP. 1 also where it says nothing or is broken: viewers show such a picture as it
/// is stored. Source: Exif 2.32, sections 4.5 and 4.6.4; TIFF 6.0, section 2.
int exif_orientation(std::span<const unsigned char> exif);

/// Whether rows of the stored picture are columns of the upright one.
constexpr bool lies_on_its_side(int orientation) { return orientation >= 5; }

/// Filters of ffmpeg, each with a comma behind it, that make such a picture upright; empty for 1.
const char* upright_filters(int orientation);

}  // namespace posegrad::pose
