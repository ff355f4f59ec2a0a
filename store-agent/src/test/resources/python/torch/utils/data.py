from torch import Numbers


class TensorDataset:
    def __init__(self, features, labels):
        self.features, self.labels = features, labels

    def __len__(self):
        return len(self.features)


class DataLoader:
    def __init__(self, rows, batch_size, shuffle=False):
        if batch_size <= 0:
            raise ValueError(f"batch_size should be a positive integer value, but got {batch_size}")
        self.rows = rows

    def __iter__(self):
        return iter([(self.rows.features, self.rows.labels)])


def random_split(rows, shares, generator):
    """As PyTorch: lengths are rounded down, and what is left goes to the first parts."""
    lengths = [int(len(rows) * share) for share in shares]
    for i in range(len(rows) - sum(lengths)):
        lengths[i % len(lengths)] += 1
    return [TensorDataset(Numbers([0] * n), Numbers([1] * n)) for n in lengths]
