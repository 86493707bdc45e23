"""What the pictures of the docs are drawn with. Standard library only."""
