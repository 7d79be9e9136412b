"""A language model of the user's own as a second extractor, whose every answer must quote.

It reads the texts of documents that are in the lake, asks an OpenAI-compatible endpoint that the
workspace's settings name, and believes nothing that does not stand word for word in the text.
Without such settings nothing leaves the machine.
"""
