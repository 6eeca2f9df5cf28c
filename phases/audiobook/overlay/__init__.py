"""Text and sound of a book laid one over the other: EPUB 3 with Media Overlays."""
