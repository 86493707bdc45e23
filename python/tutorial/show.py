"""What the chapters share: how they print, and their random numbers, those of the C++ programs."""
import numpy as np

import posegrad as pg


def digits(x, decimals):
    """'-0.00' is the same number as '0.00' and should look so."""
    return f"{0.0 if abs(x) < 0.5 * 10**-decimals else x:.{decimals}f}"


def show(name, x, decimals=2):
    """A tensor's shape and its numbers, a line for each step of its last axis."""
    x = np.asarray(x)
    print(name, x.shape)
    for row in x.reshape(-1, x.shape[-1] if x.shape else 1):
        print("  ".join(digits(number, decimals) for number in row))


def yes_no(yes):
    return "yes" if yes else "no"


def mersenne_twister(seed, count):
    """The first words of C++'s std::mt19937_64. Source: Nishimura, "Tables of 64-bit Mersenne twisters", 2000."""
    n, m = 312, 156
    state = [seed]
    for i in range(1, n):
        state.append((6364136223846793005 * (state[-1] ^ state[-1] >> 62) + i) % 2**64)
    x = np.array(state, np.uint64)
    upper, lower = np.uint64(2**64 - 2**31), np.uint64(2**31 - 1)

    def mixed(high, low):
        word = high & upper | low & lower
        return word >> np.uint64(1) ^ (word & np.uint64(1)) * np.uint64(0xB5026F5AA96619E9)

    words = []
    for _ in range(-(-count // n)):
        new = np.empty_like(x)
        new[:m] = x[m:] ^ mixed(x[:m], x[1:m + 1])
        new[m:n - 1] = new[:m - 1] ^ mixed(x[m:n - 1], x[m + 1:])
        new[n - 1:] = new[m - 1:m] ^ mixed(x[n - 1:], new[:1])
        x = new
        y = x ^ x >> np.uint64(29) & np.uint64(0x5555555555555555)
        y = y ^ y << np.uint64(17) & np.uint64(0x71D67FFFEDA60000)
        y = y ^ y << np.uint64(37) & np.uint64(0xFFF7EEE000000000)
        words.append(y ^ y >> np.uint64(43))
    return np.concatenate(words)[:count]


def random_tensor(shape, dtype=pg.f32, seed=1, low=-1.0, high=1.0):
    """Uniform numbers in [low, high)."""
    words = mersenne_twister(seed, int(np.prod(shape)))
    numbers = low + (high - low) * ((words >> np.uint64(11)).astype(float) * 2.0**-53)
    return pg.from_numpy(numbers.reshape(shape)).to(dtype)


def largest_difference(a, b):
    return np.abs(np.asarray(a, float) - np.asarray(b, float)).max()


class LastCall:
    """An observer that keeps the last kernel call."""

    def before(self, call):
        self.call = call.keep_inputs()

    def after(self, call, seconds):
        pass
