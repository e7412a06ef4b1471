//! The shell: where the engine meets the world.
