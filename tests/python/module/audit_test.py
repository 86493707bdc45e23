"""What audits record, observers, and kernel ops of the user's own."""
import hashlib
import unittest

import numpy as np

import posegrad as pg


class Mean:
    info = pg.OpInfo(name="own_mean", formula="y[r] = sum_c x[r,c] / C", shapes="x (R, C) -> y (R)", roundings="C + 2",
                     magnitude="sum_c |x[r,c]| / C", flops="R*C")
    forgets = 0

    def __init__(self, x):
        self.x = x

    def cpu(self):
        C = self.x.dim(1)
        self.y.numpy()[:] = self.x.numpy()[:, :C - self.forgets].sum(axis=1) / np.float32(C)

    def reference(self, output, r):
        terms = pg.ReferenceSum()
        for x in self.x.numpy()[r].astype(float):
            terms.add(x / self.x.dim(1))
        return terms.result()


class Doubled:
    """In place: the reference needs the input from before."""
    info = pg.OpInfo(name="own_doubled", formula="y[e] = 2 x[e]", shapes="x (E...) -> y (E...)")

    def __init__(self, x):
        self.x = self.y = x

    def cpu(self):
        self.y.numpy()[...] *= 2

    def reference(self, output, e):
        return pg.Reference(2 * self.x.at(e))


def ones(*shape):
    return pg.full(shape, 1)


class Audit(unittest.TestCase):
    def test_a_step_is_recorded(self):
        w = pg.Variable(pg.nn.uniform((3, 4), 1, seed=1, counter=0), requires_grad=True)
        x = pg.Variable(ones(5, 4))
        with pg.audit(elements=0) as audit, pg.call_scope("step"):
            y = pg.matmul(x, w, transpose_b=True)
            pg.backward(pg.sum(y))
            pg.observe_figure("loss", 2.5)
        self.assertEqual(audit.outside, 0)
        self.assertEqual([call["number"] for call in audit.calls], list(range(1, audit.all_calls + 1)))
        first = audit.calls[0]
        self.assertEqual((first["name"], first["scope"], first["backward"], first["device"]), ("matmul", "step", False, "cpu"))
        self.assertEqual((first["formula"], first["shapes"]), (pg.ops()["matmul"].formula, pg.ops()["matmul"].shapes))
        self.assertEqual([(i["name"], i["shape"], i["dtype"], i["from"]) for i in first["inputs"]],
                         [("a", (5, 4), "f32", None), ("b", (3, 4), "f32", None)])
        output = first["outputs"][0]
        self.assertEqual((output["name"], output["shape"]), ("y", (5, 3)))
        self.assertEqual(output["sha256"], hashlib.sha256(y.numpy().tobytes()).hexdigest())
        self.assertEqual((output["check"]["checked"], output["check"]["outside"], first["flops"]), (15, 0, 2 * 5 * 3 * 4))
        self.assertAlmostEqual(output["check"]["rms"], float(np.sqrt(np.square(y.numpy()).mean())), places=5)
        worst = output["check"]["worst"]
        self.assertEqual(worst["error"], abs(worst["value"] - worst["expected"]))
        self.assertEqual(audit.calls[1]["inputs"][0]["from"], 1)
        self.assertTrue(any(call["backward"] for call in audit.calls))
        self.assertEqual(audit.figures, [{"name": "loss", "value": 2.5, "after_call": audit.all_calls}])
        self.assertEqual(audit.rounds, [{"scope": "step", "all": 1, "recorded": 1}])
        self.assertEqual(sum(total["calls"] for total in audit.totals), audit.all_calls)

    def test_samples(self):
        with pg.audit(every=2, ops=["relu"], elements=3) as audit:
            for _ in range(4):
                with pg.call_scope("step"):
                    pg.sum(pg.relu(pg.Variable(ones(10))))
        self.assertEqual(audit.rounds, [{"scope": "step", "all": 4, "recorded": 2}])
        checks = {call["name"]: call["outputs"][0]["check"] for call in audit.calls}
        self.assertEqual(checks["relu"]["checked"], 3)
        self.assertIsNone(checks["sum"])

    def test_a_broken_kernel_is_found(self):
        with pg.audit() as audit:
            pg.result_of(Mean(ones(5, 8)))
        self.assertEqual((audit.outside, audit.calls[0]["name"], audit.calls[0]["flops"]), (0, "own_mean", 40))
        broken = Mean(ones(5, 8))
        broken.forgets = 1
        with pg.audit() as audit:
            pg.result_of(broken)
        self.assertEqual(audit.outside, 5)

    def test_updates_in_place_are_checked_with_the_old_input(self):
        x = ones(4)
        with pg.audit() as audit:
            pg.dispatch(Doubled(x))
        self.assertEqual((audit.outside, x.at(3)), (0, 2))

    def test_one_at_a_time_and_gone_after_an_exception(self):
        with pg.audit():
            with self.assertRaisesRegex(pg.ValueError, "one audit or observer at a time"):
                with pg.audit():
                    pass
        with self.assertRaises(KeyError):
            with pg.audit() as audit:
                pg.kernels.relu(ones(2))
                raise KeyError
        self.assertEqual(audit.all_calls, 1)
        pg.kernels.relu(ones(2))
        self.assertEqual(audit.all_calls, 1)
        with pg.audit() as audit:
            with self.assertRaisesRegex(pg.ValueError, "after its `with` block"):
                audit.calls
        with self.assertRaisesRegex(pg.ValueError, "every is 0"):
            pg.audit(every=0)


class Observers(unittest.TestCase):
    def test_calls_end_and_kept_ones_stay(self):
        class Keeps:
            def before(self, call):
                self.seen, self.kept = call, call.keep_inputs()

            def after(self, call, seconds):
                self.outputs, self.flops = call.outputs, call.flops()

        keeps = Keeps()
        with pg.observe(keeps) as same:
            y = pg.kernels.matmul(ones(2, 3), ones(3, 4))
        self.assertIs(same, keeps)
        pg.kernels.relu(ones(2))
        self.assertTrue(np.shares_memory(keeps.outputs[0].numpy(), y.numpy()))
        self.assertEqual((keeps.flops, keeps.kept.value("M*N"), keeps.kept.info.name), (48, 8, "matmul"))
        self.assertEqual(keeps.kept.reference(0, 0).value, 3)
        self.assertEqual(keeps.kept.reference(0, 0).roundings, 5)
        with self.assertRaisesRegex(pg.ValueError, "is over; keep_inputs"):
            keeps.seen.info
        with self.assertRaises(IndexError):
            keeps.kept.reference(0, 8)
        with self.assertRaises(IndexError):
            keeps.kept.reference(1, 0)

    def test_an_exception_in_an_observer_comes_through(self):
        class Breaks:
            def before(self, call):
                raise KeyError("mine")

        with self.assertRaisesRegex(KeyError, "mine"):
            with pg.observe(Breaks()):
                pg.kernels.relu(ones(2))
        self.assertEqual(pg.kernels.relu(ones(2)).at(0), 1)

    def test_scopes(self):
        with pg.call_scope("a"), pg.call_scope("b"):
            self.assertEqual(pg.scope(), "a/b")
        self.assertEqual(pg.scope(), "")


class OwnOps(unittest.TestCase):
    def test_the_contract_is_held(self):
        self.assertEqual(pg.result_of(Mean(ones(5, 8))).shape, (5,))
        with self.assertRaisesRegex(pg.ShapeError, r"^own_mean: 'x' has shape \(5,\); expected \(R, C\)"):
            pg.result_of(Mean(ones(5)))
        odd = Mean(ones(5, 8))
        odd.y = ones(4)
        with self.assertRaisesRegex(pg.ShapeError, r"own_mean: 'y' has shape \(4,\)"):
            pg.result_of(odd)
        with self.assertRaisesRegex(pg.ValueError, "own_mean: there is no 'x'"):
            pg.result_of(Mean(None))
        with self.assertRaisesRegex(pg.ValueError, "'x' is of type ndarray; expected a Tensor"):
            pg.result_of(Mean(np.ones((5, 8))))
        with self.assertRaisesRegex(pg.ValueError, "Odd has no `info`"):
            class Odd:
                pass
            pg.result_of(Odd())
        with self.assertRaises(pg.ValueError):
            pg.OpInfo(name="odd", formula="", shapes="x (A y (A)")


if __name__ == "__main__":
    unittest.main()
