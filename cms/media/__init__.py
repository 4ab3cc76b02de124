"""Uploads: what staff send is opened by its content, checked and made anew; nothing else of the file is stored."""
