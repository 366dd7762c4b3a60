"""Lists, pushes and what became of them, as far as somebody may read them."""
