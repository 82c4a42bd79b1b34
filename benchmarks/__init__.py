"""Measurements that are run by hand and reported with their conditions."""
