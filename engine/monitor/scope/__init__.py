"""Whom an event can concern: how far each rule looks, and who is judged again in a step."""
