"""Understand: who knows, who bridges, whom others follow; owned first by the person it describes."""
