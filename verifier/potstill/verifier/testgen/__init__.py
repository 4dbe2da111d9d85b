"""Tests from an artifact: strategies to draw requests with, named cases, and a file of tests to keep."""
