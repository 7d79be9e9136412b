"""Financial reports: figures, parties and narrative, each with its place in the document."""
