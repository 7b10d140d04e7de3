import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { AwsError } from '../errors.ts';
import { text } from '../input.ts';
import { Crc32c, Crc64Nvme } from './crc.ts';

export const checksumAlgorithms = ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const;
export type ChecksumAlgorithm = (typeof checksumAlgorithms)[number];

/** What S3 keeps of an object's checksum; COMPOSITE is the checksum of the parts' checksums, with `-N`. */
export interface Checksum {
  readonly algorithm: ChecksumAlgorithm;
  readonly value: string;
  readonly type: 'FULL_OBJECT' | 'COMPOSITE';
}

/** The members by which a request names or carries a checksum. */
export const checksumInput = {
  ChecksumAlgorithm: text(),
  ChecksumCRC32: text(),
  ChecksumCRC32C: text(),
  ChecksumCRC64NVME: text(),
  ChecksumSHA1: text(),
  ChecksumSHA256: text(),
} as const;

type ChecksumMembers = { ChecksumAlgorithm?: string } & { [A in ChecksumAlgorithm as `Checksum${A}`]?: string };

export interface Hasher {
  update(chunk: Uint8Array): void;
  digest(): Buffer;
}

export function hasher(algorithm: ChecksumAlgorithm): Hasher {
  switch (algorithm) {
    case 'CRC32':
      return new Crc32();
    case 'CRC32C':
      return new Crc32c();
    case 'CRC64NVME':
      return new Crc64Nvme();
    default:
      return createHash(algorithm.toLowerCase());
  }
}

/**
 * The algorithm a request asks for (or whose value it carries), and the value the body must have if the headers say one.
 * @throws InvalidRequest for an unknown algorithm
 */
export function requestedChecksum(input: ChecksumMembers): { algorithm?: ChecksumAlgorithm; expected?: string } {
  const carried = checksumAlgorithms.find((algorithm) => input[`Checksum${algorithm}`] !== undefined);
  const algorithm = carried ?? (input.ChecksumAlgorithm?.toUpperCase() as ChecksumAlgorithm | undefined);
  if (!algorithm) return {};
  if (!checksumAlgorithms.includes(algorithm)) {
    throw new AwsError(
      'InvalidRequest',
      'Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]',
    );
  }
  return { algorithm, expected: input[`Checksum${algorithm}`] };
}

/** @throws BadDigest when the body is not the one the client computed its checksum over */
export function verifyChecksum(algorithm: ChecksumAlgorithm, expected: string | undefined, actual: string): void {
  if (expected === undefined || expected === actual) return;
  throw new AwsError('BadDigest', `The ${algorithm} you specified did not match the calculated checksum.`);
}

/** The answer's members for a checksum: `{ChecksumCRC32: '…', ChecksumType: 'FULL_OBJECT'}`. */
export function checksumOutput(checksum: Checksum | undefined): Record<string, string> {
  return checksum ? { [`Checksum${checksum.algorithm}`]: checksum.value, ChecksumType: checksum.type } : {};
}

class Crc32 implements Hasher {
  #value = 0;

  update(chunk: Uint8Array): void {
    this.#value = crc32(chunk, this.#value);
  }

  digest(): Buffer {
    const out = Buffer.alloc(4);
    out.writeUInt32BE(this.#value);
    return out;
  }
}
