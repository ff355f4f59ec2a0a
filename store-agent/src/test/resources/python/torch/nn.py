from torch import Numbers


class functional:
    @staticmethod
    def binary_cross_entropy_with_logits(scores, labels):
        return Numbers([0.5])


class Sequential:
    def __init__(self, *layers):
        self.layers = layers

    def load_state_dict(self, arrays):
        return None

    def __call__(self, features):
        return features


def Linear(inputs, outputs):
    return None


def ReLU():
    return None
