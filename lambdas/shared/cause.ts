/** A function's error comes as JSON: its message is what people want to read. */
export function causeInWords(cause: string | undefined): string {
  if (!cause) return '';
  try {
    const value = JSON.parse(cause) as { errorMessage?: unknown } | null;
    return typeof value?.errorMessage === 'string' ? value.errorMessage : cause;
  } catch {
    return cause;
  }
}
