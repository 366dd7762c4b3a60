"""A person's account and rights."""

from tests.matrix.roles import ALL, OPERATOR, OWNERS, SIGNED_IN, R

ROUTES: dict[str, frozenset] = {
    # accounts
    "GET accounts.sign_in": ALL,
    "POST accounts.sign_in": ALL,
    "POST accounts.sign_out": ALL,
    "GET accounts.second": ALL,  # leads to signing in where nobody gave a password
    "POST accounts.second": ALL,
    "GET accounts.set_up": ALL,
    "POST accounts.set_up": ALL,
    "GET accounts.second_factor_own": SIGNED_IN,
    "POST accounts.second_factor_own": SIGNED_IN,
    "GET accounts.recovery_codes": SIGNED_IN,
    "POST accounts.recovery_codes": SIGNED_IN,
    "GET accounts.mine": SIGNED_IN,
    "POST accounts.end_sessions": SIGNED_IN,
    "GET accounts.choose": SIGNED_IN,
    "POST accounts.act_as": SIGNED_IN,
    "GET accounts.password": SIGNED_IN,
    "POST accounts.password": SIGNED_IN,
    "GET accounts.unsent": SIGNED_IN,
    "GET accounts.prove": SIGNED_IN,
    "POST accounts.prove": SIGNED_IN,
    "POST accounts.send_code": SIGNED_IN,
    "GET accounts.change": SIGNED_IN,
    "POST accounts.change": SIGNED_IN,
    "GET accounts.forgotten": ALL,
    "POST accounts.forgotten": ALL,
    "GET accounts.new_password": ALL,
    "POST accounts.new_password": ALL,
    "GET accounts.code_sign_in": ALL,  # 404 where no text can be sent
    "POST accounts.code_sign_in": ALL,
    "GET accounts.paper_codes": frozenset({R.CLERK, R.OPERATOR}),
    "POST accounts.paper_codes": frozenset({R.CLERK, R.OPERATOR}),
    "GET accounts.paper_reset": OPERATOR,
    "POST accounts.paper_reset": OPERATOR,
    "GET accounts.change_code": SIGNED_IN,
    "POST accounts.change_code": SIGNED_IN,
    # a person's rights
    "GET rights.data": SIGNED_IN,
    "POST rights.data": SIGNED_IN,
    "GET rights.erase": SIGNED_IN,
    "POST rights.erase": SIGNED_IN,
    "POST rights.undo": SIGNED_IN,
    "GET rights.stop": OWNERS,
    "POST rights.stop": OWNERS,
}
