"""Chapter 8: docs/tutorial/08_training.md"""
import posegrad as pg
from posegrad import pose

EPOCHS = 8


def people():
    made = pose.synthesize(frames_per_take=40, takes=1, subjects=["S1", "S5", "S6", "S7", "S8", "S9"],
                           actions=["Walking", "Waving", "Squatting"])
    return pose.make_h36m(made.positions, made.ground_truth)


def in_double(x):
    return pg.Variable(x.to("f64"))


def train_epoch(model, batches, optimizer, training):
    """Mean loss of an epoch, metres."""
    total = 0
    for batch in batches:
        pose.root_to_origin(batch.positions)
        predicted = model.forward(in_double(batch.keypoints), training, "single_frame")
        loss = pose.mpjpe_loss(predicted, in_double(batch.positions))
        pg.backward(loss)
        optimizer.step()
        total += loss.item() * batch.size
    return total / batches.samples_per_epoch


def test_error(model, sequences):
    """Mean joint error of whole sequences, metres."""
    total = 0
    with pg.no_grad():
        for sequence in sequences:
            padded = pose.whole_sequence(sequence, padding=model.padding)
            predicted = model.forward(in_double(padded), form="dilated")
            target = sequence.positions.clone().reshape((1, sequence.frames, 17, 3))
            pose.root_to_origin(target)
            total += pose.mpjpe_loss(predicted, in_double(target)).item()
    return total / len(sequences)


pg.set_threads(1)  # matrices this small are not worth a second one
dataset = people()
training = pose.select(dataset, ["S1", "S5", "S6", "S7", "S8"])
test = pose.select(dataset, ["S9"])
print(f"{len(training)} sequences to train on, {len(test)} to test")

model = pose.TemporalModel(widths=[3, 3, 3], channels=64, dropout=0.1, seed=1)
state = model.state()
for name, parameter in state.parameters:
    parameter.value = parameter.value.to("f64")

batches = pose.ChunkedBatches(training, dataset.mirroring, chunks_per_batch=64, padding=model.padding, mirror=True)
print(f"{batches.samples_per_epoch} windows of {model.receptive_field} frames in {batches.batches_per_epoch} batches")

optimizer = pg.nn.Adam(state.parameters, learning_rate=3e-3)
random = pg.nn.RandomStream(seed=1)
print(f"untrained: {1000 * test_error(model, test):.0f} mm")
for epoch in range(EPOCHS):
    momentum = pose.Schedule.momentum(epoch, EPOCHS)
    loss = train_epoch(model, batches, optimizer, pg.nn.Pass(mode="training", momentum=momentum, random=random))
    print(f"epoch {epoch + 1}: momentum {momentum:.3f}, rate {optimizer.learning_rate:.5f}, loss {1000 * loss:3.0f} mm, "
          f"test {1000 * test_error(model, test):3.0f} mm")
    optimizer.learning_rate *= pose.Schedule().learning_rate_decay
