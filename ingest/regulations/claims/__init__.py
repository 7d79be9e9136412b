"""What an act says, as claims."""
