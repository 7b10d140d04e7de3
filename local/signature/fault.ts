/** Why a request is not taken; each protocol has its own name, status and words for it. */
export type FaultKind =
  /** Nobody signed. */
  | 'missing'
  /** A part of the signature is not there or cannot be read. */
  | 'incomplete'
  /** Another algorithm than AWS4-HMAC-SHA256. */
  | 'algorithm'
  /** A key that this world does not know, or a role's without its session token. */
  | 'key'
  /** A session token that is not the key's. */
  | 'token'
  /** The session of AssumeRole is over. */
  | 'token-expired'
  /** Signed for another service, or another day than it says. */
  | 'scope'
  /** A header that counts is not signed. */
  | 'unsigned'
  /** More than 15 minutes from now. */
  | 'skew'
  /** A presigned URL after its time, or before it. */
  | 'expired'
  | 'not-yet'
  /** Another secret, or another request than the one that was signed. */
  | 'mismatch';

export class SignatureFault extends Error {
  override readonly name = 'SignatureFault';
  readonly kind: FaultKind;
  /** Members of S3's answer. */
  readonly members: Readonly<Record<string, string>>;

  /** `detail`: AWS's words where they depend on the request. */
  constructor(kind: FaultKind, detail = '', members: Readonly<Record<string, string>> = {}) {
    super(detail);
    this.kind = kind;
    this.members = members;
  }
}
