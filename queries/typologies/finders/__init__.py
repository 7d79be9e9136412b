"""Kernels as typologies use them, each registered with its parameters and features."""
