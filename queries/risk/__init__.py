"""How much risk an entity carries, and why."""
