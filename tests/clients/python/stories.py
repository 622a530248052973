"""Microsoft's Python sign-in libraries against a practice tenant. Not part of `cargo xtask test`; by hand:

    pip install -r requirements.txt
    doorward practice serve --json --tls > welcome.json &
    python stories.py welcome.json
"""

import json
import os
import ssl
import sys
import urllib.request

with open(sys.argv[1], encoding="utf-8") as file:
    welcome = json.load(file)
# The libraries read it when they are imported.
os.environ["REQUESTS_CA_BUNDLE"] = welcome["caFile"]

import msal  # noqa: E402
from azure.identity import DeviceCodeCredential  # noqa: E402

trust = ssl.create_default_context(cafile=welcome["caFile"])
origin = welcome["login"].replace("127.0.0.1", "localhost")
admin = welcome["accounts"][0]["upn"]


def ask(url: str, token: str, body: object = None) -> bytes:
    """Sends JSON with a bearer token; raises when the answer is a refusal."""
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(urllib.request.Request(url, data, headers), context=trust) as answer:
        return answer.read()


def approve(user_code: str) -> None:
    """Says yes to a device code, as the person would."""
    control = welcome["control"]
    ask(f"{control['url']}/device-codes/{user_code}/approve", control["token"], {"account": admin})


def who(token: str) -> str:
    """The user name that Graph knows the token's holder by."""
    return json.loads(ask(f"{origin}/v1.0/me", token))["userPrincipalName"]


def msal_signs_in_and_renews() -> None:
    app = msal.PublicClientApplication(
        welcome["clientId"], authority=f"{origin}/{welcome['tenantId']}", instance_discovery=False
    )
    flow = app.initiate_device_flow(scopes=["User.Read"])
    approve(flow["user_code"])
    first = app.acquire_token_by_device_flow(flow)
    assert who(first["access_token"]) == admin, first
    account = app.get_accounts()[0]
    second = app.acquire_token_silent_with_error(["User.Read"], account, force_refresh=True)
    assert second["access_token"] != first["access_token"], "the refresh token brings a new one"
    assert who(second["access_token"]) == admin


def azure_identity_signs_in() -> None:
    credential = DeviceCodeCredential(
        client_id=welcome["clientId"],
        tenant_id=welcome["tenantId"],
        authority=origin,
        disable_instance_discovery=True,
        connection_verify=welcome["caFile"],
        prompt_callback=lambda _uri, user_code, _expires: approve(user_code),
    )
    assert who(credential.get_token("https://graph.microsoft.com/User.Read").token) == admin


for story in (msal_signs_in_and_renews, azure_identity_signs_in):
    story()
    print(f"ok {story.__name__}")
