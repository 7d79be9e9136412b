"""Everything known of one entity at one moment."""
