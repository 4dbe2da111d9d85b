"""Growth: a stream of requests, what answers them in the end, and at what cost."""
