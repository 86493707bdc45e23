#pragma once
#include <memory>
#include <string>
#include <vector>

#include <cairo.h>

namespace posegrad::pose {

struct Color {
  double red, green, blue;  // 0 to 1
};

struct Point {
  double x, y;  // points, from the top left corner
};

/// Where a text stands in relation to its point: 0 starts there, 0.5 is centred, 1 ends there.
struct Align {
  double x, y;
};

/// A picture to draw on with Cairo: white, antialiased, measured in points of `scale` pixels. For
/// this folder's sources only, as it shows Cairo's header. Errors of Cairo come at png().
class Canvas {
 public:
  Canvas(int width, int height, double scale);

  struct Font {
    double size = 12;
    bool bold = false;
  };
  double text_width(const std::string& text, Font font) const;
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

  /// The picture as a PNG file's bytes. Throws Error with Cairo's reason.
  std::string png() const;

 private:
  void set(Color color) const;
  void set(Font font) const;

  template <auto Destroy>
  struct Deleter {
    template <class T>
    void operator()(T* object) const noexcept {
      Destroy(object);
    }
  };
  std::unique_ptr<cairo_surface_t, Deleter<cairo_surface_destroy>> surface_;
  std::unique_ptr<cairo_t, Deleter<cairo_destroy>> context_;
};

}  // namespace posegrad::pose
