/** The most bytes of UTF-8 that AWS lets an input, an output or the variables of one Assign have. */
export const PAYLOAD_LIMIT = 262_144;

/** JSON as Step Functions carries it: the text travels untouched, the value is read only when somebody asks for it. */
export class Json {
  static readonly null = new Json('null', null);
  readonly text: string;
  #value: unknown;

  private constructor(text: string, value: unknown) {
    this.text = text;
    this.#value = value;
  }

  /** Text that came from outside, kept with its white space. Reading `value` throws SyntaxError when it is no JSON. */
  static ofText(text: string): Json {
    return new Json(text, undefined);
  }

  /**
   * A computed value: its text is compact. Objects are read back from the text, because jsonata marks the arrays
   * it makes, and AWS hands on plain JSON.
   */
  static of(value: unknown): Json {
    const simple = value === null || (typeof value !== 'object' && !Object.is(value, -0));
    return new Json(JSON.stringify(value), simple ? value : undefined);
  }

  /** An array of texts, each spliced in as it is. */
  static array(items: readonly Json[]): Json {
    return new Json(`[${items.map((item) => item.text).join(',')}]`, undefined);
  }

  get value(): unknown {
    if (this.#value === undefined) this.#value = JSON.parse(this.text);
    return this.#value;
  }

  get tooLarge(): boolean {
    return this.text.length * 3 > PAYLOAD_LIMIT && utf8Length(this.text) > PAYLOAD_LIMIT;
  }

  /** Bytes of the text in UTF-8. */
  get bytes(): number {
    return utf8Length(this.text);
  }
}

/** Bytes of a text in UTF-8, what AWS's limits count. */
function utf8Length(text: string): number {
  let bytes = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) continue;
    // A surrogate pair is two units and four bytes: one more for each half.
    bytes += unit < 0x800 || (unit >= 0xd800 && unit <= 0xdfff) ? 1 : 2;
  }
  return bytes;
}
