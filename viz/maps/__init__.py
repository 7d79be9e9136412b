"""Maps: scenes, pages and files of a part of the graph."""
