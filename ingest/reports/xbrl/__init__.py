"""XBRL facts, from inline documents and from classic instances."""
