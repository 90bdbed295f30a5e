"""Signing in, and who asks in each request."""
