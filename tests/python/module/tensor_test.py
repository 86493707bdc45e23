"""Tensors and NumPy arrays: who shares memory with whom, for how long, and what is refused."""
import gc
import sys
import unittest
import weakref

import numpy as np

import posegrad as pg


class Sharing(unittest.TestCase):
    def test_from_numpy_shares_both_ways(self):
        for dtype, name in ((np.float32, "f32"), (np.float64, "f64"), (np.int64, "i64"), (np.uint8, "u8")):
            array = np.arange(6).astype(dtype).reshape(2, 3)
            tensor = pg.from_numpy(array)
            self.assertEqual((tensor.shape, tensor.dtype.name), ((2, 3), name))
            self.assertTrue(np.shares_memory(tensor.numpy(), array))
            array[1, 2] = 7
            self.assertEqual(tensor.at(5), 7)
            tensor.numpy()[0, 0] = 9
            self.assertEqual(array[0, 0], 9)

    def test_every_way_to_numpy_shares(self):
        tensor = pg.zeros((2, 3))
        views = [tensor.numpy(), np.asarray(tensor), np.array(tensor, copy=False), np.frombuffer(memoryview(tensor), np.float32),
                 np.from_dlpack(tensor), tensor.reshape((3, 2)).numpy(), tensor.rows(0, 1).numpy()]
        for view in views:
            self.assertTrue(np.shares_memory(view, tensor.numpy()))
        self.assertTrue(views[0].flags.writeable and views[0].flags.c_contiguous)
        views[0][0, 0] = 5
        self.assertTrue(all(view.flat[0] == 5 for view in views))
        self.assertFalse(np.shares_memory(tensor.clone().numpy(), tensor.numpy()))
        self.assertFalse(np.shares_memory(np.array(tensor), tensor.numpy()))
        self.assertEqual(np.asarray(tensor, np.float64).dtype, np.float64)

    def test_tensor_copies_anything(self):
        array = np.arange(12, dtype=np.float32).reshape(3, 4)
        for odd in (array, array[:, ::2], array.T, array.astype(">f4"), array.astype(np.float16), array.astype(np.int32), [1, 2.5], 3.0, True):
            tensor = pg.tensor(odd)
            np.testing.assert_array_equal(tensor.numpy(), np.asarray(odd))
            self.assertFalse(np.shares_memory(tensor.numpy(), np.asarray(odd)))
            self.assertEqual(tensor.shape, np.shape(odd))
        names = [pg.tensor(np.zeros(1, t)).dtype.name for t in ("f2", ">f4", "f8", "i4", "u8", "?", "u1", ">i8")]
        self.assertEqual(names, ["f32", "f32", "f64", "i64", "i64", "i64", "u8", "i64"])
        self.assertEqual(pg.tensor([1, 2], dtype="f64").dtype, pg.f64)
        read_only = np.ones(2)
        read_only.flags.writeable = False
        self.assertEqual(pg.tensor(read_only).at(1), 1)

    def test_scalars_and_nothing(self):
        self.assertEqual(pg.from_numpy(np.array(2.5)).item(), 2.5)
        self.assertEqual(pg.from_numpy(np.zeros((0, 3))).shape, (0, 3))
        self.assertEqual(pg.scalar(4).numpy().shape, ())
        self.assertEqual(float(pg.tensor(1.5)), 1.5)

    def test_dlpack_both_ways(self):
        array = np.arange(4.0)
        tensor = pg.from_dlpack(array)
        self.assertTrue(np.shares_memory(tensor.numpy(), array))
        self.assertTrue(np.shares_memory(pg.from_dlpack(tensor).numpy(), array))
        self.assertEqual(tensor.__dlpack_device__(), (1, 0))
        with self.assertRaisesRegex(pg.ValueError, "not contiguous"):
            pg.from_dlpack(np.arange(8.0)[::2])
        with self.assertRaisesRegex(pg.DTypeError, "16 bits"):
            pg.from_dlpack(np.zeros(2, np.int16))


class Refusals(unittest.TestCase):
    def refused(self, error, text, array):
        with self.assertRaisesRegex(error, text) as caught:
            pg.from_numpy(array)
        self.assertNotIn("\n", str(caught.exception))
        self.assertIn("posegrad.tensor(array), which copies", str(caught.exception))

    def test_from_numpy_refuses_what_cannot_be_shared(self):
        array = np.zeros((4, 4), np.float32)
        self.refused(pg.ValueError, "not contiguous", array[:, ::2])
        self.refused(pg.ValueError, "not contiguous", array.T[:2])
        self.refused(pg.DTypeError, "int32", array.astype(np.int32))
        self.refused(pg.DTypeError, ">f4", array.astype(">f4"))
        self.refused(pg.DTypeError, "float16", array.astype(np.float16))
        self.refused(pg.DTypeError, "object", array.astype(object))
        self.refused(pg.ValueError, "not aligned", np.frombuffer(bytearray(9), np.uint8)[1:].view(np.float32))
        array.flags.writeable = False
        self.refused(pg.ValueError, "read-only", array)

    def test_errors_are_those_of_the_library_and_of_python(self):
        with self.assertRaisesRegex(pg.ShapeError, r"^matmul: 'b' has shape \(2, 5\); expected \(K, N\) with K = 3, fixed by 'a' \(4, 3\)$"):
            pg.kernels.matmul(pg.zeros((4, 3)), pg.zeros((2, 5)))
        for ours, theirs in ((pg.ShapeError, ValueError), (pg.ValueError, ValueError), (pg.DTypeError, TypeError),
                             (pg.IoError, OSError), (pg.NumericError, ArithmeticError), (pg.DeviceError, pg.Error)):
            self.assertTrue(issubclass(ours, pg.Error) and issubclass(ours, theirs))
        with self.assertRaises(pg.ShapeError):
            pg.zeros((2, 3)).reshape((7,))
        with self.assertRaises(pg.ShapeError):
            pg.zeros((1,) * 7)
        with self.assertRaises(pg.ShapeError):
            pg.from_numpy(np.zeros((1,) * 7))
        with self.assertRaises(IndexError):
            pg.zeros((2,)).at(2)
        with self.assertRaises(IndexError):
            pg.zeros((2,)).at(-1)
        with self.assertRaisesRegex(pg.DTypeError, "objects|object"):
            pg.tensor([object()])
        with self.assertRaisesRegex(pg.ValueError, "'f16' is unknown; expected one of 'f32'"):
            pg.DType("f16")
        with self.assertRaisesRegex(pg.DTypeError, "bf16"):
            pg.zeros((2,), "bf16").numpy()
        with self.assertRaises(TypeError):
            pg.kernels.matmul(np.zeros((2, 2)), pg.zeros((2, 2)))


class Lifetimes(unittest.TestCase):
    def test_a_tensor_keeps_its_array(self):
        array = np.arange(1000.0)
        gone = weakref.ref(array)
        tensor = pg.from_numpy(array)
        part = tensor.rows(10, 20)
        del array, tensor
        gc.collect()
        self.assertIsNotNone(gone())
        self.assertEqual(part.at(0), 10)
        del part
        gc.collect()
        self.assertIsNone(gone())

    def test_an_array_keeps_its_tensor(self):
        array = pg.full((300, 300), 3).numpy()
        view, lent = memoryview(pg.full((300,), 4, "f64")), np.from_dlpack(pg.full((300,), 5))
        gc.collect()
        others = [pg.zeros((300, 300)) for _ in range(20)]  # would take the freed memory
        self.assertEqual((array.min(), array.max(), view[7], lent[299]), (3, 3, 4.0, 5))
        del others

    def test_a_variable_keeps_its_array_until_backward(self):
        array = np.arange(3.0)
        gone = weakref.ref(array)
        x = pg.Variable(pg.from_numpy(array), requires_grad=True)
        loss = pg.sum(x * x)
        del array, x
        gc.collect()
        self.assertIsNotNone(gone())
        pg.backward(loss)
        del loss
        gc.collect()
        self.assertIsNone(gone())

    def test_references_do_not_leak(self):
        array = np.zeros(10)
        before = sys.getrefcount(array)
        for _ in range(100):
            np.asarray(pg.from_numpy(array).reshape((5, 2)))
            pg.from_dlpack(array)
            with self.assertRaises(pg.ValueError):
                pg.from_numpy(array[::2])
        gc.collect()
        self.assertEqual(sys.getrefcount(array), before)

    def test_an_unused_capsule_lets_go(self):
        array = np.zeros(10)
        gone = weakref.ref(array)
        pg.from_numpy(array).__dlpack__()
        del array
        gc.collect()
        self.assertIsNone(gone())


if __name__ == "__main__":
    unittest.main()
