#!/usr/bin/env python3
"""Trains the digits model and writes digits.onnx and the test pictures.

Needs Debian's python3-sklearn, python3-torch and python3-onnx; only for a new training, as
its results are in this folder. The data are the 1797 handwritten digits of 8x8 pixels that
come with scikit-learn; every fifth is held back to test with.
"""
import io
import pathlib

import onnx
import sklearn.datasets
import torch
from torch import nn

FOLDER = pathlib.Path(__file__).parent
PICTURES_OF_EACH_DIGIT = 2


def make_model():
    return nn.Sequential(
        nn.Conv2d(1, 16, 3, padding=1, bias=False),
        nn.BatchNorm2d(16),
        nn.ReLU(),
        nn.Conv2d(16, 32, 3, padding=1, bias=False),
        nn.BatchNorm2d(32),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(32, 32, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Dropout(0.2),
        nn.Linear(128, 10),
        nn.Softmax(dim=1),
    )


def load_digits():
    digits = sklearn.datasets.load_digits()
    images = torch.tensor(digits.images, dtype=torch.float32).unsqueeze(1) / 16
    labels = torch.tensor(digits.target)
    held_back = torch.arange(len(labels)) % 5 == 0
    return images, labels, held_back


def train(model, images, labels, epochs=60):
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3, weight_decay=1e-4)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, epochs)
    for _ in range(epochs):
        for batch in torch.randperm(len(labels)).split(32):
            loss = nn.functional.nll_loss(torch.log(model(images[batch]) + 1e-9), labels[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        schedule.step()


def accuracy(model, images, labels):
    with torch.no_grad():
        return (model(images).argmax(1) == labels).float().mean().item()


def export(model, path):
    buffer = io.BytesIO()
    torch.onnx.export(model, torch.zeros(1, 1, 8, 8), buffer, input_names=["image"],
                      output_names=["probabilities"], opset_version=13,
                      training=torch.onnx.TrainingMode.PRESERVE, do_constant_folding=False)
    proto = onnx.load_from_string(buffer.getvalue())
    proto.graph.name = "digits"
    onnx.checker.check_model(proto)
    onnx.save(proto, path)


def write_picture(path, image):
    rows = [" ".join(f"{int(pixel * 16):2d}" for pixel in row) for row in image[0]]
    path.write_text("P2\n8 8\n16\n" + "\n".join(rows) + "\n")


def main():
    torch.manual_seed(7)
    images, labels, held_back = load_digits()
    model = make_model()
    train(model.train(), images[~held_back], labels[~held_back])
    model.eval()
    print(f"accuracy on {int(held_back.sum())} digits held back: "
          f"{accuracy(model, images[held_back], labels[held_back]):.4f}")
    export(model, FOLDER / "digits.onnx")
    (FOLDER / "pictures").mkdir(exist_ok=True)
    for digit in range(10):
        chosen = (held_back & (labels == digit)).nonzero().flatten()[:PICTURES_OF_EACH_DIGIT]
        for i, index in enumerate(chosen):
            write_picture(FOLDER / "pictures" / f"{digit}-{i}.pgm", images[index])


if __name__ == "__main__":
    main()
