#include "pose/render/drawing_facts.h"

#include <memory>

#include <cairo.h>
#include <fmt/format.h>

namespace posegrad::pose {

DrawingFacts drawing_facts() {
  const std::unique_ptr<cairo_surface_t, decltype(&cairo_surface_destroy)> surface(
      cairo_image_surface_create(CAIRO_FORMAT_A8, 8, 8), cairo_surface_destroy);
  const std::unique_ptr<cairo_t, decltype(&cairo_destroy)> context(cairo_create(surface.get()),
                                                                   cairo_destroy);
  cairo_select_font_face(context.get(), "sans-serif", CAIRO_FONT_SLANT_NORMAL,
                         CAIRO_FONT_WEIGHT_NORMAL);
  cairo_text_extents_t extents{};
  cairo_text_extents(context.get(), "posegrad", &extents);
  const bool is_sound = cairo_status(context.get()) == CAIRO_STATUS_SUCCESS;
  return {fmt::format("Cairo {}", cairo_version_string()), is_sound && extents.width > 0};
}

}  // namespace posegrad::pose
