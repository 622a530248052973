// Sends the one form that is meant to go on by itself. Without scripts its button does the same.
document.getElementById("saml-response")?.submit();
