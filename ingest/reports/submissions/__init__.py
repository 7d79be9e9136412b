"""EDGAR's full submissions: an SGML header and every document of a filing."""
