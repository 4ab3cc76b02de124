"""Toolkits for schools and youth work, and the planner that lays them over an academic year and keeps nothing."""
