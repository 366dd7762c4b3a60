"""What the pages show: plain texts, every field of a need through the visibility table."""
