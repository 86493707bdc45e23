"""Chapter 5: docs/tutorial/05_norm_dropout.md"""
import numpy as np

import posegrad as pg
from show import random_tensor, show

EPS = 1e-5


# Channel 0 around 5, channel 1 between -0.01 and 0.01.
def two_channels(seed):
    x = random_tensor((8, 4, 2), pg.f32, seed)
    x.numpy()[:] = x.numpy() * np.float32([1, 0.01]) + np.float32([5, 0])
    return x


def training_and_evaluation():
    norm = pg.nn.BatchNorm1d(2)
    for seed in range(1, 201):
        norm.forward(pg.Variable(two_channels(seed)), "training", 0.1)
    show("running mean", norm.running_mean, 1)
    show("running deviation", pg.sqrt(pg.Variable(norm.running_var)).value, 3)

    one_frame = pg.Variable(two_channels(201).reshape((32, 1, 2)).rows(0, 1))
    trained = norm.forward(one_frame, "training", 0).value
    evaluated = norm.forward(one_frame, "evaluation", 0).value
    show("one frame", one_frame.value.reshape((2,)), 3)
    show("in training", trained.reshape((2,)))
    show("in evaluation", evaluated.reshape((2,)))


def masks():
    ones = pg.Variable(pg.full((12,), 1))
    random = pg.nn.RandomStream(seed=7)
    half = pg.nn.Dropout(0.5)
    training = pg.nn.Pass(mode="training", random=random)
    show("step 1", half.forward(ones, training).value, 0)
    show("step 2", half.forward(ones, training).value, 0)
    show("step 1 again", pg.dropout(ones, 0.5, seed=7, counter=0).value, 0)
    show("evaluation", half.forward(ones).value, 0)


# Batch norm of the rows of x, put together from smaller ops.
def batchnorm_of_ops(x, gamma, beta):
    centred = x - pg.mean(x, [0], True)
    variance = pg.mean(centred * centred, [0], True)
    return gamma * (centred / pg.sqrt(variance + EPS)) + beta


# The same, but the variance passes for a constant.
def forgetful_batchnorm(x, gamma, beta):
    centred = x - pg.mean(x, [0], True)
    variance = pg.mean(centred * centred, [0], True).detach()
    return gamma * (centred / pg.sqrt(variance + EPS)) + beta


def compare(name, norm):
    inputs = [random_tensor((6, 3), pg.f64, 8), random_tensor((3,), pg.f64, 9), random_tensor((3,), pg.f64, 10)]
    output = pg.gradcheck(norm, inputs).ok()
    summed = pg.gradcheck(lambda *v: pg.sum(norm(*v)), inputs).ok()
    print(f"{name}: random cotangent {'right' if output else 'WRONG'}, sum {'right' if summed else 'WRONG'}")


training_and_evaluation()
masks()
compare("the library's op", lambda x, gamma, beta: pg.batchnorm(x, gamma, beta, EPS))
compare("of smaller ops", batchnorm_of_ops)
compare("forgetful", forgetful_batchnorm)
