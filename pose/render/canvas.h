#pragma once
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <cairo.h>

#include "pose/render/plane.h"

namespace posegrad::pose {

/// A picture to draw on with Cairo: white, antialiased, measured in points of `scale` pixels. For
/// this folder's sources only, as it shows Cairo's header. Errors of Cairo come at png().
class Canvas {
 public:
  Canvas(int width, int height, double scale);
  /// To be an SVG file, a user unit a point. Only svg() gives what was drawn.
  static Canvas for_svg(int width, int height);

  struct Font {
    double size = 12;
    bool bold = false;
  };
  double text_width(const std::string& text, Font font) const;
  /// The text, or its beginning and "…" where it is wider.
  std::string fitted(const std::string& text, Font font, double width) const;
  void text(Point at, const std::string& text, Font font, Color color, Align align) const;
  /// Reads upwards, centred at the point.
  void upward_text(Point at, const std::string& text, Font font, Color color) const;

  struct Pen {
    Color color;
    double width = 1;
    bool dashed = false;
  };
  /// A line through the points, or one dot where there is only one.
  void line(const std::vector<Point>& points, Pen pen) const;
  void dot(Point center, double radius, Color color) const;

  void fill(Rectangle area, Color color) const;
  /// Puts a picture there, pixel for pixel where the canvas has scale 1. pixels: width * height * 4
  /// bytes (blue, green, red, unused), rows from the top.
  void picture(Point at, std::span<const std::byte> pixels, int width, int height) const;

  /// For what needs more of Cairo.
  cairo_t* context() const noexcept { return context_.get(); }

  /// What is drawn so far: 4 bytes a pixel (blue, green, red, unused), rows from the top. Throws
  /// Error with Cairo's reason.
  std::span<const std::byte> pixels() const;
  /// The picture as a PNG file's bytes. Throws Error with Cairo's reason.
  std::string png() const;
  /// The SVG file; nothing can be drawn any more. Throws Error with Cairo's reason.
  std::string svg() const;

 private:
  explicit Canvas(cairo_surface_t* surface);

  void set(Color color) const;
  void set(Font font) const;

  template <auto Destroy>
  struct Deleter {
    template <class T>
    void operator()(T* object) const noexcept {
      Destroy(object);
    }
  };
  std::unique_ptr<std::string> svg_;  // what Cairo has written of it
  std::unique_ptr<cairo_surface_t, Deleter<cairo_surface_destroy>> surface_;
  std::unique_ptr<cairo_t, Deleter<cairo_destroy>> context_;
};

}  // namespace posegrad::pose
