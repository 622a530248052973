// Sends the one form that is meant to go on by itself. Without scripts its button does the same.
document.querySelector("#saml-response, #oidc-response")?.submit();
