"""Acts as the lake holds them, compared with each other and with what people annotated."""
