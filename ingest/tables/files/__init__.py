"""Files of tables: found, decoded, cut into well-formed records."""
