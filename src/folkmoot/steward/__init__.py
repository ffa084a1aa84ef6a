"""Those who look after the place: moderation, administration, and what they steer by."""
