"""Puts the generated stubs where Python finds them."""

import os
import sys


def use(directory):
    """Returns the grpc package, which then also holds the generated grpc.health and grpc.reflection."""
    sys.path.append(directory)
    import grpc

    grpc.__path__.append(os.path.join(directory, "grpc"))
    return grpc
