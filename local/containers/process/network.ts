/** How this machine reaches the network: proxies and certificates, which are not the image's. */
export function machineNetwork(): Record<string, string> {
  const names = ['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'http_proxy', 'https_proxy', 'no_proxy'];
  // biome-ignore lint/style/noProcessEnv: proxies and certificates are the machine's, not the image's.
  return Object.fromEntries(names.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name] as string]])));
}
