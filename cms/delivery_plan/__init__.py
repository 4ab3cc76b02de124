"""The delivery plan for its readers: measures tied to published estimates, filters, files and kept years."""
