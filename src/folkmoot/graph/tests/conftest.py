"""Kernels compile when first called, so a property's first example may take seconds."""

from hypothesis import settings

settings.register_profile("kernels", settings.get_profile("house"), max_examples=60)
settings.load_profile("kernels")
