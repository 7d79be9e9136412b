"""How entities hang together: paths, maps, and the graph read hop by hop."""
