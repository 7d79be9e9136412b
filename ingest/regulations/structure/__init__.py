"""From lines and blocks to an act: titles, headings, paragraphs, points, days."""
