"""How somebody comes in: referrals, the steps to the start, pauses, lists of people, the end."""
