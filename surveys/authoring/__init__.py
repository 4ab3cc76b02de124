"""Writing a survey: from the editor's blocks to the frozen version that visitors get."""
