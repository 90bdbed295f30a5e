"""Signing in through HelseID (staff) and ID-porten (patients and next of kin), by OpenID Connect.

One sign-in, and the file that does each step:

    leave our page      views.start    -> exchange.leave_for: what is asked is pushed to the
                                          provider; the browser carries only a reference to it
    at the provider     the person proves who they are
    come back           views.come_back -> exchange.redeem: the code becomes an ID token, which
                                          tokens.py checks claim by claim
    let in, or not      flow/sign_in.py knows whom the identity fits
    leave again         leaving.py: from here, or because the provider says so

profiles.py holds what differs between the two providers; failures.py all that can go wrong.
"""
