"""As much of PyTorch's interface as examples/pytorch needs to measure; not PyTorch.

torch.load reads the number of rows. DataLoader refuses a batch of no rows, as PyTorch's does.
"""


class Numbers(list):
    def float(self):
        return Numbers(float(x) for x in self)

    def squeeze(self, _):
        return self

    def mean(self):
        return Numbers([sum(self) / len(self)])

    def item(self):
        return self[0]

    def __gt__(self, bound):
        return Numbers(x > bound for x in self)

    def __eq__(self, other):
        return Numbers(x == y for x, y in zip(self, other))


class Generator:
    def manual_seed(self, _):
        return self


def manual_seed(_):
    return None


def no_grad():
    return lambda function: function


def load(path, weights_only):
    with open(path, encoding="utf-8") as file:
        rows = int(file.read())
    return {"features": Numbers([0] * rows), "labels": Numbers([1] * rows)}


from torch import nn  # noqa: E402,F401
