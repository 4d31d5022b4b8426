"""Measurements that anyone can repeat; nothing here runs when questions are asked."""
