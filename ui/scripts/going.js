// The browser leaves for another address of this server, such as the one that sets its cookie.
export default function ({ data }) {
  const address = data && data.address
  if (typeof address === "string" && /^\/(?![/\\])/.test(address)) window.location.replace(address)
}
