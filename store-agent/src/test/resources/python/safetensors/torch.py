def load_file(path):
    return {}


def save_file(arrays, path):
    return None
