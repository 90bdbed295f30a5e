"""What a team lead counts: every number with its numerator, its denominator, and what it is not.

`defined` says in words what each number is; `counted` works it out. A number of the overview is in
both and nowhere else.
"""
