"""Extraction from English law: patterns over words, and over parsed sentences."""
