"""What proves who somebody is, short of a password: codes given by hand, keys of devices."""
