// Counts what is typed as an operator would bill it. A convenience: the server counts again.
