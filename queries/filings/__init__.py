"""What companies report: figures, parties and warning signs."""
