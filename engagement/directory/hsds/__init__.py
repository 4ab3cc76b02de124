"""Entries as other directories read and write them: Open Referral UK, the British use of the Human Services Data
Specification 3 (HSDS)."""
