// Nothing is fetched from elsewhere: the validator badge, which would be, is off.
SwaggerUIBundle({
  url: new URL("openapi.json", document.baseURI).href,
  dom_id: "#calls",
  deepLinking: true,
  validatorUrl: null,
  persistAuthorization: false,
});
