"""Watchlists: OFAC's lists, the UN Security Council's list, and FollowTheMoney entities."""
