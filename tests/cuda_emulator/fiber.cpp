#include "tests/cuda_emulator/fiber.h"

#include <cstdio>
#include <cstdlib>
#include <utility>

#include <sys/mman.h>
#include <unistd.h>

#if !defined(__x86_64__)
#include <ucontext.h>
#endif
#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/common_interface_defs.h>
#endif

namespace cuda_emulator {
namespace {

constexpr std::size_t kStackBytes = 256 * 1024;  // touched pages count only; ASan's reports need it

Fiber* starting = nullptr;  // how enter(), which takes no arguments, learns whose it is

std::size_t page_bytes() { return static_cast<std::size_t>(sysconf(_SC_PAGESIZE)); }

[[noreturn]] void no_memory() {
  std::fputs("cuda_emulator: no memory for the stack of a thread\n", stderr);
  std::abort();
}

}  // namespace

#if defined(__x86_64__)

// swapcontext would do, but it asks the kernel for the signal mask in each of the millions of
// switches. The registers that a called function must keep (System V ABI) are pushed, the stack
// pointers exchanged and the other side's registers popped; "ret" goes on where that side called.
struct Fiber::Context {
  void* stack_pointer;
};
extern "C" void cuda_emulator_switch(void** save_here, void* go_on_there);
asm(R"(
  .text
  .type cuda_emulator_switch, @function
cuda_emulator_switch:
  pushq %rbp
  pushq %rbx
  pushq %r12
  pushq %r13
  pushq %r14
  pushq %r15
  movq %rsp, (%rdi)
  movq %rsi, %rsp
  popq %r15
  popq %r14
  popq %r13
  popq %r12
  popq %rbx
  popq %rbp
  ret
  .size cuda_emulator_switch, .-cuda_emulator_switch
)");

#define CUDA_EMULATOR_PREPARE(context, stack, bytes, function)                                \
  do {                                                                                        \
    void** top = reinterpret_cast<void**>((stack) + (bytes));                                 \
    *--top = nullptr; /* where a called function finds its return address: the stack's end */ \
    *--top = reinterpret_cast<void*>(function);                                               \
    for (int saved = 0; saved < 6; ++saved) *--top = nullptr;                                 \
    (context)->stack_pointer = top;                                                           \
  } while (false)
#define CUDA_EMULATOR_SWITCH(from, to) \
  cuda_emulator_switch(&(from)->stack_pointer, (to)->stack_pointer)

#else

struct Fiber::Context {
  ucontext_t state;
};
#define CUDA_EMULATOR_PREPARE(context, stack, bytes, function) \
  do {                                                         \
    getcontext(&(context)->state);                             \
    (context)->state.uc_stack.ss_sp = (stack);                 \
    (context)->state.uc_stack.ss_size = (bytes);               \
    (context)->state.uc_link = nullptr;                        \
    makecontext(&(context)->state, (function), 0);             \
  } while (false)
#define CUDA_EMULATOR_SWITCH(from, to) swapcontext(&(from)->state, &(to)->state)

#endif

Fiber::Fiber(std::function<void()> body)
    : body_(std::move(body)), inside_(new Context), outside_(new Context) {
  const std::size_t guard = page_bytes();
  void* memory = mmap(nullptr, guard + kStackBytes, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED || mprotect(memory, guard, PROT_NONE) != 0) no_memory();
  memory_ = static_cast<std::byte*>(memory);
  CUDA_EMULATOR_PREPARE(inside_, memory_ + guard, kStackBytes, &Fiber::enter);
}

// Around each switch ASan must be told which stack comes next, and where to keep what it knows of
// the present one.
void Fiber::resume() {
  starting = this;
#if defined(__SANITIZE_ADDRESS__)
  void* fake_stack = nullptr;
  __sanitizer_start_switch_fiber(&fake_stack, memory_ + page_bytes(), kStackBytes);
#endif
  CUDA_EMULATOR_SWITCH(outside_, inside_);
#if defined(__SANITIZE_ADDRESS__)
  __sanitizer_finish_switch_fiber(fake_stack, nullptr, nullptr);
#endif
}

void Fiber::pause() {
#if defined(__SANITIZE_ADDRESS__)
  __sanitizer_start_switch_fiber(&fake_stack_, caller_stack_, caller_stack_bytes_);
#endif
  CUDA_EMULATOR_SWITCH(inside_, outside_);
#if defined(__SANITIZE_ADDRESS__)
  __sanitizer_finish_switch_fiber(fake_stack_, &caller_stack_, &caller_stack_bytes_);
#endif
}

void Fiber::enter() {
  Fiber* const self = starting;
#if defined(__SANITIZE_ADDRESS__)
  __sanitizer_finish_switch_fiber(nullptr, &self->caller_stack_, &self->caller_stack_bytes_);
#endif
  self->body_();
  std::abort();
}

}  // namespace cuda_emulator
