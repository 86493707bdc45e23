"""Gradients, functions of the user's own, gradcheck, threads and Ctrl-C."""
import gc
import os
import signal
import sys
import threading
import time
import unittest
import weakref

import numpy as np

import posegrad as pg

RANDOM = np.random.default_rng(4)


def uniform(*shape):
    return pg.tensor(RANDOM.uniform(-2, 2, shape))


class Square(pg.Function):
    def forward(self, x):
        self.x = x.numpy()
        return self.x ** 2

    def backward(self, dy):
        return 2 * self.x * dy.numpy()


class Product(pg.Function):
    def forward(self, a, b):
        self.a, self.b = a, b
        return pg.kernels.mul(a, b)

    def backward(self, dy):
        return (pg.kernels.mul(dy, self.b) if self.wants[0] else None, pg.kernels.mul(dy, self.a) if self.wants[1] else None)


class Gradients(unittest.TestCase):
    def test_operators(self):
        a, b = uniform(2, 3), pg.tensor(RANDOM.uniform(1, 2, (3,)))
        for f in (lambda a, b: a + b, lambda a, b: a - b, lambda a, b: a * b, lambda a, b: a / b, lambda a, b: 2 - 3 * a / 4 + 1 / b - (-b)):
            self.assertTrue(pg.gradcheck(f, [a, b]).ok())
        x = pg.Variable([1.0, 2.0])
        np.testing.assert_array_equal((1 / x).numpy(), [1, 0.5])
        np.testing.assert_array_equal((x - 3).numpy(), [-2, -1])
        with self.assertRaises(TypeError):
            np.ones(2) * x  # would be an array of Variables

    def test_every_op(self):
        picture, filters = uniform(1, 5, 5, 2), uniform(3, 3, 2, 3)
        cases = {
            "sigmoid": (pg.sigmoid, [uniform(4)]), "sum": (lambda x: pg.sum(x, [1], True), [uniform(2, 3)]), "mean": (pg.mean, [uniform(2, 3)]),
            "norm_last": (pg.norm_last, [uniform(4, 3)]), "matmul": (lambda a, b: pg.matmul(a, b, transpose_b=True), [uniform(2, 3), uniform(4, 3)]),
            "conv1d": (lambda x, w: pg.conv1d(x, w, dilation=2), [uniform(2, 7, 2), uniform(3, 3, 2)]),
            "conv2d": (lambda x, w: pg.conv2d(x, w, stride=2, padding="valid"), [picture, filters]),
            "depthwise_conv2d": (pg.depthwise_conv2d, [picture, uniform(3, 3, 2)]),
            "resize_bilinear": (lambda x: pg.resize_bilinear(x, 4, 7), [picture]),
            "batchnorm": (pg.batchnorm, [uniform(6, 3), uniform(3), uniform(3)]),
            "dropout": (lambda x: pg.dropout(x, 0.3, seed=1, counter=2), [uniform(9)]), "slice": (lambda x: pg.slice(x, 1, 0, 5, 2), [uniform(2, 6)]),
            "concat": (lambda a, b: pg.concat(a, b, -1), [uniform(2, 2), uniform(2, 3)]),
            "gather": (lambda x: pg.gather(x, 0, pg.tensor([2, 0, 2])), [uniform(3, 2)]), "reshape": (lambda x: pg.reshape(x, (6,)), [uniform(2, 3)]),
            "broadcast_to": (lambda x: pg.broadcast_to(x, (4, 3)), [uniform(3)]), "affine": (lambda x: pg.affine(x, 2, 1), [uniform(3)]),
            "mpjpe_loss": (pg.pose.mpjpe_loss, [uniform(2, 5, 3), uniform(2, 5, 3)])}
        for name, (f, inputs) in cases.items():
            with self.subTest(name):
                self.assertTrue(pg.gradcheck(f, inputs).ok())

    def test_grad_is_none_before_and_adds_up(self):
        x = pg.Variable([1.0, 2.0], requires_grad=True)
        self.assertIsNone(x.grad)
        pg.backward(pg.sum(x * x))
        pg.backward(x, seed=pg.tensor([1.0, 10.0]))
        np.testing.assert_array_equal(x.grad, [3, 14])
        x.zero_grad()
        self.assertIsNone(x.grad)
        with self.assertRaises(pg.ShapeError):
            pg.backward(x * x)
        with self.assertRaises(pg.ValueError):
            pg.backward(pg.Variable(1.0))

    def test_no_grad_ends_with_its_block(self):
        x = pg.Variable([1.0], requires_grad=True)
        with self.assertRaises(KeyError), pg.no_grad():
            self.assertIsNone((x * x).op)
            raise KeyError
        self.assertEqual((x * x).op, "mul")
        self.assertIsNone((x * x).detach().op)


class Functions(unittest.TestCase):
    def test_right_ones_pass(self):
        self.assertTrue(pg.gradcheck(lambda x: Square()(x), [uniform(2, 3)]).ok())
        self.assertTrue(pg.gradcheck(lambda a, b: Product()(a, b) * a, [uniform(4), uniform(4)]).ok())

    def test_a_wrong_gradient_is_caught(self):
        class Wrong(Square):
            def backward(self, dy):
                return self.x * dy.numpy()

        class Blind(pg.Function):  # right for a plain sum, whose cotangent is 1 everywhere
            def forward(self, x):
                self.x = x.numpy()
                return self.x ** 2

            def backward(self, dy):
                return 2 * self.x * dy.numpy().mean()

        for kind in (Wrong, Blind):
            result = pg.gradcheck(lambda x: kind()(x), [uniform(5)])
            self.assertFalse(result.ok())
            self.assertGreater(result.worst_error, 1e-3)
        self.assertTrue(pg.gradcheck(lambda x: pg.sum(Blind()(x)), [uniform(5)]).ok())

    def test_unwanted_gradients_are_not_asked_for(self):
        seen = []

        class Asks(Product):
            def backward(self, dy):
                seen.append(self.wants)
                return super().backward(dy)

        a = pg.Variable([3.0], requires_grad=True)
        pg.backward(Asks()(a, [2.0]))
        self.assertEqual((seen, a.grad.item()), ([(True, False)], 2))

    def test_a_gradient_on_the_memory_of_dy_is_not_written_to(self):
        class Same(pg.Function):
            def forward(self, x):
                return x

            def backward(self, dy):
                return self.kept.setdefault("dy", dy.numpy())

        function = Same()
        function.kept = {}
        x = pg.Variable(np.ones(3), requires_grad=True)
        pg.backward(pg.sum(function(x) + 2 * x))
        np.testing.assert_array_equal(x.grad, [3, 3, 3])
        np.testing.assert_array_equal(function.kept["dy"], [1, 1, 1])

    def test_mistakes_are_named(self):
        def fails(error, text, result):
            class Odd(pg.Function):
                def forward(self, x):
                    return x

                def backward(self, dy):
                    return result

            x = pg.Variable(np.ones(3), requires_grad=True)
            with self.assertRaisesRegex(error, text):
                pg.backward(pg.sum(Odd()(x)))

        fails(pg.ShapeError, r"Odd: backward returned a gradient of shape \(2,\); expected \(3,\), input 0's", np.ones(2))
        fails(pg.DTypeError, "Odd: backward returned a gradient of f32; expected f64", np.ones(3, np.float32))
        fails(pg.ValueError, "Odd: backward returned 2 gradients; expected 1", (np.ones(3), None))
        with self.assertRaisesRegex(pg.ValueError, r"expected a new Square\(\)"):
            square = Square()
            square(square(pg.Variable([1.0])))

    def test_an_exception_of_python_comes_through(self):
        class Breaks(Square):
            def backward(self, dy):
                raise KeyError("mine")

        x = pg.Variable([1.0], requires_grad=True)
        with self.assertRaisesRegex(KeyError, "mine"):
            pg.backward(pg.sum(Breaks()(x)))

    def test_nothing_leaks(self):
        array = np.ones(3)
        gone = weakref.ref(array)
        y = Square()(pg.Variable(pg.from_numpy(array), requires_grad=True))
        del array
        self.assertIsNotNone(gone())
        del y
        gc.collect()
        self.assertIsNone(gone())


class Gradcheck(unittest.TestCase):
    def test_wants_doubles(self):
        with self.assertRaises(pg.DTypeError):
            pg.gradcheck(pg.relu, [pg.zeros((2,))])

    def test_kinks_are_told_from_mistakes(self):
        leaf = pg.gradcheck_inputs(pg.relu, [pg.tensor([0.0, 1.0])])[0]
        self.assertEqual((leaf.elements, leaf.not_smooth), (2, 1))
        self.assertLess(leaf.worst_error, 1e-6)

    def test_an_error_in_f_comes_through(self):
        with self.assertRaises(ZeroDivisionError):
            pg.gradcheck(lambda x: 1 // 0, [uniform(2)])


class Threads(unittest.TestCase):
    def test_threads_compute_the_same_at_once(self):
        x, w = pg.Variable(uniform(4, 40, 16)), uniform(16, 3, 16)
        results = {}

        def work(number):
            for _ in range(20):
                weight = pg.Variable(w, requires_grad=True)
                pg.backward(pg.sum(Square()(pg.conv1d(x, weight))))
                results.setdefault(number, []).append(weight.grad.numpy().tobytes())

        threads = [threading.Thread(target=work, args=(i,)) for i in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual({len(found) for found in results.values()}, {20})
        self.assertEqual(len({numbers for found in results.values() for numbers in found}), 1)

    def test_the_last_reference_may_go_in_another_thread(self):
        array = np.zeros(3)
        gone = weakref.ref(array)
        held = [pg.from_numpy(array)]
        del array
        thread = threading.Thread(target=held.clear)
        thread.start()
        thread.join()
        self.assertIsNone(gone())

    def test_others_run_while_a_kernel_works(self):
        # Nobody is made to hand on the GIL: the other thread counts when the kernel lets go of it.
        a = pg.zeros((1500, 1500))
        counts, done = [0], threading.Event()

        def count():
            while not done.is_set():
                counts[0] += 1
                time.sleep(0)

        interval = sys.getswitchinterval()
        sys.setswitchinterval(1000)
        self.addCleanup(sys.setswitchinterval, interval)
        thread = threading.Thread(target=count)
        thread.start()
        before = counts[0]
        for _ in range(20):
            pg.kernels.matmul(a, a)
        after = counts[0]
        done.set()
        thread.join()
        self.assertGreater(after, before)

    def test_ctrl_c_ends_a_long_gradcheck(self):
        calls = []

        def f(x):
            calls.append(1)
            if len(calls) == 10:
                os.kill(os.getpid(), signal.SIGINT)
            return pg.sigmoid(x)

        with self.assertRaises(KeyboardInterrupt):
            pg.gradcheck(f, [uniform(1000)])
        self.assertLess(len(calls), 20)


if __name__ == "__main__":
    unittest.main()
