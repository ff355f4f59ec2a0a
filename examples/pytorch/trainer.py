"""A store's trainer in PyTorch. Put your own model and rows where marked.

The round's layout is the model's state_dict: the same names, the same shapes. Needs torch and
safetensors.
"""

import json
import sys

import torch
from safetensors.torch import load_file, save_file
from torch import nn
from torch.utils.data import DataLoader, TensorDataset, random_split


def build_model():
    """Your model. Its layout: 0.weight [16, 8], 0.bias [16], 2.weight [1, 16], 2.bias [1]."""
    return nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, 1))


def read_rows(path):
    """Your rows; here a file that torch.save wrote: features [n, 8] and labels [n] of 0 or 1."""
    saved = torch.load(path, weights_only=True)
    return TensorDataset(saved["features"].float(), saved["labels"].float())


def split(rows, held_out):
    """The same fifth is held out in every round."""
    parts = random_split(rows, [0.8, 0.2], generator=torch.Generator().manual_seed(1))
    return parts[1] if held_out else parts[0]


def train(model, rows, config):
    rate = float(config.get("learning_rate", "0.01"))
    mu = float(config.get("mu", "0"))
    start = [parameter.detach().clone() for parameter in model.parameters()]
    optimiser = torch.optim.SGD(model.parameters(), lr=rate)
    loss_of = nn.BCEWithLogitsLoss()
    for _ in range(int(config.get("epochs", "1"))):
        for features, labels in DataLoader(rows, batch_size=32, shuffle=True):
            loss = loss_of(model(features).squeeze(1), labels)
            for parameter, global_value in zip(model.parameters(), start):
                loss = loss + mu / 2 * (parameter - global_value).square().sum()  # FedProx
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()


@torch.no_grad()
def measure(model, rows):
    features, labels = next(iter(DataLoader(rows, batch_size=len(rows))))
    scores = model(features).squeeze(1)
    loss = nn.functional.binary_cross_entropy_with_logits(scores, labels)
    accuracy = ((scores > 0) == (labels > 0.5)).float().mean()
    return {"loss": loss.item(), "accuracy": accuracy.item()}


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        round_ = json.load(file)
    training = round_["task"] == "train"
    torch.manual_seed(round_.get("seed", 0))
    model = build_model()
    if round_["model"]:
        model.load_state_dict(load_file(round_["model"]))
    rows = split(read_rows(round_["data"]), held_out=not training)
    if training:
        if not len(rows):
            sys.exit(f"store {round_['store_id']} has no rows to train on in {round_['data']}")
        train(model, rows, round_["training_config"])
        save_file({name: t.contiguous() for name, t in model.state_dict().items()}, round_["update"])
    metrics = measure(model, rows) if len(rows) else {}  # a store may be too small
    metrics["training_samples" if training else "evaluation_samples"] = len(rows)
    with open(round_["metrics"], "w", encoding="utf-8") as file:
        json.dump(metrics, file)


if __name__ == "__main__":
    main()
