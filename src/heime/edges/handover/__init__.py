"""Handing a case over, and receiving one: the pages of both sides."""
