/** A TCP socket that waits for connections. */
export interface Listener {
  /** `0.0.0.0`, `127.0.0.1`, `::`, `::1`, … */
  readonly address: string;
  readonly port: number;
  /** What the links in `/proc/PID/fd` name it by; '' where that is not known. */
  readonly inode: string;
}

/** The state LISTEN in the kernel's tables. */
const listening = '0A';

/**
 * Reads Linux' `/proc/net/tcp` or `/proc/net/tcp6`: addresses there are words of 32 bits in the machine's own order, which is little-endian
 * on every machine that SageMaker, CodeBuild and Node's releases for Linux and macOS share.
 * @see https://docs.kernel.org/networking/proc_net_tcp.html
 */
export function readListeners(table: string): Listener[] {
  return table
    .split('\n')
    .slice(1)
    .flatMap((line) => {
      const fields = line.trim().split(/\s+/);
      const [address = '', port = ''] = (fields[1] ?? '').split(':');
      return fields[3] === listening ? [{ address: readAddress(address), port: Number.parseInt(port, 16), inode: fields[9] ?? '' }] : [];
    });
}

function readAddress(hex: string): string {
  const bytes = (hex.match(/.{8}/g) ?? []).flatMap((word) => (word.match(/../g) ?? []).reverse().map((byte) => Number.parseInt(byte, 16)));
  if (bytes.length === 4) return bytes.join('.');
  const last = bytes.slice(12);
  const isMapped = bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 255 && bytes[11] === 255;
  if (isMapped) return last.join('.');
  if (bytes.every((byte) => byte === 0)) return '::';
  if (bytes.slice(0, 15).every((byte) => byte === 0)) return `::${last[3]?.toString(16)}`;
  const words = Array.from({ length: 8 }, (_, index) => ((bytes[index * 2] ?? 0) * 256 + (bytes[index * 2 + 1] ?? 0)).toString(16));
  return words.join(':');
}

/** Whether only the container itself reaches what listens there. */
export const isLoopback = (address: string): boolean => /^127\.|^::1$/.test(address);

/** `127.0.0.1:8080`, `[::1]:8080`. */
export const shownListener = ({ address, port }: Listener): string => `${address.includes(':') ? `[${address}]` : address}:${port}`;

/** Some listeners in words, each once. */
export const shownListeners = (listeners: readonly Listener[]): string => [...new Set(listeners.map(shownListener))].join(' and ');

/**
 * Why nobody outside of the container reaches a server that does listen on the port; undefined: it is reached, or does not listen there (yet).
 * SageMaker asks from outside of the container, and so does `docker run --publish`.
 */
export function loopbackFault(listeners: readonly Listener[], port: number): string | undefined {
  const there = listeners.filter((listener) => listener.port === port);
  if (there.length === 0 || there.some(({ address }) => !isLoopback(address))) return undefined;
  return (
    `the server listens on ${shownListeners(there)} only, which nothing outside of the container reaches, and SageMaker asks from outside: ` +
    'let it listen on 0.0.0.0'
  );
}
