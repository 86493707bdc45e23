#include "pose/render/canvas.h"

#include <cmath>
#include <numbers>

#include <cairo-svg.h>
#include <fmt/format.h>

#include "pose/formats/text_codec.h"
#include "tensor/error.h"

namespace posegrad::pose {
namespace {

// Names of files may be no UTF-8, after which Cairo would draw nothing more.
std::string drawable(const std::string& text) { return formats::printable_path(text); }

void check(cairo_status_t status) {
  if (status != CAIRO_STATUS_SUCCESS)
    throw Error(fmt::format("a picture cannot be drawn: {}", cairo_status_to_string(status)));
}

cairo_status_t append(void* text, const unsigned char* bytes, unsigned int count) {
  static_cast<std::string*>(text)->append(reinterpret_cast<const char*>(bytes), count);
  return CAIRO_STATUS_SUCCESS;
}

int in_pixels(int points, double scale) { return static_cast<int>(std::lround(points * scale)); }

}  // namespace

Canvas::Canvas(int width, int height, double scale)
    : Canvas(cairo_image_surface_create(CAIRO_FORMAT_RGB24, in_pixels(width, scale),
                                        in_pixels(height, scale))) {
  cairo_scale(context_.get(), scale, scale);
}

Canvas Canvas::for_svg(int width, int height) {
  auto text = std::make_unique<std::string>();
  Canvas canvas(cairo_svg_surface_create_for_stream(append, text.get(), width, height));
  canvas.svg_ = std::move(text);
  return canvas;
}

Canvas::Canvas(cairo_surface_t* surface)
    : surface_(surface), context_(cairo_create(surface_.get())) {
  check(cairo_status(context_.get()));
  cairo_set_source_rgb(context_.get(), 1, 1, 1);
  cairo_paint(context_.get());
  cairo_set_line_cap(context_.get(), CAIRO_LINE_CAP_ROUND);
  cairo_set_line_join(context_.get(), CAIRO_LINE_JOIN_ROUND);
  // Grey, not coloured, edges: the picture is not made for one kind of screen.
  cairo_font_options_t* options = cairo_font_options_create();
  cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
  cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
  cairo_set_font_options(context_.get(), options);
  cairo_font_options_destroy(options);
}

void Canvas::set(Color color) const {
  cairo_set_source_rgba(context_.get(), color.red, color.green, color.blue, color.alpha);
}

void Canvas::set(Font font) const {
  cairo_select_font_face(context_.get(), "sans-serif", CAIRO_FONT_SLANT_NORMAL,
                         font.bold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL);
  cairo_set_font_size(context_.get(), font.size);
}

double Canvas::text_width(const std::string& text, Font font) const {
  set(font);
  cairo_text_extents_t extents;
  cairo_text_extents(context_.get(), drawable(text).c_str(), &extents);
  return extents.x_advance;
}

std::string Canvas::fitted(const std::string& text, Font font, double width) const {
  std::string shorter = drawable(text);
  if (text_width(shorter, font) <= width) return shorter;
  while (!shorter.empty()) {
    // A whole character of UTF-8.
    while ((static_cast<unsigned char>(shorter.back()) & 0xC0) == 0x80) shorter.pop_back();
    if (!shorter.empty()) shorter.pop_back();
    if (text_width(shorter + "…", font) <= width) break;
  }
  return shorter + "…";
}

void Canvas::text(Point at, const std::string& text, Font font, Color color, Align align) const {
  constexpr double kCapHeight = 0.72;  // of the font's size: what is centred, so that texts line up
  const double width = text_width(text, font);
  set(color);
  cairo_move_to(context_.get(), at.x - align.x * width,
                at.y + (1 - align.y) * kCapHeight * font.size);
  cairo_show_text(context_.get(), drawable(text).c_str());
}

void Canvas::upward_text(Point at, const std::string& text, Font font, Color color) const {
  cairo_save(context_.get());
  cairo_translate(context_.get(), at.x, at.y);
  cairo_rotate(context_.get(), -std::numbers::pi / 2);
  this->text({0, 0}, text, font, color, {0.5, 0.5});
  cairo_restore(context_.get());
}

void Canvas::line(const std::vector<Point>& points, Pen pen) const {
  if (points.empty()) return;
  if (points.size() == 1) return dot(points.front(), pen.width, pen.color);
  set(pen.color);
  cairo_set_line_width(context_.get(), pen.width);
  const double dashes[] = {4 * pen.width, 3 * pen.width};
  cairo_set_dash(context_.get(), dashes, pen.dashed ? 2 : 0, 0);
  cairo_new_path(context_.get());
  for (const Point& point : points) cairo_line_to(context_.get(), point.x, point.y);
  cairo_stroke(context_.get());
}

void Canvas::dot(Point center, double radius, Color color) const {
  set(color);
  cairo_new_path(context_.get());
  cairo_arc(context_.get(), center.x, center.y, radius, 0, 2 * std::numbers::pi);
  cairo_fill(context_.get());
}

void Canvas::fill(Rectangle area, Color color) const {
  set(color);
  cairo_rectangle(context_.get(), area.x, area.y, area.width, area.height);
  cairo_fill(context_.get());
}

void Canvas::picture(Point at, std::span<const std::byte> pixels, int width, int height) const {
  // Cairo only reads it.
  auto* bytes = reinterpret_cast<unsigned char*>(const_cast<std::byte*>(pixels.data()));
  cairo_surface_t* source =
      cairo_image_surface_create_for_data(bytes, CAIRO_FORMAT_RGB24, width, height, 4 * width);
  cairo_set_source_surface(context_.get(), source, at.x, at.y);
  cairo_paint(context_.get());
  cairo_set_source_rgb(context_.get(), 0, 0, 0);  // lets go of it
  cairo_surface_destroy(source);
}

std::span<const std::byte> Canvas::pixels() const {
  check(cairo_status(context_.get()));
  cairo_surface_flush(surface_.get());
  const int height = cairo_image_surface_get_height(surface_.get());
  const int stride = cairo_image_surface_get_stride(surface_.get());
  return std::as_bytes(
      std::span(cairo_image_surface_get_data(surface_.get()),
                static_cast<std::size_t>(height) * static_cast<std::size_t>(stride)));
}

std::string Canvas::png() const {
  check(cairo_status(context_.get()));
  std::string bytes;
  check(cairo_surface_write_to_png_stream(surface_.get(), append, &bytes));
  return bytes;
}

std::string Canvas::svg() const {
  cairo_surface_finish(surface_.get());
  check(cairo_surface_status(surface_.get()));
  return *svg_;
}

}  // namespace posegrad::pose
