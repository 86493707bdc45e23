# One interface target with what every one of our targets is compiled with.
add_library(posegrad_flags INTERFACE)
target_include_directories(posegrad_flags INTERFACE ${CMAKE_SOURCE_DIR})
# posegrad_cxx_options(OPTION...): for C++; nvcc has its own.
function(posegrad_cxx_options)
  target_compile_options(posegrad_flags INTERFACE "$<$<COMPILE_LANGUAGE:CXX>:${ARGN}>")
endfunction()
posegrad_cxx_options(-Wall -Wextra -Wpedantic -Wconversion -Werror)
# posegrad_gcc_options(OPTION...): that clang does not know.
function(posegrad_gcc_options)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    posegrad_cxx_options(${ARGN})
  endif()
endfunction()
option(POSEGRAD_TOGETHER "Compile several files as one: quicker from nothing (Together.cmake)" OFF)
if(POSEGRAD_TOGETHER)
  # A variable may have the name of another file's constant; and GCC takes the second file for a header, whose types must not
  # have parts of unnamed namespaces.
  # GCC 12 sees a vector freed that was never made.
  posegrad_gcc_options(-Wno-subobject-linkage -Wno-free-nonheap-object)
else()
  posegrad_cxx_options(-Wshadow)
endif()
# Nobody reads errno or floating-point flags after arithmetic; with them, roots and selections would not become vector code.
posegrad_cxx_options(-fno-math-errno -fno-trapping-math)

set(POSEGRAD_SANITIZE "" CACHE STRING "Sanitizers, as for -fsanitize=")
if(POSEGRAD_SANITIZE)
  # What is tested is looked at, not the tests: Boost.Test's macros would take half as long again to compile. A race is
  # between two threads, one of which may be a test's.
  set(looked_at 1)
  if(NOT POSEGRAD_SANITIZE STREQUAL "thread")
    set(looked_at "$<NOT:$<BOOL:$<TARGET_PROPERTY:POSEGRAD_TEST_CODE>>>")
  endif()
  posegrad_cxx_options("$<${looked_at}:-fsanitize=${POSEGRAD_SANITIZE};-fno-sanitize-recover=all;-fno-omit-frame-pointer>")
  target_link_options(posegrad_flags INTERFACE -fsanitize=${POSEGRAD_SANITIZE})
  # Under a sanitizer GCC takes members of std::regex for uninitialised.
  posegrad_gcc_options(-Wno-maybe-uninitialized)
  # Resolvers of multi-versioned functions run before a sanitizer has set itself up.
  target_compile_definitions(posegrad_flags INTERFACE POSEGRAD_SANITIZED=1)
endif()

# GCC 12 sees overlapping copies inside of std::string where there are none (GCC bug 105651).
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  posegrad_cxx_options(-Wno-restrict)
endif()

# posegrad_precompile(TARGET): a third of the time of a library's build under sanitizers is reading these headers. An optimised one does
# without: GCC forgets that such code came from the system and warns inside of std::string, and a file that forgets an
# include would not be noticed.
function(posegrad_precompile target)
  if(POSEGRAD_SANITIZE)
    target_precompile_headers(${target} PRIVATE <fmt/format.h> <fmt/ranges.h> <algorithm> <array> <cmath> <filesystem> <functional>
      <map> <memory> <optional> <set> <span> <string> <string_view> <vector>)
  endif()
endfunction()
