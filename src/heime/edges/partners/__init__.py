"""Those outside the house that something must be sent to: a shape, a client and a fake each."""
