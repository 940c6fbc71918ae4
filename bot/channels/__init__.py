"""Ways in and out: the web API, the engine, the console. They translate and decide nothing."""
