"""Signing in without an electronic identity: names and passwords, passkeys, codes given by hand."""
