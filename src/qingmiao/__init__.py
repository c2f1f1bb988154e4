"""Qingmiao (青苗): a development plan document in, every commitment checked."""

__version__ = "0.1.0"
