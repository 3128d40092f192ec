//! What a host can ask for: the command table, settings, connections, runs, the demo.
